import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';

export interface TaskState {
  taskId: TaskId;
  organizationId: OrganizationId;
  teamId: TeamId;
  projectId: ProjectId | null;
  /** Neither done, cancelled nor archived. */
  isOpen: boolean;
}

/** Where tasks are now, and whether they are open; without deleted ones. */
export async function taskStates(
  ctx: TasksContext,
  { taskIds }: { readonly taskIds: readonly TaskId[] },
): Promise<TaskState[]> {
  return taskIds.length === 0 ? [] : find(ctx, { taskIds });
}

const find = rawQuery<{ taskIds: readonly TaskId[] }, TaskState>(
  (params) => sql`
    select task.id as "taskId", task.organization_id as "organizationId", task.team_id as "teamId",
      task.project_id as "projectId",
      status.category in ('todo', 'in_progress') and task.archived_at is null as "isOpen"
    from ${taskTable}
    join ${statusTable} on status.organization_id = task.organization_id and status.id = task.status_id
    where task.id = any(${params.taskIds}::uuid[]) and task.deleted_at is null`,
);
