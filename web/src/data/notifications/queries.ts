import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { createSignal, useSignal } from '../../lib/signal.ts';
import type { InboxFilter, PendingChange } from './inbox-rows.ts';
import { keys } from './keys.ts';

export const unreadQuery = queryOptions({
  queryKey: [...keys.all, 'count'],
  queryFn: ({ signal }) => body(api.GET('/notifications/count', { signal })),
});

/** Changes that are shown already, oldest first, and how many notifications are unread with them. */
export const pendingChanges = createSignal<{
  readonly changes: readonly PendingChange[];
  readonly unread: number;
}>({ changes: [], unread: 0 });

/** The number of unread notifications as it is shown. */
export function shownUnread(): number {
  const { changes, unread } = pendingChanges.get();
  return changes.length > 0 ? unread : (queryClient.getQueryData(unreadQuery.queryKey)?.unread ?? 0);
}

export function useUnread(): number {
  useQuery(unreadQuery);
  useSignal(pendingChanges);
  return shownUnread();
}

const filterParams = {
  all: {},
  unread: { unread: 'true' },
  snoozed: { snoozed: 'true' },
  done: { done: 'true' },
} as const;

/** The inbox, one row for each task, newest first. */
export const inboxQuery = (filter: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.all, 'list', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const query = { limit: 50, group: 'task', ...filterParams[filter], ...cursor } as const;
      return body(api.GET('/notifications', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** The notifications of one row, newest first. */
export const rowQuery = (taskId: string, filter: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.all, 'row', filter, taskId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const query = { limit: 50, taskId, ...filterParams[filter], ...cursor } as const;
      return body(api.GET('/notifications', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
