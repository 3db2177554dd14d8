import { and, build, eq } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { project, projectTeam } from '../schema.ts';

/** A team that is purged works on nothing any more. */
export const forgetTeam = query<{ organizationId: OrganizationId; teamId: TeamId }>()((place) =>
  build
    .delete(projectTeam)
    .where(and(eq(projectTeam.organizationId, place.organizationId), eq(projectTeam.teamId, place.teamId))),
);

/** Everything of an organization that is purged; what hangs on its projects goes with them. */
export const forgetOrganization = query<{ organizationId: OrganizationId }>()((place) =>
  build.delete(project).where(eq(project.organizationId, place.organizationId)),
);
