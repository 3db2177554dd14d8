import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { ProjectId, TeamId } from '#platform/ids.ts';

// Who may know of something, by the recipient's access when the notification is made.

/** Whether they may read a task of this team and project. */
export function readsTask(
  organization: OrganizationAccess,
  { teamId, projectId }: { readonly teamId: TeamId; readonly projectId: ProjectId | null },
): boolean {
  return organization.mayReadTeam(teamId) || (projectId !== null && organization.guestProjectIds.includes(projectId));
}

/** Members see every project; guests see the projects they were added to. */
export function readsProject(organization: OrganizationAccess, projectId: ProjectId): boolean {
  return organization.role !== 'guest' || organization.guestProjectIds.includes(projectId);
}

export function isAdmin(organization: OrganizationAccess): boolean {
  return organization.isAdmin;
}

export function isMember(organization: OrganizationAccess): boolean {
  return organization.role !== 'guest';
}

/**
 * Whether they may manage a webhook for these teams. Null, all teams, is for owners and admins of the organization;
 * others need to administer each of the teams.
 */
export function mayManageWebhook(organization: OrganizationAccess, teamIds: readonly TeamId[] | null): boolean {
  if (organization.isAdmin) return true;
  return teamIds !== null && teamIds.length > 0 && teamIds.every((id) => administersTeam(organization, id));
}

/** Whether they are owner or admin of the team, or of its organization. */
export function administersTeam(organization: OrganizationAccess, id: TeamId): boolean {
  const role = organization.team(id)?.role;
  return organization.isAdmin || role === 'owner' || role === 'admin';
}
