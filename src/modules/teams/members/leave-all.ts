import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { withdrawRequestsOf } from '../join-requests/withdraw-requests.ts';
import { lockMembers, memberOf, ownersOf } from '../member/member.ts';
import { publish } from '../publish.ts';
import { member, organization, person } from '../schema.ts';
import { moveReportsUp, tellOfRole } from './change-member.ts';

/**
 * Takes a person out of every organization and team, and takes their requests to join back. Twice is as once. Where the last owner goes all the same, since two
 * of them left at once, whoever is next in rank takes over; an organization without people is deleted.
 */
export function leaveAll(ctx: TeamsContext, { userId }: { userId: UserId }): Promise<Record<string, never>> {
  return withTransaction(ctx, async (inTx) => {
    // First: a request that is being accepted is waited for, so that its membership is seen below.
    await withdrawRequestsOf(inTx, userId);
    for (const { organizationId } of await organizationsOf(inTx, { userId })) {
      await lockMembers(inTx, { organizationId });
      const row = await memberOf(inTx, organizationId, userId);
      if (!row) continue;
      await moveReportsUp(inTx, row);
      await remove(inTx, { organizationId, userId });
      await closeLostInvites(inTx, organizationId, userId);
      await keepOwned(inTx, organizationId);
      await publish(inTx, {
        type: 'member.left',
        organizationId,
        subject: { kind: 'member', id: userId, version: row.version + 1 },
        audience: audience(organizationId, { everyone: true, userIds: [userId] }),
        payload: { userId, heirId: null },
      });
    }
    await access.record(inTx, `user:${userId}`);
    return {};
  });
}

async function keepOwned(ctx: TeamsContext, organizationId: OrganizationId): Promise<void> {
  if ((await ownersOf(ctx, { organizationId })).length > 0) return;
  const [next] = await nextInRank(ctx, { organizationId });
  const heir = next && (await memberOf(ctx, organizationId, next.userId));
  if (!heir) {
    await markDeserted(ctx, { organizationId, now: ctx.clock.now().toISOString() });
    await access.record(ctx, `organization:${organizationId}`);
    return;
  }
  await setOwner(ctx, { organizationId, userId: heir.userId });
  await access.record(ctx, `user:${heir.userId}`);
  await tellOfRole(ctx, heir, 'owner');
}

/** In one order, so that two people who leave at once don't wait for each other. */
const organizationsOf = query<{ userId: UserId }>()((place) =>
  build
    .select({ organizationId: member.organizationId })
    .from(member)
    .where(eq(member.userId, place.userId))
    .orderBy(member.organizationId),
);
type Key = { organizationId: OrganizationId; userId: UserId };
const isMember = (place: Readonly<Record<keyof Key, unknown>>) =>
  sql`${member.organizationId} = ${place.organizationId} and ${member.userId} = ${place.userId}`;
const remove = query<Key>()((place) => build.delete(member).where(isMember(place)));
const setOwner = query<Key>()((place) =>
  build
    .update(member)
    .set({ role: sql`'owner'`, version: sql`${member.version} + 1` })
    .where(isMember(place)),
);
const nextInRank = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({ userId: member.userId })
    .from(member)
    .innerJoin(person, eq(person.userId, member.userId))
    .where(and(eq(member.organizationId, place.organizationId), sql`${member.role} <> 'guest'`))
    .orderBy(sql`${member.role} <> 'admin'`, member.joinedAt, member.userId)
    .limit(1),
);
const markDeserted = query<{ organizationId: OrganizationId; now: string }>()((place) =>
  build
    .update(organization)
    .set({ deletedAt: sql`${place.now}`, version: sql`${organization.version} + 1` })
    .where(and(eq(organization.id, place.organizationId), isNull(organization.deletedAt))),
);
