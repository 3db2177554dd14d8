import { sql } from '#platform/database/drizzle.ts';
import type { Placeholders } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import { taskTable } from '../schema/task.ts';

/** What the caller may see: the organizations of a member, and the projects of a guest. */
export interface ScopeParams {
  readonly organizationIds: readonly OrganizationId[];
  readonly guestProjectIds: readonly ProjectId[];
}

/** Whether a task lies in the caller's scope. */
export function isInScope(params: Placeholders<ScopeParams>) {
  return sql`(${taskTable.organizationId} = any(${params.organizationIds}) or ${taskTable.projectId} = any(${params.guestProjectIds}))`;
}
