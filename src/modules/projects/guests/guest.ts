import { z } from 'zod';
import { Person } from '#modules/auth';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, lte } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, type ProjectId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { ProjectsContext } from '../context.ts';
import { forgetFavourite } from '../favourites/favourite.ts';
import { lockProject } from '../project/lock-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectGuestTable } from '../schema.ts';

export const ProjectGuest = z.strictObject({ userId: UserId, user: Person }).meta({ id: 'ProjectGuest' });
export type ProjectGuest = z.infer<typeof ProjectGuest>;

/** Guests of the project, in the order they were added. */
export async function listGuests(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  pageInput: PageQuery,
): Promise<Page<ProjectGuest>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { organizationId, projectId, ...page }),
    keyOf: ({ addedAt, userId }) => [addedAt, userId],
    toItems: async (rows) => {
      const people = await ctx.people.byIds(rows.map(({ userId }) => userId));
      return rows.flatMap(({ userId }) => {
        const contact = people.get(userId);
        if (!contact) return [];
        const { id, username, name, avatarUrl, email } = contact;
        return { userId: id, user: { id, username, name, avatarUrl, email } };
      });
    },
  });
}

/**
 * Shows the project to a guest of the organization. Idempotent.
 * @throws DomainError 404 for a person outside the organization, 409 `not-a-guest` for a member: members see every
 * project.
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
    await lockProject(inTx, { organizationId, id: projectId });
    const addedAt = ctx.clock.now().toISOString();
    const added = await insert(inTx, { organizationId, projectId, userId, addedAt });
    if (added.length > 0) await publishGuestChange(inTx, { organizationId, projectId, userId });
  });
}

/** Removes a guest from the project, and the project from their favourites. Idempotent. */
export function removeGuest(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Authorized<ProjectRow, 'change'>,
  userId: UserId,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { organizationId, projectId, userId });
    await forgetFavourite(inTx, { organizationId, projectId, userId });
    if (removed.length > 0) await publishGuestChange(inTx, { organizationId, projectId, userId });
  });
}

/** Removes a person who left or became a member as guest of all projects that they were added to before. */
export async function forgetGuest(
  ctx: ProjectsContext,
  key: { organizationId: OrganizationId; userId: UserId; until: string },
): Promise<void> {
  const removed = await removeEverywhere(ctx, key);
  if (removed.length > 0) await access.record(ctx, `guest:${key.userId}`);
}

async function publishGuestChange(ctx: ProjectsContext, { organizationId, projectId, userId }: Key): Promise<void> {
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

const order = keysetByTime(projectGuestTable.addedAt, projectGuestTable.userId, 'oldest-first');
const find = queryFamily<{ cursor: boolean }, PageParams & { organizationId: OrganizationId; projectId: ProjectId }>()(
  (shape, params) =>
    qb
      .select({ userId: projectGuestTable.userId, addedAt: projectGuestTable.addedAt })
      .from(projectGuestTable)
      .where(
        and(
          eq(projectGuestTable.organizationId, params.organizationId),
          eq(projectGuestTable.projectId, params.projectId),
          shape.cursor ? order.behind(params) : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);
/** All guests of the project, whose scope changes with it. */
export const guestIdsOf = query<{ organizationId: OrganizationId; projectId: ProjectId }>()((params) =>
  qb
    .select({ userId: projectGuestTable.userId })
    .from(projectGuestTable)
    .where(
      and(
        eq(projectGuestTable.organizationId, params.organizationId),
        eq(projectGuestTable.projectId, params.projectId),
      ),
    ),
);
const insert = query<Key & { addedAt: string }>()((params) =>
  qb
    .insert(projectGuestTable)
    .values({
      organizationId: params.organizationId,
      projectId: params.projectId,
      userId: params.userId,
      addedAt: params.addedAt,
    })
    .onConflictDoNothing()
    .returning({ userId: projectGuestTable.userId }),
);
const remove = query<Key>()((params) =>
  qb
    .delete(projectGuestTable)
    .where(
      and(
        eq(projectGuestTable.organizationId, params.organizationId),
        eq(projectGuestTable.projectId, params.projectId),
        eq(projectGuestTable.userId, params.userId),
      ),
    )
    .returning({ userId: projectGuestTable.userId }),
);
const removeEverywhere = query<{ organizationId: OrganizationId; userId: UserId; until: string }>()((params) =>
  qb
    .delete(projectGuestTable)
    .where(
      and(
        eq(projectGuestTable.organizationId, params.organizationId),
        eq(projectGuestTable.userId, params.userId),
        lte(projectGuestTable.addedAt, params.until),
      ),
    )
    .returning({ projectId: projectGuestTable.projectId }),
);
