import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { Member } from '../contract.ts';
import { memberTable, personTable } from '../schema.ts';

export const memberColumns = {
  organizationId: memberTable.organizationId,
  userId: memberTable.userId,
  role: memberTable.role,
  position: memberTable.position,
  title: memberTable.title,
  managerId: memberTable.managerId,
  joinedAt: memberTable.joinedAt,
  version: memberTable.version,
  name: personTable.name,
  username: personTable.username,
  email: personTable.email,
  avatarUrl: personTable.avatarUrl,
};
export type MemberRow = Awaited<ReturnType<typeof memberByKey>>[number];

const memberByKey = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .select(memberColumns)
    .from(memberTable)
    .innerJoin(personTable, eq(personTable.userId, memberTable.userId))
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.userId, params.userId))),
);

export function memberOf(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  userId: UserId,
): Promise<MemberRow | undefined> {
  return maybeOne(memberByKey(ctx, { organizationId, userId }));
}

export function toMember({
  userId,
  role,
  position,
  title,
  managerId,
  joinedAt,
  name,
  username,
  email,
  avatarUrl,
}: MemberRow): Member {
  return { userId, user: { id: userId, username, name, avatarUrl, email }, role, position, title, managerId, joinedAt };
}

/**
 * Serializes changes of roles and managers in an organization until the transaction ends: whether an owner is the last
 * one, or a manager would report to themselves, depends on rows that others may be changing.
 */
export const lockMembers = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('members ' || ${params.organizationId}::text, 0))`,
);

export const ownersOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ userId: memberTable.userId })
    .from(memberTable)
    .where(and(eq(memberTable.organizationId, params.organizationId), eq(memberTable.role, 'owner'))),
);
