import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body, versioned } from '../../api/client.ts';
import { everyPage } from '../../api/every-page.ts';
import { queryClient } from '../../api/query-client.ts';
import { compareNames } from '../../i18n/compare-names.ts';
import type { Project } from '../../api/types.ts';
import { putRead } from '../tasks/first-read.ts';
import { keys } from './keys.ts';

/**
 * The projects that I can see in an organization, by name: read completely, because the sidebar and pickers need them.
 */
export const projectsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: ({ signal }) => readProjects(organizationId, {}, signal),
  });

/** Deleted projects that can still be restored. */
export const deletedProjectsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: [...keys.within(organizationId), 'deleted'],
    queryFn: ({ signal }) => readProjects(organizationId, { deleted: 'true' }, signal),
  });

async function readProjects(id: string, filter: { deleted?: 'true' }, signal: AbortSignal): Promise<Project[]> {
  const projects = await everyPage((page) =>
    body(api.GET('/organizations/{id}/projects', { params: { path: { id }, query: { ...filter, ...page } }, signal })),
  );
  return projects.toSorted((a, b) => Number(b.favourite) - Number(a.favourite) || compareNames(a.name, b.name));
}

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }): Promise<Project> =>
      versioned(api.GET('/projects/{id}', { params: { path: { id } }, signal })),
  });

export const milestonesQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.milestones(projectId),
    queryFn: ({ signal }) =>
      everyPage((query) =>
        body(api.GET('/projects/{id}/milestones', { params: { path: { id: projectId }, query }, signal })),
      ),
  });

export const updatesQuery = (projectId: string) =>
  infiniteQueryOptions({
    queryKey: keys.updates(projectId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: projectId }, query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) } };
      return body(api.GET('/projects/{id}/updates', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const guestsQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.guests(projectId),
    queryFn: async ({ signal }) => {
      const guests = await everyPage((query) =>
        body(api.GET('/projects/{id}/guests', { params: { path: { id: projectId }, query }, signal })),
      );
      return guests.toSorted((a, b) => compareNames(a.user.name, b.user.name));
    },
  });

/** Tasks of a project: open ones, or all. */
export const projectTasksQuery = ({ id: projectId, organizationId }: Project, isOpenOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: [...keys.tasks(projectId), isOpenOnly],
    initialPageParam: '',
    // The task may not be in the store yet.
    staleTime: 0,
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        organizationId,
        projectId,
        limit: 50,
        ...(isOpenOnly ? { category: 'todo,in_progress' } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const page = await body(api.GET('/tasks', { params: { query }, signal }));
      // Puts the tasks into the store, so that a later move to another project knows the previous one.
      putRead(page.items);
      return page;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** After a change of a project here: reads it and the lists with it again. */
export async function refreshProject({ id, organizationId }: Pick<Project, 'id' | 'organizationId'>): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries(projectQuery(id)),
    queryClient.invalidateQueries({ queryKey: keys.within(organizationId) }),
  ]);
}
