import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** The descriptions and comments that name a task, newest first. */
export const backlinksQuery = (taskId: string) =>
  infiniteQueryOptions({
    queryKey: keys.of(taskId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: taskId }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/tasks/{id}/backlinks', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
