import { and, qb, eq } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { projectTable, projectTeamTable } from '../schema.ts';

/** Detaches a purged team from all projects. */
export const forgetTeam = query<{ organizationId: OrganizationId; teamId: TeamId }>()((params) =>
  qb
    .delete(projectTeamTable)
    .where(and(eq(projectTeamTable.organizationId, params.organizationId), eq(projectTeamTable.teamId, params.teamId))),
);

/** Deletes all projects of a purged organization; their dependent rows follow by cascade. */
export const forgetOrganization = query<{ organizationId: OrganizationId }>()((params) =>
  qb.delete(projectTable).where(eq(projectTable.organizationId, params.organizationId)),
);
