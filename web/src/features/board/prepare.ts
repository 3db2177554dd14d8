import type { QueryClient } from '@tanstack/react-query';
import { meQuery } from '../../data/session/session.ts';
import { permissionsQuery } from '../../data/permissions/queries.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { lastTeam } from '../../data/teams/last-team.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import type { TaskFilter } from '../../data/tasks/filter.ts';
import { boardView } from '../../data/boards/views.ts';

/** Requests the first data of a board while its code is loading. */
export async function prepareBoard(queryClient: QueryClient, teamId: string, filter: TaskFilter): Promise<void> {
  const me = queryClient.getQueryData(meQuery.queryKey);
  const team = await teamOf(queryClient, teamId);
  if (!me || !team) return;
  const { organizationId } = team;
  boardView(teamId, filter, me.id).open();
  void queryClient.prefetchQuery(statusesQuery(teamId));
  void queryClient.prefetchQuery(fieldsQuery(teamId));
  void queryClient.prefetchQuery(permissionsQuery({ organizationId, teamId }));
  void queryClient.prefetchQuery(labelsQuery(organizationId));
}

/** A readable team. The last one opened is assumed to be readable until the list of teams arrives. */
async function teamOf(queryClient: QueryClient, teamId: string) {
  const cachedTeams = queryClient.getQueryData(teamsQuery.queryKey);
  const last = lastTeam();
  if (!cachedTeams && last?.id === teamId) return last;
  const teams = cachedTeams ?? (await queryClient.ensureQueryData(teamsQuery));
  return teams.find(({ id }) => id === teamId);
}
