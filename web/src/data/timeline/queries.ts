import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Project, TaskCard, Timeline } from '../../api/types.ts';
import { type TaskFilter, tasksFilter } from '../tasks/filter.ts';
import { putRead } from '../tasks/first-read.ts';
import { hasDates } from './spans.ts';
import { keys } from './keys.ts';

/** The timeline of a project. The store provides the current values of each task. */
export const timelineQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.of(projectId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: projectId } };
      const timeline = await body(api.GET('/projects/{id}/timeline', { params, signal }));
      putRead(timeline.tasks.map(({ task }) => task));
      return timeline;
    },
    staleTime: 0,
    gcTime: 0,
    structuralSharing: (before, after) => inPlace(before as Timeline | undefined, after as Timeline),
  });

/** Rows keep their order while the page is open, so that a moved task does not jump away. */
function inPlace(before: Timeline | undefined, after: Timeline): Timeline {
  if (!before) return after;
  const indexById = new Map(before.tasks.map(({ task }, index) => [task.id, index]));
  const rowIndexOf = ({ task }: Timeline['tasks'][number]) => indexById.get(task.id) ?? indexById.size;
  return { ...after, tasks: after.tasks.toSorted((a, b) => rowIndexOf(a) - rowIndexOf(b)) };
}

const pageSize = 200;
const maxPages = 5;

/** Open tasks of a project without dates. */
export const undatedQuery = (project: Pick<Project, 'id' | 'organizationId'>) =>
  queryOptions({
    queryKey: keys.undated(project.id),
    queryFn: async ({ signal }) => {
      const { cards, hasMore } = await readTasks(project, { category: 'todo,in_progress', due: 'none' }, signal);
      // Some have a start date.
      const undated = cards.filter((task) => !hasDates(task));
      putRead(undated);
      return { ids: undated.map(({ id }) => id), hasMore };
    },
    staleTime: 0,
  });

/** The tasks that match the words and custom fields of a filter. Read again together with those without dates. */
export const matchingQuery = (project: Pick<Project, 'id' | 'organizationId'>, { q, fields }: TaskFilter) =>
  queryOptions({
    queryKey: [...keys.undated(project.id), tasksFilter({ q, fields })],
    queryFn: async ({ signal }) => {
      const { cards, hasMore } = await readTasks(project, tasksFilter({ q, fields }), signal);
      return { ids: cards.map(({ id }) => id), hasMore };
    },
    staleTime: 0,
  });

async function readTasks(
  { id: projectId, organizationId }: Pick<Project, 'id' | 'organizationId'>,
  filter: { readonly category?: string; readonly due?: string; readonly q?: string; readonly customFields?: string },
  signal: AbortSignal,
): Promise<{ readonly cards: readonly TaskCard[]; readonly hasMore: boolean }> {
  const cards: TaskCard[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page += 1) {
    const cursorParam = cursor === null ? {} : { cursor };
    const query = { ...filter, organizationId, projectId, limit: pageSize, ...cursorParam };
    const read: { items: TaskCard[]; nextCursor: string | null } = await body(
      api.GET('/tasks', { params: { query }, signal }),
    );
    cards.push(...read.items);
    cursor = read.nextCursor;
    if (cursor === null) break;
  }
  return { cards, hasMore: cursor !== null };
}
