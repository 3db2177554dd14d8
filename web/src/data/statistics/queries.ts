import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Statistics } from '../../api/types.ts';
import { keys } from './keys.ts';

export const progressQuery = (projectId: string) =>
  queryOptions({
    queryKey: keys.progress(projectId),
    queryFn: ({ signal }) => body(api.GET('/projects/{id}/progress', { params: { path: { id: projectId } }, signal })),
    staleTime: 0,
  });

/** Statistics of a team. */
export const statisticsQuery = (teamId: string) =>
  statisticsOf(teamId, (signal) =>
    body(api.GET('/teams/{id}/statistics', { params: { path: { id: teamId } }, signal })),
  );

/** Statistics of all readable teams of an organization. */
export const organizationStatisticsQuery = (organizationId: string) =>
  statisticsOf(organizationId, (signal) =>
    body(api.GET('/organizations/{id}/statistics', { params: { path: { id: organizationId } }, signal })),
  );

function statisticsOf(id: string, read: (signal: AbortSignal) => Promise<Statistics>) {
  return queryOptions({
    queryKey: keys.of(id),
    queryFn: ({ signal }) => read(signal),
    staleTime: 0,
  });
}
