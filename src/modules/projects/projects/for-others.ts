import { and, build, eq, isNotNull, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { project, projectGuest } from '../schema.ts';

/** Projects that a person sees as a guest. */
export const guestProjectsOf = query<{ userId: UserId }>()((place) =>
  build
    .select({ organizationId: projectGuest.organizationId, projectId: projectGuest.projectId })
    .from(projectGuest)
    .innerJoin(
      project,
      and(eq(project.organizationId, projectGuest.organizationId), eq(project.id, projectGuest.projectId)),
    )
    .where(and(eq(projectGuest.userId, place.userId), isNull(project.deletedAt))),
);

/** Those that there are, in their grace too. */
export async function existingProjects(
  ctx: ProjectsContext,
  { projectIds }: { projectIds: readonly ProjectId[] },
): Promise<{ projectIds: ProjectId[] }> {
  return { projectIds: (await existingIds(ctx, { ids: projectIds })).map(({ id }) => id) };
}
const existingIds = query<{ ids: readonly ProjectId[] }>()((place) =>
  build
    .select({ id: project.id })
    .from(project)
    .where(sql`${project.id} = any(${place.ids})`),
);

/** Those of these projects that live in the organization. */
export const liveProjects = query<{ organizationId: OrganizationId; ids: readonly ProjectId[] }>()((place) =>
  build
    .select({ id: project.id, name: project.name, key: project.key })
    .from(project)
    .where(
      and(
        eq(project.organizationId, place.organizationId),
        sql`${project.id} = any(${place.ids})`,
        isNull(project.deletedAt),
      ),
    ),
);

/** Projects that are deleted, as long as they may be restored. */
export async function deletedProjects(
  ctx: ProjectsContext,
  input: { organizationId: OrganizationId },
): Promise<{ projectIds: ProjectId[] }> {
  return { projectIds: (await deletedIds(ctx, input)).map(({ id }) => id) };
}
const deletedIds = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({ id: project.id })
    .from(project)
    .where(and(eq(project.organizationId, place.organizationId), isNotNull(project.deletedAt))),
);

/** A project that a path elsewhere names: whoever asks decides who sees it. */
export const projectById = query<{ projectId: ProjectId }>()((place) =>
  build
    .select({
      id: project.id,
      organizationId: project.organizationId,
      name: project.name,
      status: project.status,
      startDate: project.startDate,
      targetDate: project.targetDate,
    })
    .from(project)
    .where(and(eq(project.id, place.projectId), isNull(project.deletedAt))),
);
