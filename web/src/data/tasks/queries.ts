import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Task } from '../../api/types.ts';
import { tasks } from './tasks.ts';

/** A task whole. What is shown of it comes from the store, which this fills. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) => loadTask(id, signal),
  });

export async function loadTask(id: string, signal?: AbortSignal): Promise<Task> {
  const task = await body(api.GET('/tasks/{id}', { params: { path: { id } }, ...(signal ? { signal } : {}) }));
  tasks.put([task]);
  return task;
}

export const statusesQuery = (teamId: string) =>
  queryOptions({
    queryKey: ['statuses', teamId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: teamId }, query: { limit: 200 } };
      const { items } = await body(api.GET('/teams/{id}/statuses', { params, signal }));
      return items.toSorted((a, b) => a.position - b.position);
    },
  });

export const labelsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['labels', organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: 200 } };
      return (await body(api.GET('/organizations/{id}/labels', { params, signal }))).items;
    },
  });

/** Cards that were taken off the board, the last one first. */
export const archiveQuery = (teamId: string) =>
  infiniteQueryOptions({
    queryKey: ['archive', teamId],
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

/** The fields that a team has of its own, in their order. */
export const fieldsQuery = (teamId: string) =>
  queryOptions({
    queryKey: ['fields', teamId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: teamId }, query: { limit: 200 } };
      const { items } = await body(api.GET('/teams/{id}/fields', { params, signal }));
      return items.toSorted((a, b) => a.position - b.position);
    },
  });

const maxFound = 20;

/** Tasks of an organization by what somebody types, to choose one from. */
export const foundTasksQuery = (organizationId: string, q: string) =>
  queryOptions({
    queryKey: ['found-tasks', organizationId, q],
    queryFn: async ({ signal }) => {
      const query = { organizationId, limit: maxFound, sort: '-updatedAt', ...(q === '' ? {} : { q }) } as const;
      return (await body(api.GET('/tasks', { params: { query }, signal }))).items;
    },
    staleTime: 5_000,
  });
