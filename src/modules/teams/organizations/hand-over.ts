import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { OrganizationRole } from '#platform/access/scope.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { lockMembers, memberOf, type MemberRow } from '../member/member.ts';
import { publishRoleChange } from '../members/change-member.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { onlyOwners } from '../organization/rules.ts';
import { memberTable } from '../schema.ts';

/**
 * Makes a member the owner in place of the caller, who becomes an admin.
 * @throws DomainError 422 for a non-member, or the caller.
 */
export function handOver(
  ctx: TeamsContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'own'>,
  successorId: UserId,
): Promise<void> {
  const { userId } = ctx.scope;
  return withTransaction(ctx, async (inTx) => {
    await lockMembers(inTx, { organizationId });
    await lockOrganization(inTx, organizationId);
    const mine = userId === null ? undefined : await memberOf(inTx, organizationId, userId);
    if (!mine) throw notFound();
    if (mine.role !== 'owner') throw onlyOwners();
    const successor = successorId === userId ? undefined : await memberOf(inTx, organizationId, successorId);
    if (!successor || successor.role === 'guest') throw invalid('userId', 'Choose another member of the organization.');
    if (successor.role !== 'owner') await give(inTx, successor, 'owner');
    await give(inTx, mine, 'admin');
    await closeLostInvites(inTx, organizationId, mine.userId);
  });
}

async function give(ctx: TeamsContext, row: MemberRow, role: OrganizationRole): Promise<void> {
  const { organizationId, userId } = row;
  await setRole(ctx, { organizationId, userId, role });
  await access.record(ctx, `user:${userId}`);
  await publishRoleChange(ctx, row, role);
}

const setRole = query<{ organizationId: OrganizationId; userId: UserId; role: string }>()((params) =>
  qb
    .update(memberTable)
    .set({ role: sql`${params.role}`, version: sql`${memberTable.version} + 1` })
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.userId, params.userId))),
);
