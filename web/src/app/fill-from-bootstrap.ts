import { queryClient } from '../api/query-client.ts';
import type { Bootstrap } from '../api/types.ts';
import { inOrder as fieldsInOrder, fieldsQuery } from '../data/fields/queries.ts';
import { labelsQuery } from '../data/labels/queries.ts';
import { membersInOrder, membersQuery } from '../data/members/queries.ts';
import { organizationsQuery } from '../data/organizations/queries.ts';
import { permissionsQuery } from '../data/permissions/queries.ts';
import type { TeamBootstrap } from '../data/session/bootstrap.ts';
import { teamsInOrder, teamsQuery } from '../data/teams/queries.ts';
import { inOrder as statusesInOrder, statusesQuery } from '../data/workflow/queries.ts';

/** Puts the parts of the bootstrap where the pages read them. A list with more than a page is read where it is needed. */
export function fillFromBootstrap({ teamId, content }: TeamBootstrap): void {
  const { organizations, teams } = content;
  if (organizations.nextCursor === null) queryClient.setQueryData(organizationsQuery.queryKey, organizations.items);
  if (teams.nextCursor === null) queryClient.setQueryData(teamsQuery.queryKey, teamsInOrder(teams.items));
  if (teamId !== null) fillFromTeam(teamId, content);
}

function fillFromTeam(teamId: string, { permissions, members, statuses, fields, labels }: Bootstrap): void {
  if (statuses) queryClient.setQueryData(statusesQuery(teamId).queryKey, statusesInOrder(statuses.items));
  if (fields) queryClient.setQueryData(fieldsQuery(teamId).queryKey, fieldsInOrder(fields.items));
  if (!permissions) return;
  const { organizationId } = permissions;
  queryClient.setQueryData(permissionsQuery({ organizationId, teamId }).queryKey, permissions);
  // Permissions in an organization are those in one of its teams, without the team.
  queryClient.setQueryData(permissionsQuery({ organizationId }).queryKey, { ...permissions, team: null });
  if (labels) queryClient.setQueryData(labelsQuery(organizationId).queryKey, labels.items);
  if (members?.nextCursor === null)
    queryClient.setQueryData(membersQuery(organizationId).queryKey, membersInOrder(members.items));
}
