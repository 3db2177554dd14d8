import { and, qb, eq } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { projectTable, projectTeamTable } from '../schema.ts';

/** A team that is purged works on nothing any more. */
export const forgetTeam = query<{ organizationId: OrganizationId; teamId: TeamId }>()((params) =>
  qb
    .delete(projectTeamTable)
    .where(and(eq(projectTeamTable.organizationId, params.organizationId), eq(projectTeamTable.teamId, params.teamId))),
);

/** Everything of an organization that is purged; what hangs on its projects goes with them. */
export const forgetOrganization = query<{ organizationId: OrganizationId }>()((params) =>
  qb.delete(projectTable).where(eq(projectTable.organizationId, params.organizationId)),
);
