import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectTable, projectFavouriteTable, projectGuestTable, projectUpdateTable } from '../schema.ts';

const maxUpdates = 10_000;

/**
 * A person's data in this module: projects that they lead, created, see as a guest or have as favourites, and their
 * updates.
 */
export async function personalData(ctx: ProjectsContext, { userId }: { userId: UserId }) {
  const [projects, projectUpdates] = await Promise.all([
    projectsOf(ctx, { userId }),
    updatesBy(ctx, { userId, limit: maxUpdates }),
  ]);
  return { projects, projectUpdates };
}

interface OwnProject {
  organizationId: OrganizationId;
  projectId: ProjectId;
  name: string;
  isLead: boolean;
  isMaker: boolean;
  isGuest: boolean;
  isFavourite: boolean;
}

const projectsOf = rawQuery<{ userId: UserId }, OwnProject>(
  (params) => sql`
    select * from (
      select organization_id as "organizationId", id as "projectId", name,
        coalesce(lead_id = ${params.userId}, false) as "isLead", created_by = ${params.userId} as "isMaker",
        exists (select 1 from ${projectGuestTable} where project_id = project.id and user_id = ${params.userId}) as "isGuest",
        exists (select 1 from ${projectFavouriteTable} where project_id = project.id and user_id = ${params.userId}) as "isFavourite"
      from ${projectTable}
    ) as found
    where "isLead" or "isMaker" or "isGuest" or "isFavourite"`,
);
const updatesBy = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      projectId: projectUpdateTable.projectId,
      health: projectUpdateTable.health,
      text: projectUpdateTable.text,
      createdAt: projectUpdateTable.createdAt,
    })
    .from(projectUpdateTable)
    .where(eq(projectUpdateTable.authorId, params.userId))
    .orderBy(sql`${projectUpdateTable.createdAt} desc`)
    .limit(params.limit),
);
