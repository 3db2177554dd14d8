import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { keys } from './keys.ts';

export const unreadQuery = queryOptions({
  queryKey: [...keys.all, 'count'],
  queryFn: ({ signal }) => body(api.GET('/notifications/count', { signal })),
});

export const inboxQuery = (show: 'unread' | 'all') =>
  infiniteQueryOptions({
    queryKey: [...keys.all, show],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(show === 'unread' ? { unread: 'true' as const } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return body(api.GET('/notifications', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export async function setRead(id: string, isRead: boolean): Promise<void> {
  const params = { params: { path: { id } } };
  await body(isRead ? api.POST('/notifications/{id}/read', params) : api.POST('/notifications/{id}/unread', params));
  await queryClient.invalidateQueries({ queryKey: keys.all });
}

export async function readAll(): Promise<void> {
  await body(api.POST('/notifications/read-all'));
  await queryClient.invalidateQueries({ queryKey: keys.all });
}
