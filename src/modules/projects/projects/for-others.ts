import { and, qb, eq, isNotNull, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectTable, projectGuestTable } from '../schema.ts';

/** Projects that a person sees as a guest. */
export const guestProjectsOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({ organizationId: projectGuestTable.organizationId, projectId: projectGuestTable.projectId })
    .from(projectGuestTable)
    .innerJoin(
      projectTable,
      and(
        eq(projectTable.organizationId, projectGuestTable.organizationId),
        eq(projectTable.id, projectGuestTable.projectId),
      ),
    )
    .where(and(eq(projectGuestTable.userId, params.userId), isNull(projectTable.deletedAt))),
);

/** Those of these ids that exist, including soft-deleted ones. */
export async function existingProjects(
  ctx: ProjectsContext,
  { projectIds }: { projectIds: readonly ProjectId[] },
): Promise<{ projectIds: ProjectId[] }> {
  return { projectIds: (await existingIds(ctx, { ids: projectIds })).map(({ id }) => id) };
}
const existingIds = query<{ ids: readonly ProjectId[] }>()((params) =>
  qb
    .select({ id: projectTable.id })
    .from(projectTable)
    .where(sql`${projectTable.id} = any(${params.ids})`),
);

/** Those of these projects that exist in the organization. */
export const liveProjects = query<{ organizationId: OrganizationId; ids: readonly ProjectId[] }>()((params) =>
  qb
    .select({ id: projectTable.id, name: projectTable.name, key: projectTable.key })
    .from(projectTable)
    .where(
      and(
        eq(projectTable.organizationId, params.organizationId),
        sql`${projectTable.id} = any(${params.ids})`,
        isNull(projectTable.deletedAt),
      ),
    ),
);

/** Soft-deleted projects that can be restored. */
export async function deletedProjects(
  ctx: ProjectsContext,
  input: { organizationId: OrganizationId },
): Promise<{ projectIds: ProjectId[] }> {
  return { projectIds: (await deletedIds(ctx, input)).map(({ id }) => id) };
}
const deletedIds = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ id: projectTable.id })
    .from(projectTable)
    .where(and(eq(projectTable.organizationId, params.organizationId), isNotNull(projectTable.deletedAt))),
);

/** A project by id, for a path of another module, which decides who sees it. */
export const projectById = query<{ projectId: ProjectId }>()((params) =>
  qb
    .select({
      id: projectTable.id,
      organizationId: projectTable.organizationId,
      name: projectTable.name,
      status: projectTable.status,
      startDate: projectTable.startDate,
      targetDate: projectTable.targetDate,
    })
    .from(projectTable)
    .where(and(eq(projectTable.id, params.projectId), isNull(projectTable.deletedAt))),
);
