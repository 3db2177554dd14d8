import { useQuery } from '@tanstack/react-query';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Organization, Permissions } from '../../api/types.ts';
import { useOrganization } from './use-organization.ts';
import { permissionsQuery, type PermissionScope } from '../permissions/queries.ts';

const nowhere: PermissionScope = { organizationId: '' };

/** What I may do there: undefined until that is known, null where the server does not say. */
export function usePermissions(place: PermissionScope | undefined): Permissions | null | undefined {
  const { data, error } = useQuery({
    ...permissionsQuery(place ?? nowhere),
    enabled: enabledUnlessLeaving(place !== undefined),
  });
  return data ?? (error ? null : undefined);
}

/** What I may do in the organization that the page belongs to. */
export function useOrganizationPermissions(): Permissions['organization'] | undefined {
  return usePermissions(placeOf(useOrganization()))?.organization;
}

/** What I may do in a team of the organization that the page belongs to; null where that is nothing. */
export function useTeamPermissions(teamId: string): Permissions['team'] | undefined {
  const place = placeOf(useOrganization());
  const permissions = usePermissions(place && { ...place, teamId });
  return permissions === null ? null : permissions?.team;
}

/** Nothing is allowed in an organization that still waits for the second factor. */
function placeOf(organization: Organization | undefined): PermissionScope | undefined {
  return organization && !organization.waitsForSecondFactor ? { organizationId: organization.id } : undefined;
}
