import { z } from 'zod';
import { Person } from '#modules/auth';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, gt, lte, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { decodeCursor, type Page, pageFrom, type PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, type ProjectId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { ProjectsContext } from '../context.ts';
import { forgetFavourite } from '../favourites/favourite.ts';
import { holdProject } from '../project/hold-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectGuest } from '../schema.ts';

export const ProjectGuest = z.strictObject({ userId: UserId, user: Person }).meta({ id: 'ProjectGuest' });
export type ProjectGuest = z.infer<typeof ProjectGuest>;

/** Guests who were added to the project, in that order. */
export async function listGuests(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  { limit, cursor }: PageQuery,
): Promise<Page<ProjectGuest>> {
  const [at = '', userId = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['instant', 'id']);
  const place = { organizationId, projectId, at: String(at), userId: String(userId), limit: limit + 1 };
  const rows = await find(ctx, { cursor: cursor !== undefined }, place);
  const people = await ctx.people.byIds(rows.map((row) => row.userId));
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.addedAt, row.userId],
    (row) => {
      const found = people.get(row.userId);
      if (!found) return undefined;
      const { id, username, name, avatarUrl, email } = found;
      return { userId: id, user: { id, username, name, avatarUrl, email } };
    },
  );
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}

/**
 * Lets a guest of the organization see the project. Once is enough.
 * @throws DomainError 404 for who is not in the organization, 409 `not-a-guest` for a member: members see every project.
 */
export async function addGuest(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  userId: UserId,
): Promise<void> {
  const [member] = await ctx.teams.membersOf(ctx, { organizationId, userIds: [userId] });
  if (!member) throw notFound();
  if (member.role !== 'guest') throw conflict('not-a-guest', 'Members already have access to every project.');
  await withTransaction(ctx, async (inTx) => {
    await holdProject(inTx, { organizationId, id: projectId });
    const addedAt = ctx.clock.now().toISOString();
    const added = await insert(inTx, { organizationId, projectId, userId, addedAt });
    if (added.length > 0) await tellOfGuest(inTx, { organizationId, projectId, userId });
  });
}

/** Shows a project to a guest no more, who then keeps it at hand no more. Twice is as once. */
export function removeGuest(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  userId: UserId,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { organizationId, projectId, userId });
    await forgetFavourite(inTx, { organizationId, projectId, userId });
    if (removed.length > 0) await tellOfGuest(inTx, { organizationId, projectId, userId });
  });
}

/** A guest who left, or became a member, is a guest of no project that showed itself to them until then. */
export async function forgetGuest(
  ctx: ProjectsContext,
  key: { organizationId: OrganizationId; userId: UserId; until: string },
): Promise<void> {
  const removed = await removeEverywhere(ctx, key);
  if (removed.length > 0) await access.record(ctx, `guest:${key.userId}`);
}

async function tellOfGuest(ctx: ProjectsContext, { organizationId, projectId, userId }: Key): Promise<void> {
  await access.record(ctx, `guest:${userId}`);
  await publish(ctx, {
    type: 'project-guest.changed',
    organizationId,
    subject: { kind: 'project-guest', id: userId, version: 1 },
    audience: audience(organizationId, { everyone: true, userIds: [userId] }),
    payload: { projectId, userId },
  });
}

type Key = { organizationId: OrganizationId; projectId: ProjectId; userId: UserId };

const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; projectId: ProjectId; at: string; userId: string; limit: number }
>()((shape, place) =>
  build
    .select({ userId: projectGuest.userId, addedAt: projectGuest.addedAt })
    .from(projectGuest)
    .where(
      and(
        eq(projectGuest.organizationId, place.organizationId),
        eq(projectGuest.projectId, place.projectId),
        shape.cursor
          ? gt(
              sql`(${projectGuest.addedAt}, ${projectGuest.userId})`,
              sql`(${place.at}::timestamptz, ${place.userId}::uuid)`,
            )
          : undefined,
      ),
    )
    .orderBy(projectGuest.addedAt, projectGuest.userId)
    .limit(place.limit),
);
/** All of them, however many: whose scope changes with the project. */
export const guestIdsOf = query<{ organizationId: OrganizationId; projectId: ProjectId }>()((place) =>
  build
    .select({ userId: projectGuest.userId })
    .from(projectGuest)
    .where(and(eq(projectGuest.organizationId, place.organizationId), eq(projectGuest.projectId, place.projectId))),
);
const insert = query<Key & { addedAt: string }>()((place) =>
  build
    .insert(projectGuest)
    .values({
      organizationId: place.organizationId,
      projectId: place.projectId,
      userId: place.userId,
      addedAt: place.addedAt,
    })
    .onConflictDoNothing()
    .returning({ userId: projectGuest.userId }),
);
const remove = query<Key>()((place) =>
  build
    .delete(projectGuest)
    .where(
      and(
        eq(projectGuest.organizationId, place.organizationId),
        eq(projectGuest.projectId, place.projectId),
        eq(projectGuest.userId, place.userId),
      ),
    )
    .returning({ userId: projectGuest.userId }),
);
const removeEverywhere = query<{ organizationId: OrganizationId; userId: UserId; until: string }>()((place) =>
  build
    .delete(projectGuest)
    .where(
      and(
        eq(projectGuest.organizationId, place.organizationId),
        eq(projectGuest.userId, place.userId),
        lte(projectGuest.addedAt, place.until),
      ),
    )
    .returning({ projectId: projectGuest.projectId }),
);
