import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

const maxTemplates = 200;

/** Task templates of a team. */
export const taskTemplatesQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.of(teamId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: teamId }, query: { limit: maxTemplates } };
      return (await body(api.GET('/teams/{id}/task-templates', { params, signal }))).items;
    },
  });

/** Project templates of an organization. */
export const projectTemplatesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.of(organizationId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: maxTemplates } };
      return (await body(api.GET('/organizations/{id}/project-templates', { params, signal }))).items;
    },
  });
