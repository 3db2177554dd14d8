import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Category, Status } from '../../api/types.ts';
import { keys } from './keys.ts';

/** The settings of a team's workflow besides its statuses. */
export const settingsQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.settings(teamId),
    queryFn: ({ signal }) => body(api.GET('/teams/{id}/workflow', { params: { path: { id: teamId } }, signal })),
  });

export async function changeSettings(teamId: string, archiveAfterDays: number | null): Promise<void> {
  const params = { path: { id: teamId } };
  const saved = await body(api.PATCH('/teams/{id}/workflow', { params, body: { archiveAfterDays } }));
  queryClient.setQueryData(settingsQuery(teamId).queryKey, saved);
}

/** @throws Problem `status-exists`, `too-many-statuses`. */
export async function addStatus(teamId: string, name: string, category: Category): Promise<void> {
  await body(api.POST('/teams/{id}/statuses', { params: { path: { id: teamId } }, body: { name, category } }));
  await refresh(teamId);
}

export type StatusChange = Partial<Pick<Status, 'name' | 'category' | 'position' | 'limit' | 'transitions'>>;

/** @throws Problem `status-exists`, `status-not-empty`, `last-of-category`. */
export async function changeStatus({ id, teamId }: Status, change: StatusChange): Promise<void> {
  await body(api.PATCH('/statuses/{id}', { params: { path: { id } }, body: change }));
  await refresh(teamId);
}

/**
 * @param moveTo The status for the tasks of the deleted one.
 * @throws Problem `status-not-empty`, `last-of-category`.
 */
export async function deleteStatus({ id, teamId }: Status, moveTo: string | undefined): Promise<void> {
  const query = moveTo === undefined ? {} : { moveTo };
  await body(api.DELETE('/statuses/{id}', { params: { path: { id }, query } }));
  await refresh(teamId);
}

function refresh(teamId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.statuses(teamId) });
}

const maxCounted = 200;

/** How many tasks move when a status is deleted; for very many, only that there are more. */
export const movingQuery = ({ id, teamId }: Pick<Status, 'id' | 'teamId'>) =>
  queryOptions({
    queryKey: ['moving', teamId, id],
    queryFn: async ({ signal }) => {
      const query = { teamId, status: id, limit: maxCounted };
      const { items, nextCursor } = await body(api.GET('/tasks', { params: { query }, signal }));
      return { count: items.length, hasMore: nextCursor !== null };
    },
    staleTime: 0,
  });
