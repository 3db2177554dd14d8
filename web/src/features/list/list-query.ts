import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { tasks } from '../tasks/tasks.ts';
import { tasksFilter } from './list-filter.ts';
import type { ListSearch } from './list-search.ts';

const pageSize = 200;
/** So many are read at once: sorting and grouping want all of them. */
export const mostListed = 2_000;

/** A team's tasks that pass a filter: read whole, so that they can be sorted and grouped by any field. */
export const listQuery = (teamId: string, search: ListSearch) =>
  queryOptions({
    queryKey: ['task-list', teamId, tasksFilter(search)],
    queryFn: async ({ signal }) => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const place = cursor === null ? {} : { cursor };
        const query = {
          ...tasksFilter(search),
          teamId,
          sort: 'rank',
          include: 'customFields',
          limit: pageSize,
          ...place,
        } as const;
        const page: Awaited<ReturnType<typeof readTasks>> = await readTasks(query, signal);
        tasks.put(page.items);
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null && ids.length < mostListed);
      return { ids, hasMore: cursor !== null };
    },
    placeholderData: (before) => before,
  });

function readTasks(
  query: { teamId: string; sort: 'rank'; include: 'customFields'; limit: number; cursor?: string },
  signal: AbortSignal,
) {
  return body(api.GET('/tasks', { params: { query }, signal }));
}
