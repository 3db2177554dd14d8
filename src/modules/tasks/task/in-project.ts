import { and, eq, isNull, sql } from '#platform/database/drizzle.ts';
import type { Placeholders } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';

export interface ProjectParams {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly teamIds: readonly TeamId[];
}

/** The condition for a project's tasks in these teams, without deleted and cancelled ones. */
export function isInProject(params: Placeholders<ProjectParams>) {
  return and(
    eq(taskTable.organizationId, params.organizationId),
    eq(taskTable.projectId, params.projectId),
    sql`${taskTable.teamId} = any(${params.teamIds})`,
    isNull(taskTable.deletedAt),
    sql`${statusTable.category} <> 'cancelled'`,
  );
}
