import { and, build, eq, lte, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectFavourite } from '../schema.ts';

type InOrganization = { readonly organizationId: OrganizationId; readonly id: ProjectId };

/** Keeps a project at hand for the caller, or no more. Twice is as once; nobody else learns of it. */
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

/** Those of these projects that the caller keeps at hand. */
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

/** Somebody who sees the project no more keeps it at hand no more. */
export async function forgetFavourite(ctx: ProjectsContext, key: Key): Promise<void> {
  await remove(ctx, key);
}

/** What somebody kept at hand in an organization until then. */
export const forgetFavourites = query<{ organizationId: OrganizationId; userId: UserId; until: string }>()((place) =>
  build
    .delete(projectFavourite)
    .where(
      and(
        eq(projectFavourite.organizationId, place.organizationId),
        eq(projectFavourite.userId, place.userId),
        lte(projectFavourite.addedAt, place.until),
      ),
    ),
);

/** Who keeps the project at hand: whom its news are told to. */
export const followersOf = query<{ organizationId: OrganizationId; projectId: ProjectId }>()((place) =>
  build
    .select({ userId: projectFavourite.userId })
    .from(projectFavourite)
    .where(
      and(eq(projectFavourite.organizationId, place.organizationId), eq(projectFavourite.projectId, place.projectId)),
    )
    .limit(500),
);

type Key = { organizationId: OrganizationId; projectId: ProjectId; userId: UserId };
const insert = query<Key & { addedAt: string }>()((place) =>
  build
    .insert(projectFavourite)
    .values({
      organizationId: place.organizationId,
      projectId: place.projectId,
      userId: place.userId,
      addedAt: place.addedAt,
    })
    .onConflictDoNothing(),
);
const remove = query<Key>()((place) =>
  build
    .delete(projectFavourite)
    .where(
      and(
        eq(projectFavourite.organizationId, place.organizationId),
        eq(projectFavourite.projectId, place.projectId),
        eq(projectFavourite.userId, place.userId),
      ),
    ),
);
const among = query<{
  organizationIds: readonly OrganizationId[];
  projectIds: readonly ProjectId[];
  userId: UserId;
}>()((place) =>
  build
    .select({ projectId: projectFavourite.projectId })
    .from(projectFavourite)
    .where(
      and(
        sql`${projectFavourite.organizationId} = any(${place.organizationIds})`,
        sql`${projectFavourite.projectId} = any(${place.projectIds})`,
        eq(projectFavourite.userId, place.userId),
      ),
    ),
);
