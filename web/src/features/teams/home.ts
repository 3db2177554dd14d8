import type { QueryClient } from '@tanstack/react-query';
import type { Organization } from '../../api/types.ts';
import { organizationsQuery } from '../../data/organizations/queries.ts';
import { permissionsQuery } from '../../data/permissions/queries.ts';
import { lastTeam } from '../../data/teams/last-team.ts';
import { teamsQuery } from '../../data/teams/queries.ts';

type Home =
  | { readonly to: '/welcome' }
  | { readonly to: '/organizations/$organizationId/new-team'; readonly params: { readonly organizationId: string } }
  | {
      readonly to: '/organizations/$organizationId/second-factor';
      readonly params: { readonly organizationId: string };
    }
  | { readonly to: '/inbox' }
  | { readonly to: `/teams/$teamId/${View}`; readonly params: { readonly teamId: string } };

type View = 'board' | 'calendar';

interface HomeOptions {
  /** Only in this organization. */
  readonly organizationId?: string | undefined;
  /** Which view of the team is shown. */
  readonly view?: View;
}

/** The start page: that of the team last opened, otherwise of the first one; otherwise the next step to one. */
export async function homeOf(
  queryClient: QueryClient,
  { organizationId, view = 'board' }: HomeOptions = {},
): Promise<Home> {
  const [organizations, all] = await Promise.all([
    queryClient.ensureQueryData(organizationsQuery),
    queryClient.ensureQueryData(teamsQuery),
  ]);
  const teams = all.filter((team) => organizationId === undefined || team.organizationId === organizationId);
  const last = lastTeam()?.id;
  const team = teams.find(({ id }) => id === last) ?? teams.find(({ myRole }) => myRole !== null) ?? teams[0];
  if (team) return { to: `/teams/$teamId/${view}`, params: { teamId: team.id } };
  const candidates = organizations.filter(({ id }) => organizationId === undefined || id === organizationId);
  const closed = candidates.find(({ waitsForSecondFactor }) => waitsForSecondFactor);
  if (closed) return { to: '/organizations/$organizationId/second-factor', params: { organizationId: closed.id } };
  const own = await teamCreationPage(queryClient, candidates);
  if (own) return { to: '/organizations/$organizationId/new-team', params: { organizationId: own.id } };
  return organizations.length > 0 ? { to: '/inbox' } : { to: '/welcome' };
}

async function teamCreationPage(
  queryClient: QueryClient,
  organizations: readonly Organization[],
): Promise<Organization | undefined> {
  const all = await Promise.all(
    organizations.map(({ id }) => queryClient.ensureQueryData(permissionsQuery({ organizationId: id }))),
  );
  return organizations.find((_, index) => all[index]?.organization.makeTeams);
}
