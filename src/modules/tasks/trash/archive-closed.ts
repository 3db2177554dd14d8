import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { forEachCollectingFailures, type ItemFailure, reportFailures } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { logTable } from '../schema/log.ts';
import { statusTable, workflowTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { planArchive } from '../tasks/archive-task.ts';
import type { TaskRow } from '../task/columns.ts';
import { changeTask } from '../task/change-task.ts';
import { tasksByIds } from '../task/queries.ts';

const chunk = 200;

/**
 * Archives closed tasks of teams that have set a number of days for it.
 * @throws PermanentError naming the tasks that failed, after all others are archived.
 */
export async function archiveClosed(ctx: TasksContext): Promise<void> {
  const failures: ItemFailure<TaskRow>[] = [];
  const archive = (row: TaskRow) => changeTask(ctx, row, (current) => planArchive(ctx, current, true));
  for (;;) {
    const except = failures.map(({ item }) => item.id);
    const closed = await due(ctx, { now: ctx.clock.now().toISOString(), except, limit: chunk });
    for (const [organizationId, keys] of Map.groupBy(closed, (row) => row.organizationId)) {
      const rows = await tasksByIds(ctx, { organizationId, ids: keys.map(({ id }) => id) });
      failures.push(...(await forEachCollectingFailures(ctx, rows, ({ id }) => `task ${id}`, archive)));
    }
    if (closed.length < chunk) return reportFailures(failures);
  }
}

const due = rawQuery<
  { now: string; except: readonly TaskId[]; limit: number },
  { organizationId: OrganizationId; id: TaskId }
>(
  (params) => sql`
    select task.organization_id as "organizationId", task.id from ${workflowTable}
    join ${statusTable} on status.organization_id = workflow.organization_id and status.team_id = workflow.team_id
      and status.category in ('done', 'cancelled')
    join ${taskTable} on task.organization_id = status.organization_id and task.team_id = status.team_id
      and task.status_id = status.id and task.deleted_at is null and task.archived_at is null
    where workflow.archive_after_days is not null
      and task.id <> all(${params.except}::uuid[])
      and coalesce(task.completed_at, task.updated_at)
        < ${params.now}::timestamptz - workflow.archive_after_days * interval '1 day'
      -- What somebody has put back on the board stays there for as long again.
      and not exists (
        select from ${logTable} where log.organization_id = task.organization_id and log.task_id = task.id
          and log.type = 'unarchived'
          and log.at >= ${params.now}::timestamptz - workflow.archive_after_days * interval '1 day')
    limit ${params.limit}`,
);
