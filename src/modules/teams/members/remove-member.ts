import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { checkVersion, invalid, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { lockMembers, memberOf } from '../member/member.ts';
import { myMembership } from '../member/current-membership.ts';
import { mayRemoveMember, type MemberInOrganization } from '../member/rules.ts';
import { publish } from '../publish.ts';
import { memberTable } from '../schema.ts';
import { assertNotLastOwner, moveReportsUp } from './change-member.ts';

/**
 * Removes a person from the organization and its teams immediately; their reports move to the next manager. The event
 * reassigns their open tasks to the successor, or to nobody.
 * @throws DomainError 409 `last-owner`, 422 for a successor who is not a member.
 */
export function removeMember(
  ctx: TeamsContext,
  { member: { organizationId, userId } }: Authorized<MemberInOrganization, 'remove'>,
  successorId: UserId | null,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await lockMembers(inTx, { organizationId });
    const row = await memberOf(inTx, organizationId, userId);
    if (!row) throw notFound();
    mayRemoveMember(inTx, await myMembership(inTx, organizationId), row);
    checkVersion(row.version, ifVersion);
    const successor =
      successorId === null || successorId === userId ? undefined : await memberOf(inTx, organizationId, successorId);
    if (successorId !== null && (!successor || successor.role === 'guest')) {
      throw invalid('reassignTo', 'Choose another member of the organization.');
    }
    await assertNotLastOwner(inTx, row);
    await moveReportsUp(inTx, row);
    await remove(inTx, { organizationId, userId });
    await closeLostInvites(inTx, organizationId, userId);
    await access.record(inTx, `user:${userId}`);
    await publish(inTx, {
      type: 'member.left',
      organizationId,
      subject: { kind: 'member', id: userId, version: row.version + 1 },
      audience: audience(organizationId, { everyone: true, userIds: [userId] }),
      payload: { userId, heirId: successorId },
    });
  });
}

const remove = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .delete(memberTable)
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.userId, params.userId))),
);
