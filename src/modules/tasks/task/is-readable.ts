import type { Scope } from '#platform/access/scope.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';

/** Whether the owner of a scope may read a task. For tasks that were not found through the scope. */
export function isReadable(
  scope: Scope,
  task: { readonly organizationId: OrganizationId; readonly teamId: TeamId; readonly projectId: ProjectId | null },
): boolean {
  const organization = scope.organization(task.organizationId);
  // A deleted team hides its tasks.
  if (!organization?.directory.teams.has(task.teamId)) return false;
  return organization.mayReadTeam(task.teamId) || organization.guestProjectIds.some((id) => id === task.projectId);
}
