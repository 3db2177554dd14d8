import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

export const labelsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: 200 } };
      return (await body(api.GET('/organizations/{id}/labels', { params, signal }))).items;
    },
  });
