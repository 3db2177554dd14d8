import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { ignore } from '../../lib/ignore.ts';
import { isProblem } from '../../lib/problem.ts';
import { hasWords } from '../../../../src/shared/folded.ts';
import type { Task, TaskCard } from '../../api/types.ts';
import { tasks } from './tasks.ts';
import { keys } from './keys.ts';

/** A complete task. The page shows it from the store, which this query fills. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => loadTask(id, signal),
  });

/** Reads a task without showing it. */
export function fetchTask(id: string, signal?: AbortSignal): Promise<Task> {
  return body(api.GET('/tasks/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }));
}

export async function loadTask(id: string, signal?: AbortSignal): Promise<Task> {
  const task = await fetchTask(id, signal);
  tasks.put([task]);
  return task;
}

/** Reads a task again after a change. If the read fails, the change was still made: its event brings the task later. */
export async function refreshTask(id: string): Promise<void> {
  await loadTask(id).catch(ignore);
}

/** Reads a task by its key. */
export async function loadTaskByKey(organizationId: string, key: string): Promise<Task> {
  const task = await body(api.GET('/tasks/{id}', { params: { path: { id: key }, query: { organizationId } } }));
  tasks.put([task]);
  return task;
}

/** The task of a key; null if there is none that the reader may see. */
export const taskByKeyQuery = (organizationId: string, key: string) =>
  queryOptions({
    queryKey: ['task-by-key', organizationId, key],
    queryFn: async (): Promise<Task | null> => {
      try {
        return await loadTaskByKey(organizationId, key);
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 5_000,
  });

/** Archived cards, last one first. */
export const archiveQuery = (teamId: string) =>
  infiniteQueryOptions({
    queryKey: keys.archive(teamId),
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        teamId,
        archived: 'true',
        sort: '-updatedAt',
        limit: 50,
        ...(pageParam ? { cursor: pageParam } : {}),
      } as const;
      const page = await body(api.GET('/tasks', { params: { query }, signal }));
      tasks.put(page.items);
      return { ids: page.items.map(({ id }) => id), nextCursor: page.nextCursor };
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

const maxResults = 20;

/** Tasks of an organization that match a search text, for pickers. Without the server, those that the browser knows. */
export const taskSearchQuery = (organizationId: string, q: string) =>
  queryOptions({
    queryKey: ['task-search', organizationId, q],
    queryFn: async ({ signal }): Promise<TaskCard[]> => {
      const query = { organizationId, limit: maxResults, sort: '-updatedAt', ...(q === '' ? {} : { q }) } as const;
      try {
        return (await body(api.GET('/tasks', { params: { query }, signal }))).items;
      } catch (error) {
        if (isProblem(error, 'network')) return knownTasks(organizationId, q);
        throw error;
      }
    },
    networkMode: 'always',
    staleTime: 5_000,
  });

function knownTasks(organizationId: string, q: string): TaskCard[] {
  return [...tasks.all()]
    .filter((task) => task.organizationId === organizationId && hasWords(`${task.key} ${task.title}`, q))
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .slice(0, maxResults);
}

const maxTitles = 50;

/** The titles of some tasks, by id. Those that can't be read are missing. */
export const taskTitlesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['task-titles', ...ids],
    queryFn: async ({ signal }) => {
      const read = await Promise.allSettled(ids.slice(0, maxTitles).map((id) => fetchTask(id, signal)));
      return new Map(read.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.id, one.value.title]] : [])));
    },
  });
