import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { withdrawRequestsOf } from '../join-requests/withdraw-requests.ts';
import { lockMembers, memberOf, ownersOf } from '../member/member.ts';
import { publish } from '../publish.ts';
import { memberTable, organizationTable, personTable } from '../schema.ts';
import { moveReportsUp, publishRoleChange } from './change-member.ts';

/**
 * Removes a person from every organization and team, and withdraws their join requests. Idempotent. If the last owner
 * leaves nevertheless, because two owners left simultaneously, the member with the next highest role becomes owner; an
 * organization without people is deleted.
 */
export function leaveAll(ctx: TeamsContext, { userId }: { userId: UserId }): Promise<Record<string, never>> {
  return withTransaction(ctx, async (inTx) => {
    // First: waits for a request that is being accepted, so that its membership is seen below.
    await withdrawRequestsOf(inTx, userId);
    for (const { organizationId } of await organizationsOf(inTx, { userId })) {
      await lockMembers(inTx, { organizationId });
      const row = await memberOf(inTx, organizationId, userId);
      if (!row) continue;
      await moveReportsUp(inTx, row);
      await remove(inTx, { organizationId, userId });
      await closeLostInvites(inTx, organizationId, userId);
      await ensureOwner(inTx, organizationId);
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

async function ensureOwner(ctx: TeamsContext, organizationId: OrganizationId): Promise<void> {
  if ((await ownersOf(ctx, { organizationId })).length > 0) return;
  const [next] = await nextInRank(ctx, { organizationId });
  const successor = next && (await memberOf(ctx, organizationId, next.userId));
  if (!successor) {
    await markDeserted(ctx, { organizationId, now: ctx.clock.now().toISOString() });
    await access.record(ctx, `organization:${organizationId}`);
    return;
  }
  await setOwner(ctx, { organizationId, userId: successor.userId });
  await access.record(ctx, `user:${successor.userId}`);
  await publishRoleChange(ctx, successor, 'owner');
}

/** In a fixed order, so that two people who leave simultaneously do not deadlock. */
const organizationsOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({ organizationId: memberTable.organizationId })
    .from(memberTable)
    .where(eq(memberTable.userId, params.userId))
    .orderBy(memberTable.organizationId),
);
type Key = { organizationId: OrganizationId; userId: UserId };
const isMember = (params: Readonly<Record<keyof Key, unknown>>) =>
  sql`${memberTable.organizationId} = ${params.organizationId} and ${memberTable.userId} = ${params.userId}`;
const remove = query<Key>()((params) => qb.delete(memberTable).where(isMember(params)));
const setOwner = query<Key>()((params) =>
  qb
    .update(memberTable)
    .set({ role: sql`'owner'`, version: sql`${memberTable.version} + 1` })
    .where(isMember(params)),
);
const nextInRank = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ userId: memberTable.userId })
    .from(memberTable)
    .innerJoin(personTable, eq(personTable.userId, memberTable.userId))
    .where(and(eq(memberTable.organizationId, params.organizationId), sql`${memberTable.role} <> 'guest'`))
    .orderBy(sql`${memberTable.role} <> 'admin'`, memberTable.joinedAt, memberTable.userId)
    .limit(1),
);
const markDeserted = query<{ organizationId: OrganizationId; now: string }>()((params) =>
  qb
    .update(organizationTable)
    .set({ deletedAt: sql`${params.now}`, version: sql`${organizationTable.version} + 1` })
    .where(and(eq(organizationTable.id, params.organizationId), isNull(organizationTable.deletedAt))),
);
