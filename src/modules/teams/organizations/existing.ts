import { qb, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organizationTable, teamTable } from '../schema.ts';

interface Ids {
  readonly organizationIds: readonly OrganizationId[];
  readonly teamIds: readonly TeamId[];
}

/** Those of these ids that exist, including soft-deleted ones. */
export async function existing(ctx: TeamsContext, { organizationIds, teamIds }: Ids) {
  const [organizations, teams] = await Promise.all([
    existingOrganizations(ctx, { ids: organizationIds }),
    existingTeams(ctx, { ids: teamIds }),
  ]);
  return { organizationIds: organizations.map(({ id }) => id), teamIds: teams.map(({ id }) => id) };
}

const existingOrganizations = query<{ ids: readonly OrganizationId[] }>()((params) =>
  qb
    .select({ id: organizationTable.id })
    .from(organizationTable)
    .where(sql`${organizationTable.id} = any(${params.ids})`),
);
const existingTeams = query<{ ids: readonly TeamId[] }>()((params) =>
  qb
    .select({ id: teamTable.id })
    .from(teamTable)
    .where(sql`${teamTable.id} = any(${params.ids})`),
);
