import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Organization } from '../../api/types.ts';
import { organizationsQuery } from './queries.ts';
import { keys as permissionKeys } from '../permissions/keys.ts';
import { keys as memberKeys } from '../members/keys.ts';

export type OrganizationRule = 'requireSecondFactor' | 'membersMakeProjects' | 'membersMakeLabels' | 'listed';
type Settings = 'name' | 'slug' | 'defaultTeamId' | 'weekStart' | 'workingDays';
export type OrganizationChange = Partial<Pick<Organization, Settings | OrganizationRule>>;

/** @throws Problem `second-factor-first` if the change would lock oneself out, `slug-taken`. */
export async function changeOrganization(id: string, change: OrganizationChange): Promise<void> {
  keep(await body(api.PATCH('/organizations/{id}', { params: { path: { id } }, body: change })));
}

/** @throws Problem `not-a-picture`, `too-large`. */
export async function setLogo(id: string, picture: Blob): Promise<void> {
  const form = new FormData();
  form.append('file', picture, 'logo');
  // The OpenAPI document describes the field; the request sends the form itself.
  const params = { path: { id } };
  keep(
    await body(api.POST('/organizations/{id}/logo', { params, body: { file: 'logo' }, bodySerializer: () => form })),
  );
}

export async function removeLogo(id: string): Promise<void> {
  await body(api.DELETE('/organizations/{id}/logo', { params: { path: { id } } }));
  await queryClient.invalidateQueries(organizationsQuery);
}

/** Transfers ownership; the previous owner becomes an admin. */
export async function handOver(id: string, userId: string): Promise<void> {
  await body(api.POST('/organizations/{id}/hand-over', { params: { path: { id } }, body: { userId } }));
  await Promise.all([
    queryClient.invalidateQueries(organizationsQuery),
    queryClient.invalidateQueries({ queryKey: permissionKeys.within(id) }),
    queryClient.invalidateQueries({ queryKey: memberKeys.within(id) }),
  ]);
}

function keep(changed: Organization): void {
  queryClient.setQueryData(organizationsQuery.queryKey, (organizations) =>
    organizations?.map((one) => (one.id === changed.id ? changed : one)),
  );
}
