import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';

export const progressQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['progress', projectId],
    queryFn: ({ signal }) => body(api.GET('/projects/{id}/progress', { params: { path: { id: projectId } }, signal })),
    staleTime: 0,
  });

export const statisticsQuery = (teamId: string) =>
  queryOptions({
    queryKey: ['statistics', teamId],
    queryFn: ({ signal }) => body(api.GET('/teams/{id}/statistics', { params: { path: { id: teamId } }, signal })),
    staleTime: 0,
  });
