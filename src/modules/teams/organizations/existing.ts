import { build, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organization, team } from '../schema.ts';

interface Ids {
  readonly organizationIds: readonly OrganizationId[];
  readonly teamIds: readonly TeamId[];
}

/** Those that there are, in their grace too. */
export async function existing(ctx: TeamsContext, { organizationIds, teamIds }: Ids) {
  const [organizations, teams] = await Promise.all([
    existingOrganizations(ctx, { ids: organizationIds }),
    existingTeams(ctx, { ids: teamIds }),
  ]);
  return { organizationIds: organizations.map(({ id }) => id), teamIds: teams.map(({ id }) => id) };
}

const existingOrganizations = query<{ ids: readonly OrganizationId[] }>()((place) =>
  build
    .select({ id: organization.id })
    .from(organization)
    .where(sql`${organization.id} = any(${place.ids})`),
);
const existingTeams = query<{ ids: readonly TeamId[] }>()((place) =>
  build
    .select({ id: team.id })
    .from(team)
    .where(sql`${team.id} = any(${place.ids})`),
);
