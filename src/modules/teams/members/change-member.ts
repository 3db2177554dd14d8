import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationRole as OrganizationRoleName } from '#platform/access/scope.ts';
import { type Transaction, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { OrganizationRole, Position } from '../contract.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { lockMembers, memberOf, type MemberRow, ownersOf } from '../member/member.ts';
import { myMembership } from '../member/current-membership.ts';
import { mayChangeMember, type MemberInOrganization, notYourOwn } from '../member/rules.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { memberTable, teamMemberTable } from '../schema.ts';

export const MemberChange = z.strictObject({
  role: OrganizationRole.optional(),
  position: Position.optional(),
  title: singleLine(100).optional(),
  managerId: UserId.nullable().optional(),
});
export type MemberChange = z.infer<typeof MemberChange>;

const fields = ['role', 'position', 'title', 'managerId'] as const;
type Field = (typeof fields)[number];
type InTx = TeamsContext & { readonly tx: Transaction };

/**
 * Changes a member's role, position, title or manager: only the given fields. A member who becomes a guest leaves their
 * teams, and their reports move to the next manager. Open invites that they can no longer create are revoked.
 * @throws DomainError 409 `last-owner` or `manager-cycle`, 422 for a manager who is not a member, 412.
 */
export function changeMember(
  ctx: TeamsContext,
  { member: { organizationId, userId } }: Authorized<MemberInOrganization, 'change'>,
  change: MemberChange,
  ifVersion: number | undefined,
): Promise<MemberRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockMembers(inTx, { organizationId });
    await lockOrganization(inTx, organizationId);
    const before = await memberOf(inTx, organizationId, userId);
    if (!before) throw notFound();
    mayChangeMember(inTx, await myMembership(inTx, organizationId), before, change);
    if (ifVersion !== undefined && ifVersion !== before.version) throw stale(before.version);
    if (change.role !== undefined && change.role !== 'owner') await assertNotLastOwner(inTx, before);
    if (userId === ctx.scope.userId) throw notYourOwn();
    const effectiveChange = await settle(inTx, before, change);
    const changed = fields.filter((field) => effectiveChange[field] !== undefined);
    await update(inTx, changed, { ...effectiveChange, organizationId, userId });
    if (change.role !== undefined) await closeLostInvites(inTx, organizationId, userId);
    await publishMemberChange(inTx, before, change);
    const after = await memberOf(inTx, organizationId, userId);
    if (!after) throw notFound();
    return after;
  });
}

/** @throws DomainError 409 `last-owner`. Call it behind `lockMembers`. */
export async function assertNotLastOwner(ctx: TeamsContext, { organizationId, userId }: MemberRow): Promise<void> {
  const owners = await ownersOf(ctx, { organizationId });
  if (owners.length === 1 && owners[0]?.userId === userId) {
    throw conflict('last-owner', 'An organization needs at least one owner. Make someone else an owner first.');
  }
}

/** Applies the consequences of a change. */
async function settle(ctx: InTx, before: MemberRow, change: MemberChange): Promise<MemberChange> {
  if (change.role === 'guest' && before.role !== 'guest') {
    await moveReportsUp(ctx, before);
    await leaveTeams(ctx, before);
    return { ...change, managerId: null };
  }
  const { managerId } = change;
  if (managerId) await checkManager(ctx, before, managerId, change.role ?? before.role);
  return change;
}

async function checkManager(ctx: InTx, { organizationId, userId }: MemberRow, managerId: UserId, role: string) {
  if (role === 'guest') throw invalid('managerId', 'A guest has no manager. Make them a member first.');
  const manager = managerId === userId ? undefined : await memberOf(ctx, organizationId, managerId);
  if (managerId !== userId && (!manager || manager.role === 'guest')) {
    throw invalid('managerId', 'This member does not exist.');
  }
  const [above] = await isAbove(ctx, { organizationId, userId, managerId });
  if (managerId === userId || above) {
    throw conflict('manager-cycle', 'This person would report to themselves. Change the manager in between first.');
  }
}

/** Moves a person's reports to that person's manager. */
export async function moveReportsUp(ctx: TeamsContext, { organizationId, userId, managerId }: MemberRow) {
  await moveUp(ctx, { organizationId, userId, managerId });
}

async function leaveTeams(ctx: TeamsContext, { organizationId, userId }: MemberRow): Promise<void> {
  const teams = await removeFromTeams(ctx, { organizationId, userId });
  await publish(
    ctx,
    ...teams.map(({ teamId }) => ({
      type: 'team-member.changed' as const,
      organizationId,
      subject: { kind: 'team-member', id: userId, version: 1 },
      audience: audience(organizationId, { everyone: true, userIds: [userId] }),
      payload: { teamId, userId },
    })),
  );
}

async function publishMemberChange(ctx: TeamsContext, before: MemberRow, { role }: MemberChange): Promise<void> {
  if (role !== undefined && role !== before.role) {
    await access.record(ctx, `user:${before.userId}`);
    return publishRoleChange(ctx, before, role);
  }
  return publish(ctx, { ...aboutMember(before), type: 'member.changed', payload: { userId: before.userId } });
}

/** Publishes a member's new role. */
export function publishRoleChange(ctx: TeamsContext, before: MemberRow, role: OrganizationRoleName): Promise<void> {
  const payload = { userId: before.userId, role, before: before.role };
  return publish(ctx, { ...aboutMember(before), type: 'member.role-changed', payload });
}

function aboutMember({ organizationId, userId, version }: MemberRow) {
  return {
    organizationId,
    subject: { kind: 'member', id: userId, version: version + 1 },
    audience: audience(organizationId, { everyone: true, userIds: [userId] }),
  };
}

type Key = { organizationId: OrganizationId; userId: UserId };

/** Whether a person is already above a manager. `union` stops at a cycle. */
const isAbove = rawQuery<Key & { managerId: UserId }, { found: number }>(
  (params) => sql`
    with recursive above (user_id, manager_id) as (
      select user_id, manager_id from ${memberTable}
      where organization_id = ${params.organizationId} and user_id = ${params.managerId}
      union
      select next.user_id, next.manager_id from ${memberTable} next join above on next.user_id = above.manager_id
      where next.organization_id = ${params.organizationId})
    select 1 as found from above where user_id = ${params.userId}::uuid`,
);
const update = queryFamily<Field[], Key & MemberChange>()((changed, params) =>
  qb
    .update(memberTable)
    .set({
      ...Object.fromEntries(changed.map((field) => [field, sql`${params[field]}`])),
      version: sql`${memberTable.version} + 1`,
    })
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.userId, params.userId))),
);
const moveUp = query<Key & { managerId: UserId | null }>()((params) =>
  qb
    .update(memberTable)
    .set({ managerId: sql`${params.managerId}`, version: sql`${memberTable.version} + 1` })
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.managerId, params.userId))),
);
const removeFromTeams = query<Key>()((params) =>
  qb
    .delete(teamMemberTable)
    .where(and(eq(teamMemberTable.organizationId, params.organizationId), eq(teamMemberTable.userId, params.userId)))
    .returning({ teamId: teamMemberTable.teamId }),
);
