import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { useSignal } from '../../lib/signal.ts';
import type { InboxFilter } from './inbox-rows.ts';
import { keys } from './keys.ts';
import { pendingChanges, shownUnread } from './pending.ts';

export const unreadQuery = queryOptions({
  queryKey: keys.count,
  queryFn: ({ signal }) => body(api.GET('/notifications/count', { signal })),
});

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
