import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';

const pollMs = 5_000;

export const messagesQuery = infiniteQueryOptions({
  queryKey: ['messages'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
    return body(api.GET('/admin/messages', { params: { query }, signal }));
  },
  getNextPageParam: ({ nextCursor }) => nextCursor,
  // Mail has no events, so the page polls to show its progress.
  refetchInterval: pollMs,
});

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => body(api.GET('/admin/messages/{id}', { params: { path: { id } }, signal })),
  });

export const emailStatusQuery = queryOptions({
  queryKey: ['email-status'],
  queryFn: ({ signal }) => body(api.GET('/email/status', { signal })),
  refetchInterval: pollMs,
});
