import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { everyPage } from '../../api/every-page.ts';
import { queryClient } from '../../api/query-client.ts';
import { refreshMemberships } from './queries.ts';

/** My deleted organizations that can still be restored. */
export const deletedOrganizationsQuery = queryOptions({
  queryKey: ['deleted-organizations'],
  staleTime: 0,
  queryFn: ({ signal }) => everyPage((query) => body(api.GET('/organizations/deleted', { params: { query }, signal }))),
});

/** @throws Problem `name-mismatch` if its name was not typed. */
export async function deleteOrganization(id: string, name: string): Promise<void> {
  await body(api.DELETE('/organizations/{id}', { params: { path: { id } }, body: { name } }));
  await refreshMemberships();
}

export async function restoreOrganization(id: string): Promise<void> {
  await body(api.POST('/organizations/{id}/restore', { params: { path: { id } } }));
  await refreshMemberships();
  await queryClient.invalidateQueries(deletedOrganizationsQuery);
}
