import { and, qb, eq, lte, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectFavouriteTable } from '../schema.ts';

type InOrganization = { readonly organizationId: OrganizationId; readonly id: ProjectId };

/** Adds or removes a favourite of the caller. Idempotent. Nobody is notified. */
export async function setFavourite(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: InOrganization,
  isFavourite: boolean,
): Promise<void> {
  const { userId } = ctx.scope;
  if (userId === null) throw unauthenticated();
  if (!isFavourite) return forgetFavourite(ctx, { organizationId, projectId, userId });
  await insert(ctx, { organizationId, projectId, userId, addedAt: ctx.clock.now().toISOString() });
}

/** Those of these projects that are favourites of the caller. */
export async function favouritesAmong(
  ctx: ProjectsContext,
  projects: readonly InOrganization[],
): Promise<ReadonlySet<ProjectId>> {
  const { userId } = ctx.scope;
  if (userId === null || projects.length === 0) return new Set();
  const organizationIds = [...new Set(projects.map(({ organizationId }) => organizationId))];
  const rows = await among(ctx, { organizationIds, projectIds: projects.map(({ id }) => id), userId });
  return new Set(rows.map(({ projectId }) => projectId));
}

/** Removes the favourite of a person who can no longer see the project. */
export async function forgetFavourite(ctx: ProjectsContext, key: Key): Promise<void> {
  await remove(ctx, key);
}

/** Removes a person's favourites in an organization that were added before `until`. */
export const forgetFavourites = query<{ organizationId: OrganizationId; userId: UserId; until: string }>()((params) =>
  qb
    .delete(projectFavouriteTable)
    .where(
      and(
        eq(projectFavouriteTable.organizationId, params.organizationId),
        eq(projectFavouriteTable.userId, params.userId),
        lte(projectFavouriteTable.addedAt, params.until),
      ),
    ),
);

/** People with the project as a favourite, who are notified of its news. */
export const followersOf = query<{ organizationId: OrganizationId; projectId: ProjectId }>()((params) =>
  qb
    .select({ userId: projectFavouriteTable.userId })
    .from(projectFavouriteTable)
    .where(
      and(
        eq(projectFavouriteTable.organizationId, params.organizationId),
        eq(projectFavouriteTable.projectId, params.projectId),
      ),
    )
    .limit(500),
);

type Key = { organizationId: OrganizationId; projectId: ProjectId; userId: UserId };
const insert = query<Key & { addedAt: string }>()((params) =>
  qb
    .insert(projectFavouriteTable)
    .values({
      organizationId: params.organizationId,
      projectId: params.projectId,
      userId: params.userId,
      addedAt: params.addedAt,
    })
    .onConflictDoNothing(),
);
const remove = query<Key>()((params) =>
  qb
    .delete(projectFavouriteTable)
    .where(
      and(
        eq(projectFavouriteTable.organizationId, params.organizationId),
        eq(projectFavouriteTable.projectId, params.projectId),
        eq(projectFavouriteTable.userId, params.userId),
      ),
    ),
);
const among = query<{
  organizationIds: readonly OrganizationId[];
  projectIds: readonly ProjectId[];
  userId: UserId;
}>()((params) =>
  qb
    .select({ projectId: projectFavouriteTable.projectId })
    .from(projectFavouriteTable)
    .where(
      and(
        sql`${projectFavouriteTable.organizationId} = any(${params.organizationIds})`,
        sql`${projectFavouriteTable.projectId} = any(${params.projectIds})`,
        eq(projectFavouriteTable.userId, params.userId),
      ),
    ),
);
