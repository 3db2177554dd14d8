import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query, statement } from '#platform/database/query.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { OrganizationRole, Position } from '../contract.ts';
import { member, person } from '../schema.ts';

export const Member = z
  .strictObject({
    userId: UserId,
    user: Person,
    role: OrganizationRole,
    position: Position,
    title: z.string(),
    managerId: UserId.nullable(),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const memberColumns = {
  organizationId: member.organizationId,
  userId: member.userId,
  role: member.role,
  position: member.position,
  title: member.title,
  managerId: member.managerId,
  joinedAt: member.joinedAt,
  version: member.version,
  name: person.name,
  username: person.username,
  email: person.email,
  avatarUrl: person.avatarUrl,
};
export type MemberRow = Awaited<ReturnType<typeof memberByKey>>[number];

const memberByKey = query<{ organizationId: OrganizationId; userId: UserId }>()((place) =>
  build
    .select(memberColumns)
    .from(member)
    .innerJoin(person, eq(person.userId, member.userId))
    .where(and(eq(member.organizationId, place.organizationId), eq(member.userId, place.userId))),
);

export function memberOf(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  userId: UserId,
): Promise<MemberRow | undefined> {
  return first(memberByKey(ctx, { organizationId, userId }));
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
 * Roles and managers of an organization change one at a time, until the transaction ends: whether an owner is the last
 * one, or a manager would report to themselves, depends on rows that others may be changing.
 */
export const lockMembers = statement<{ organizationId: OrganizationId }, object>(
  (place) => sql`select pg_advisory_xact_lock(hashtextextended('members ' || ${place.organizationId}::text, 0))`,
);

export const ownersOf = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({ userId: member.userId })
    .from(member)
    .where(and(eq(member.organizationId, place.organizationId), eq(member.role, 'owner'))),
);
