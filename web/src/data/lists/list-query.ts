import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { api, body } from '../../api/client.ts';
import type { Field } from '../../api/types.ts';
import type { KnownTask } from '../tasks/store.ts';
import { putRead } from '../tasks/first-read.ts';
import { tasksFilter } from '../tasks/filter.ts';
import type { ListSearch } from './list-search.ts';
import { serverOrder } from './server-order.ts';
import { keys } from './keys.ts';

const pageSize = 200;
/** The number of tasks read together: a list up to this length is sorted and grouped in the browser. */
const chunkSize = 2_000;

/** A team's tasks that match a filter: the first 2,000 at once, or in the server's order page by page. */
const listQuery = (teamId: string, search: ListSearch, order: string | null) =>
  infiniteQueryOptions({
    queryKey: [...keys.of(teamId), tasksFilter(search), order],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const items: KnownTask[] = [];
      const maxItems = order === null ? chunkSize : pageSize;
      let cursor: string | null = pageParam;
      do {
        const cursorParam = cursor === '' ? {} : { cursor };
        const query = { ...tasksFilter(search), teamId, sort: order ?? 'rank', limit: pageSize, ...cursorParam };
        const page: Awaited<ReturnType<typeof readTasks>> = await readTasks(query, signal);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && items.length < maxItems);
      // All at once: each time, everything that shows tasks is painted again.
      putRead(items);
      return { ids: items.map(({ id }) => id), nextCursor: cursor };
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (before) => before,
    staleTime: 0,
  });

function readTasks(query: { teamId: string; sort: string; limit: number; cursor?: string }, signal: AbortSignal) {
  return body(api.GET('/tasks', { params: { query: { ...query, include: 'customFields' } }, signal }));
}

/** What has been read of a list, and how to read the rest. */
export interface Reading {
  /** Undefined until something is read. */
  readonly ids: readonly string[] | undefined;
  readonly hasMore: boolean;
  /** There is more, nothing is being read, and the last read did not fail. */
  readonly mayReadMore: boolean;
  readonly isReadingMore: boolean;
  /** The error of the last read; reading continues on request. */
  readonly readMoreError: Error | null;
  /** The ids are in the final order, because only a part of the list is read. */
  readonly isInOrder: boolean;
  readonly error: Error | null;
  readonly readMore: () => void;
  readonly readAnew: () => void;
}

/** Reads a list: completely if it is short enough, otherwise in the server's order if it supports it. */
export function useListReading(teamId: string, search: ListSearch, fields: readonly Field[]): Reading {
  const order = serverOrder(search, fields);
  const whole = useInfiniteQuery(listQuery(teamId, search, null));
  const isLong = whole.hasNextPage;
  const sorted = useInfiniteQuery({
    ...listQuery(teamId, search, order),
    enabled: enabledUnlessLeaving(isLong && order !== null),
  });
  const isInOrder = isLong && order !== null && sorted.data !== undefined;
  const read = isInOrder ? sorted : whole;
  return {
    ids: read.data?.pages.flatMap(({ ids }) => ids),
    hasMore: read.hasNextPage,
    mayReadMore: read.hasNextPage && !read.isFetching && !read.isFetchNextPageError,
    isReadingMore: read.isFetchingNextPage,
    readMoreError: read.isFetchNextPageError ? read.error : null,
    isInOrder,
    error: read.error,
    readMore: () => void (read.hasNextPage && !read.isFetching && read.fetchNextPage()),
    readAnew: () => void read.refetch(),
  };
}
