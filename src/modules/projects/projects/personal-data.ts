import { build, eq, sql } from '#platform/database/drizzle.ts';
import { query, statement } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { project, projectFavourite, projectGuest, projectUpdate } from '../schema.ts';

const mostUpdates = 10_000;

/** What is kept here of a person: the projects that they lead, made, see as a guest or keep at hand, and what they told of them. */
export async function personalData(ctx: ProjectsContext, { userId }: { userId: UserId }) {
  const [projects, projectUpdates] = await Promise.all([
    projectsOf(ctx, { userId }),
    updatesBy(ctx, { userId, limit: mostUpdates }),
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

const projectsOf = statement<{ userId: UserId }, OwnProject>(
  (place) => sql`
    select * from (
      select organization_id as "organizationId", id as "projectId", name,
        coalesce(lead_id = ${place.userId}, false) as "isLead", created_by = ${place.userId} as "isMaker",
        exists (select 1 from ${projectGuest} where project_id = project.id and user_id = ${place.userId}) as "isGuest",
        exists (select 1 from ${projectFavourite} where project_id = project.id and user_id = ${place.userId}) as "isFavourite"
      from ${project}
    ) as found
    where "isLead" or "isMaker" or "isGuest" or "isFavourite"`,
);
const updatesBy = query<{ userId: UserId; limit: number }>()((place) =>
  build
    .select({
      projectId: projectUpdate.projectId,
      health: projectUpdate.health,
      text: projectUpdate.text,
      createdAt: projectUpdate.createdAt,
    })
    .from(projectUpdate)
    .where(eq(projectUpdate.authorId, place.userId))
    .orderBy(sql`${projectUpdate.createdAt} desc`)
    .limit(place.limit),
);
