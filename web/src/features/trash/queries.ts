import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';

/** Deleted tasks of a team, the last one first. */
export const trashQuery = (teamId: string) =>
  infiniteQueryOptions({
    queryKey: ['trash', teamId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: teamId }, query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/teams/{id}/trash', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });
