import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { TrashedTask } from '../../api/types.ts';
import { keys } from './keys.ts';

/** Deleted tasks of a team, last one first. */
export const trashQuery = (teamId: string) =>
  infiniteQueryOptions({
    queryKey: keys.of(teamId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: teamId }, query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/teams/{id}/trash', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

/** Deletes a task permanently. */
export async function purgeTask({ id: taskId, teamId }: TrashedTask): Promise<void> {
  await body(api.DELETE('/teams/{id}/trash/{taskId}', { params: { path: { id: teamId, taskId } } }));
  await queryClient.invalidateQueries({ queryKey: keys.of(teamId) });
}

/** Empties a team's trash permanently. */
export async function emptyTrash(teamId: string): Promise<void> {
  await body(api.DELETE('/teams/{id}/trash', { params: { path: { id: teamId } } }));
  await queryClient.invalidateQueries({ queryKey: keys.of(teamId) });
}
