import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { everyPage } from '../../api/every-page.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Organization } from '../../api/types.ts';
import { teamsQuery } from '../teams/queries.ts';
import { keys as permissionKeys } from '../permissions/keys.ts';
import { keys } from './keys.ts';

/** The organizations that I am a member of. */
export const organizationsQuery = queryOptions({
  queryKey: keys.all,
  queryFn: ({ signal }) => everyPage((query) => body(api.GET('/organizations', { params: { query }, signal }))),
});

export async function createOrganization(name: string): Promise<Organization> {
  const organization = await body(api.POST('/organizations', { body: { name } }));
  await queryClient.invalidateQueries(organizationsQuery);
  return organization;
}

/** After leaving, joining or deleting: reads the memberships again, visible or not. */
export async function refreshMemberships(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ ...organizationsQuery, refetchType: 'all' }),
    queryClient.invalidateQueries({ ...teamsQuery, exact: true, refetchType: 'all' }),
  ]);
  // Not while the page of the former organization is open: its queries would fail.
  await queryClient.invalidateQueries({ queryKey: permissionKeys.all, refetchType: 'none' });
}
