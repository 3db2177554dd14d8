import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { missingIds } from '#platform/jobs/sweep.ts';
import type { ProjectsContext } from '../context.ts';
import { projectTable, projectTeamTable } from '../schema.ts';
import { forgetOrganization, forgetTeam } from './forget.ts';

/** Deletes rows of organizations and teams that no longer exist. */
export async function sweep(ctx: ProjectsContext): Promise<void> {
  const organizationIds = (await organizations(ctx, {})).map(({ id }) => id);
  const ask = (ids: OrganizationId[]) => ctx.teams.existing(ctx, { organizationIds: ids, teamIds: [] });
  for (const organizationId of await missingIds(organizationIds, async (ids) => (await ask(ids)).organizationIds)) {
    await forgetOrganization(ctx, { organizationId });
  }
  const organizationOf = new Map((await teams(ctx, {})).map(({ id, organizationId }) => [id, organizationId]));
  const askTeams = (ids: TeamId[]) => ctx.teams.existing(ctx, { organizationIds: [], teamIds: ids });
  for (const teamId of await missingIds([...organizationOf.keys()], async (ids) => (await askTeams(ids)).teamIds)) {
    const organizationId = organizationOf.get(teamId);
    if (organizationId) await forgetTeam(ctx, { organizationId, teamId });
  }
}

const organizations = rawQuery<object, { id: OrganizationId }>(
  () => sql`select distinct organization_id as id from ${projectTable}`,
);
const teams = rawQuery<object, { id: TeamId; organizationId: OrganizationId }>(
  () => sql`select distinct team_id as id, organization_id as "organizationId" from ${projectTeamTable}`,
);
