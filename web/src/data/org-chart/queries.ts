import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** Everyone but guests, each after their manager, with the teams that I may read. */
export const chartQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: ({ signal }) =>
      body(api.GET('/organizations/{id}/chart', { params: { path: { id: organizationId } }, signal })),
  });
