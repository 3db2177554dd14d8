import type { AskedPermissions, TaskPermissions } from '#modules/teams';
import { allows } from '#platform/access/authorized.ts';
import { administerOrganization, isTeamAdmin, workInTeam } from '#platform/http/rules.ts';
import type { Scope } from '#platform/access/scope.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { editsEveryTask } from './policy.ts';
import { authorizeMakingLabels } from './labels/rules.ts';

/** What the owner of a scope may do with tasks, according to the policies that the routes use. */
export function permissions(scope: Scope, { organizationId, teamId }: AskedPermissions): TaskPermissions {
  return {
    makeLabels: allows(() => authorizeMakingLabels(scope, organizationId)),
    importTasks: importsTasks(scope, organizationId),
    team: teamId === null ? null : inTeam(scope, teamId),
  };
}

/** Owners and admins may import into a new team, everyone into a team they work in. */
function importsTasks(scope: Scope, id: OrganizationId): boolean {
  if (allows(() => administerOrganization(scope, id))) return true;
  const teams = scope.organization(id)?.readableTeams() ?? [];
  return teams.some((team) => allows(() => workInTeam(scope, team.id)));
}

function inTeam(scope: Scope, teamId: TeamId): TaskPermissions['team'] {
  const teamInOrganization = scope.team(teamId);
  if (!teamInOrganization) return null;
  const createTasks = allows(() => workInTeam(scope, teamId));
  return {
    createTasks,
    editEveryTask: createTasks && editsEveryTask(teamInOrganization),
    deleteEveryTask: createTasks && isTeamAdmin(teamInOrganization),
  };
}
