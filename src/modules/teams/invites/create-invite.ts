import { z } from 'zod';
import { Email } from '#modules/auth';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { only, query } from '#platform/database/query.ts';
import { conflict, invalid, unauthenticated } from '#platform/errors.ts';
import { newId, type OrganizationId, TeamId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { type InviteId, OrganizationRole, TeamRole } from '../contract.ts';
import { publish } from '../publish.ts';
import { invite, member, person } from '../schema.ts';
import { type Invite, inviteColumns } from './invite.ts';

export const NewInvite = z.strictObject({
  email: Email,
  role: OrganizationRole.default('member'),
  teamId: TeamId.optional(),
  teamRole: TeamRole.optional(),
});
export type NewInvite = z.output<typeof NewInvite>;

const lifetimeMs = 7 * 86_400_000;

/**
 * Invites somebody by mail, for 7 days.
 * @throws DomainError 409 `already-member` or `already-invited`, 422 for a team that is not the organization's.
 */
export function createInvite(
  ctx: TeamsContext,
  organization: Authorized<OrganizationAccess, 'invite'>,
  { email, role, teamId, teamRole }: NewInvite,
): Promise<Invite> {
  const createdBy = userIdOf(ctx.actor);
  if (createdBy === null) throw unauthenticated();
  if (teamId !== undefined && !organization.team(teamId)) throw invalid('teamId', 'There is no such team here.');
  return withTransaction(ctx, async (inTx) => {
    const members = await memberByEmail(inTx, { organizationId: organization.id, email: email.toLowerCase() });
    if (members.length > 0) throw conflict('already-member', 'This person is in the organization already.');
    const now = ctx.clock.now();
    await closeExpired(inTx, { organizationId: organization.id, email: email.toLowerCase(), now: now.toISOString() });
    const row = await insertInvite(inTx, {
      organizationId: organization.id,
      id: newId<InviteId>(),
      email,
      role,
      teamId: teamId ?? null,
      teamRole: teamId === undefined ? null : (teamRole ?? 'member'),
      createdBy,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + lifetimeMs).toISOString(),
    });
    const inviter = (await ctx.people.byIds([createdBy])).get(createdBy);
    await publish(inTx, {
      type: 'invite.created',
      organizationId: organization.id,
      subject: { kind: 'invite', id: row.id, version: 1 },
      audience: null,
      payload: {
        inviteId: row.id,
        email,
        organizationName: organization.directory.name,
        invitedBy: inviter?.name ?? '',
      },
    });
    return row;
  });
}

async function insertInvite(ctx: TeamsContext, values: Parameters<typeof insert>[1]): Promise<Invite> {
  try {
    return await only(insert(ctx, values));
  } catch (error) {
    if (!breaksConstraint(error, 'invite_open')) throw error;
    throw conflict('already-invited', 'This address has an open invite already. Send that one again.');
  }
}

const memberByEmail = query<{ organizationId: OrganizationId; email: string }>()((place) =>
  build
    .select({ userId: member.userId })
    .from(member)
    .innerJoin(person, eq(person.userId, member.userId))
    .where(and(eq(member.organizationId, place.organizationId), sql`lower(${person.email}) = ${place.email}`)),
);
const closeExpired = query<{ organizationId: OrganizationId; email: string; now: string }>()((place) =>
  build
    .update(invite)
    .set({ closedAt: sql`${place.now}` })
    .where(
      and(
        eq(invite.organizationId, place.organizationId),
        sql`lower(${invite.email}) = ${place.email}`,
        sql`${invite.closedAt} is null and ${invite.expiresAt} <= ${place.now}`,
      ),
    ),
);
const insert = query<{
  organizationId: OrganizationId;
  id: InviteId;
  email: string;
  role: string;
  teamId: TeamId | null;
  teamRole: string | null;
  createdBy: UserId;
  createdAt: string;
  expiresAt: string;
}>()((place) =>
  build
    .insert(invite)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      email: place.email,
      role: place.role,
      teamId: place.teamId,
      teamRole: place.teamRole,
      createdBy: place.createdBy,
      createdAt: place.createdAt,
      expiresAt: place.expiresAt,
    })
    .returning(inviteColumns),
);
