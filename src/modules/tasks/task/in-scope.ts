import { type AnyColumn, sql } from '#platform/database/drizzle.ts';
import type { Placeholders } from '#platform/database/query.ts';
import type { Scope } from '#platform/access/scope.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import { taskTable } from '../schema/task.ts';

/** What the caller may see: all organizations, those of them as a guest, and the projects of a guest. */
export interface ScopeParams {
  readonly organizationIds: readonly OrganizationId[];
  readonly guestOrganizationIds: readonly OrganizationId[];
  readonly guestProjectIds: readonly ProjectId[];
}

export function scopeParams({ organizations, guestProjectIds }: Scope): ScopeParams {
  return {
    organizationIds: organizations.map(({ id }) => id),
    guestOrganizationIds: organizations.filter(({ role }) => role === 'guest').map(({ id }) => id),
    guestProjectIds,
  };
}

/**
 * Whether a task lies in the caller's scope. The organizations are a condition that nothing is an alternative to, for
 * the tasks and for a table that is joined with them, so that a database that is distributed by organization asks only
 * the shards of these.
 */
export function isInScope(params: Placeholders<ScopeParams>, joined?: { readonly organizationId: AnyColumn }) {
  return sql`${taskTable.organizationId} = any(${params.organizationIds})
    ${joined ? sql`and ${joined.organizationId} = any(${params.organizationIds})` : sql``}
    and (${taskTable.organizationId} <> all(${params.guestOrganizationIds}) or ${taskTable.projectId} = any(${params.guestProjectIds}))`;
}
