import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** The log of a task, newest first. */
export const logQuery = (taskId: string) =>
  infiniteQueryOptions({
    queryKey: keys.of(taskId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: taskId }, query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/tasks/{id}/log', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
