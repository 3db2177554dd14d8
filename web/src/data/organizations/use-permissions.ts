import { useQuery } from '@tanstack/react-query';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Organization, Permissions } from '../../api/types.ts';
import { useOrganization } from './use-organization.ts';
import { permissionsQuery, type PermissionScope } from '../permissions/queries.ts';

const nowhere: PermissionScope = { organizationId: '' };

/** My permissions in a scope: undefined until known, null if the server does not return them. */
export function usePermissions(scope: PermissionScope | undefined): Permissions | null | undefined {
  const { data, error } = useQuery({
    ...permissionsQuery(scope ?? nowhere),
    enabled: enabledUnlessLeaving(scope !== undefined),
  });
  return data ?? (error ? null : undefined);
}

/** My permissions in the page's organization. */
export function useOrganizationPermissions(): Permissions['organization'] | undefined {
  return usePermissions(scopeOf(useOrganization()))?.organization;
}

/** My permissions in a team of the page's organization; null if there are none. */
export function useTeamPermissions(teamId: string): Permissions['team'] | undefined {
  const scope = scopeOf(useOrganization());
  const permissions = usePermissions(scope && { ...scope, teamId });
  return permissions === null ? null : permissions?.team;
}

/** Nothing is allowed in an organization that requires a second factor. */
function scopeOf(organization: Organization | undefined): PermissionScope | undefined {
  return organization && !organization.waitsForSecondFactor ? { organizationId: organization.id } : undefined;
}
