import { allows } from '#platform/access/authorized.ts';
import { administerOrganization, administerTeam, readTeam, useOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import type { TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { AskedPermissions, Permissions, TaskPermissions } from '../contract.ts';
import { mayInvite } from '../invites/rules.ts';
import { changeItself, ownOrganization } from '../organization/rules.ts';
import { ownTeam } from '../teams/rules.ts';

/**
 * The caller's permissions in an organization. Each one comes from the policy that the routes use, so the interface
 * shows exactly what is allowed.
 */
export async function permissionsIn(
  ctx: TeamsContext,
  organization: OrganizationAccess,
  subject: AskedPermissions,
): Promise<Permissions> {
  const { scope } = ctx;
  const { id } = organization;
  const [{ makeProjects, project }, tasks] = await Promise.all([
    ctx.ports.projectPermissions(ctx, subject),
    ctx.ports.taskPermissions(ctx, subject),
  ]);
  const administers = allows(() => administerOrganization(scope, id));
  const owns = allows(() => ownOrganization(scope, id));
  return {
    organizationId: id,
    role: organization.role,
    organization: {
      seeMembers: allows(() => useOrganization(scope, id)),
      changeSettings: allows(() => changeItself(scope, id)),
      manageMembers: administers,
      manageOwners: owns,
      invite: allows(() => mayInvite(organization, {})),
      makeTeams: administers,
      makeProjects,
      makeLabels: tasks.makeLabels,
      importTasks: tasks.importTasks,
      delete: owns,
    },
    team: subject.teamId === null ? null : inTeam(scope, organization, subject.teamId, tasks.team),
    project,
  };
}

function inTeam(
  scope: Scope,
  organization: OrganizationAccess,
  teamId: TeamId,
  tasks: TaskPermissions['team'],
): Permissions['team'] {
  const team = organization.team(teamId);
  if (!team || !tasks) return null;
  const owns = allows(() => ownTeam(scope, teamId));
  return {
    teamId,
    role: team.role,
    read: allows(() => readTeam(scope, teamId)),
    ...tasks,
    changeSettings: allows(() => administerTeam(scope, teamId)),
    invite: allows(() => mayInvite(organization, { teamId })),
    manageOwners: owns,
  };
}
