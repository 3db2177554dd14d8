import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { everyPage } from '../../api/every-page.ts';
import { queryClient } from '../../api/query-client.ts';
import { compareNames } from '../../i18n/compare-names.ts';
import type { Team, TeamMember } from '../../api/types.ts';
import { keys } from './keys.ts';
import { keys as permissionKeys } from '../permissions/keys.ts';

export function teamsInOrder(teams: readonly Team[]): Team[] {
  return teams.toSorted((a, b) => compareNames(a.name, b.name));
}

/** The teams that I may read, in all my organizations. */
export const teamsQuery = queryOptions({
  queryKey: keys.all,
  queryFn: async ({ signal }) => {
    return teamsInOrder(await everyPage((query) => body(api.GET('/teams', { params: { query }, signal }))));
  },
});

export interface NewTeam {
  readonly organizationId: string;
  readonly name: string;
  readonly key?: string;
}

/** @throws Problem `key-taken`. */
export async function createTeam({ organizationId, ...team }: NewTeam): Promise<Team> {
  const params = { path: { id: organizationId } };
  const created = await body(api.POST('/organizations/{id}/teams', { params, body: team }));
  await queryClient.invalidateQueries(teamsQuery);
  return created;
}

/** Archived teams of an organization. */
export const archivedTeamsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.archived(organizationId),
    queryFn: ({ signal }) =>
      everyPage((page) => {
        const params = { path: { id: organizationId }, query: { archived: 'true', ...page } } as const;
        return body(api.GET('/organizations/{id}/teams', { params, signal }));
      }),
  });

/** A team that may be archived and is then missing in the list of teams in use. */
export const teamQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => body(api.GET('/teams/{id}', { params: { path: { id } }, signal })),
  });

/** A team that is not among mine: the server says whether it is closed or does not exist. */
export const unlistedTeamQuery = (id: string) =>
  queryOptions({
    queryKey: ['team', id],
    queryFn: ({ signal }) => body(api.GET('/teams/{id}', { params: { path: { id } }, signal })),
    retry: false,
  });

export const teamMembersQuery = (teamId: string) =>
  infiniteQueryOptions({
    queryKey: keys.members(teamId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: teamId }, query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/teams/{id}/members', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The address that turns emails into tasks, and who may use it. */
export const mailAddressQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.mailAddress(teamId),
    queryFn: ({ signal }) => body(api.GET('/teams/{id}/mail-address', { params: { path: { id: teamId } }, signal })),
  });

export async function changeMailAddress(teamId: string, change: { acceptsOutsiders: boolean }): Promise<void> {
  const params = { path: { id: teamId } };
  const changed = await body(api.PATCH('/teams/{id}/mail-address', { params, body: change }));
  queryClient.setQueryData(mailAddressQuery(teamId).queryKey, changed);
}

/** Replaces the address: email to the earlier one is refused from then on. */
export async function rotateMailAddress(teamId: string): Promise<void> {
  const params = { path: { id: teamId } };
  const changed = await body(api.POST('/teams/{id}/mail-address/rotate', { params }));
  queryClient.setQueryData(mailAddressQuery(teamId).queryKey, changed);
}

type Settings = 'name' | 'key' | 'colour' | 'description' | 'visibility' | 'editPolicy' | 'deleteOpenTasks';
export type TeamChange = Partial<Pick<Team, Settings>>;

/** @throws Problem `key-taken`. */
export async function changeTeam(id: string, change: TeamChange): Promise<void> {
  const changed = await body(api.PATCH('/teams/{id}', { params: { path: { id } }, body: change }));
  queryClient.setQueryData(teamQuery(id).queryKey, changed);
  queryClient.setQueryData(teamsQuery.queryKey, (teams) => teams?.map((team) => (team.id === id ? changed : team)));
}

export async function archiveTeam(id: string): Promise<void> {
  await body(api.POST('/teams/{id}/archive', { params: { path: { id } } }));
  await readAnew();
}

/** Deletes a team with its tasks; it can be restored for 30 days. */
export async function deleteTeam(id: string): Promise<void> {
  await body(api.DELETE('/teams/{id}', { params: { path: { id } } }));
  await readAnew();
}

/** Restores a team from the archive or from deletion. */
export async function restoreTeam(id: string): Promise<void> {
  await body(api.POST('/teams/{id}/restore', { params: { path: { id } } }));
  await readAnew();
}

/** Adds a person to a team, or changes their role in it. @throws Problem `last-owner`, `not-a-team-owner`. */
export async function setTeamMember(teamId: string, userId: string, role: TeamMember['role']): Promise<void> {
  await body(api.PUT('/teams/{id}/members/{userId}', { params: { path: { id: teamId, userId } }, body: { role } }));
  await queryClient.invalidateQueries({ queryKey: keys.members(teamId) });
}

export async function removeTeamMember(teamId: string, userId: string): Promise<void> {
  await body(api.DELETE('/teams/{id}/members/{userId}', { params: { path: { id: teamId, userId } } }));
  await queryClient.invalidateQueries({ queryKey: keys.members(teamId) });
}

/** Leaves a team. Returns whether one may still read it: closed teams are visible to members only. */
export async function leaveTeam(teamId: string, userId: string): Promise<boolean> {
  await body(api.DELETE('/teams/{id}/members/{userId}', { params: { path: { id: teamId, userId } } }));
  await readAnew();
  const teams = await queryClient.ensureQueryData(teamsQuery);
  return teams.some(({ id }) => id === teamId);
}

/** Reads a team and one's permissions in it again. */
export async function refreshTeam({ id, organizationId }: Pick<Team, 'id' | 'organizationId'>): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries(teamQuery(id)),
    queryClient.invalidateQueries({ queryKey: keys.members(id) }),
    queryClient.invalidateQueries({ queryKey: [...permissionKeys.within(organizationId), id] }),
  ]);
}

async function readAnew(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.all });
}
