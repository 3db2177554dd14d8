import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Organization } from '../../api/types.ts';
import { organizationsQuery } from './queries.ts';

type Rules = 'requireSecondFactor' | 'membersMakeProjects' | 'membersMakeLabels';
export type OrganizationChange = Partial<Pick<Organization, 'name' | Rules>>;

/** @throws Problem `second-factor-first` for whoever would shut themselves out. */
export async function changeOrganization(id: string, change: OrganizationChange): Promise<void> {
  const changed = await body(api.PATCH('/organizations/{id}', { params: { path: { id } }, body: change }));
  queryClient.setQueryData(organizationsQuery.queryKey, (known) =>
    known?.map((one) => (one.id === id ? changed : one)),
  );
}
