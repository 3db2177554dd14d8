import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { TaskCard } from '../../api/types.ts';
import type { TaskScope } from '../lists/task-scope.ts';
import { type TaskFilter, tasksFilter } from '../tasks/filter.ts';
import { putRead } from '../tasks/first-read.ts';
import { keys } from './keys.ts';

const pageSize = 200;
/** A calendar says so if it has more tasks. */
export const maxPlanned = 2_000;

/** What identifies the calendar of a team or a project. */
function scopeIdOf({ teams, project }: TaskScope): string {
  return project?.id ?? teams[0]?.id ?? '';
}

function paramsOf({ organizationId, teams, project }: TaskScope, filter: TaskFilter) {
  const owner = project ? { organizationId, projectId: project.id } : { teamId: teams[0]?.id ?? '' };
  return { ...tasksFilter(filter), ...owner, limit: pageSize };
}

/** The tasks that have a day from the first to the last and match the filters, by due date; the store provides their values. */
export const plannedQuery = (scope: TaskScope, { first, last }: { first: string; last: string }, filter: TaskFilter) =>
  queryOptions({
    queryKey: [...keys.of(scopeIdOf(scope)), first, last, tasksFilter(filter)],
    queryFn: async ({ signal }) => {
      const cards: TaskCard[] = [];
      let cursor: string | null = null;
      do {
        const cursorParam: { cursor?: string } = cursor === null ? {} : { cursor };
        const query = { ...paramsOf(scope, filter), planned: `${first}..${last}`, sort: 'dueDate', ...cursorParam };
        const page: { items: TaskCard[]; nextCursor: string | null } = await body(
          api.GET('/tasks', { params: { query }, signal }),
        );
        cards.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && cards.length < maxPlanned);
      // All at once: each time, everything that shows tasks is painted again.
      putRead(cards);
      return { ids: cards.map(({ id }) => id), hasMore: cursor !== null };
    },
    staleTime: 0,
  });

/** Open tasks without a due date that match the filters, the most urgent first, page by page. */
export const undatedQuery = (scope: TaskScope, filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.undated(scopeIdOf(scope)), tasksFilter(filter)],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...paramsOf(scope, filter),
        due: 'none',
        category: 'todo,in_progress',
        sort: 'priority',
        limit: 50,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      } as const;
      const page = await body(api.GET('/tasks', { params: { query }, signal }));
      putRead(page.items);
      return { ids: page.items.map(({ id }) => id), nextCursor: page.nextCursor };
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (before) => before,
    staleTime: 0,
  });
