import type { Transaction } from '#platform/database/database.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, forbidden, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import { userIdOf } from '#platform/context.ts';
import type { TeamsContext } from '../context.ts';
import { type InviteId, type inviteOutcomes, type TeamRole, teamRoles } from '../contract.ts';
import { addMember, addTeamMember } from '../member/add-member.ts';
import { lockMembers, memberOf } from '../member/member.ts';
import { currentMembership } from '../member/current-membership.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { inviteTable, teamTable } from '../schema.ts';
import { closeInvites } from './close-invites.ts';
import { publishInvites, inviteLifetimeMs } from './create-invite.ts';
import {
  firstMailState,
  type Invite,
  inviteById,
  inviteByToken,
  inviteColumns,
  isOpen,
  lockedInvite,
  lockInvite,
  type OpenInvite,
} from './invite.ts';

type InTx = TeamsContext & { readonly tx: Transaction };

const usedUp = () => conflict('invite-expired', 'This invitation is no longer valid. Ask for a new one.');

/**
 * Accepts an invite: adds the person to the organization, and to the invite's team if it names one. An invite works
 * once: its row is locked and closed in the same transaction. If the person who accepted it repeats the request, the
 * reply is the same.
 * @throws DomainError 409 `invite-expired`, 403 `invite-for-another-address`.
 */
export async function acceptInvite(ctx: TeamsContext, token: string, userId: UserId): Promise<OrganizationId> {
  const row = await inviteByToken(ctx, token);
  if (!row) throw usedUp();
  return acceptInviteById(ctx, row.id, userId);
}

/** Accepts an invite whose token was already checked. */
export function acceptInviteById(ctx: TeamsContext, inviteId: InviteId, userId: UserId): Promise<OrganizationId> {
  return withTransaction(ctx, async (inTx) => {
    const row = await inviteBehindLock(inTx, inviteId);
    await checkAddress(inTx, row, userId);
    const { organizationId } = row;
    if (row.acceptedBy === userId && row.organizationDeletedAt === null) {
      if (await memberOf(inTx, organizationId, userId)) return organizationId;
    }
    if (!isOpen(row, ctx.clock.now())) throw usedUp();
    await lockOrganization(inTx, organizationId);
    await addMember(inTx, { organizationId, userId, role: row.role });
    await enterTeam(inTx, row, userId);
    await settle(inTx, row, 'accepted', userId);
    return organizationId;
  });
}

/**
 * Declines an invite. The link is enough, an account is not required.
 * @throws DomainError 409 `invite-expired`, 403 `invite-for-another-address` for a caller who is signed in with another
 * address.
 */
export function declineInvite(ctx: TeamsContext, token: string): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const row = await lockedInvite(inTx, token);
    if (!row || (row.outcome !== 'declined' && !isOpen(row, ctx.clock.now()))) throw usedUp();
    const userId = userIdOf(ctx.actor);
    if (userId !== null) await checkAddress(inTx, row, userId);
    if (row.outcome === 'declined') return;
    await settle(inTx, row, 'declined', null);
    await publish(inTx, {
      type: 'invite.declined',
      organizationId: row.organizationId,
      subject: { kind: 'invite', id: row.id, version: row.version },
      audience: null,
      payload: {
        inviteId: row.id,
        email: row.email,
        organizationName: row.organizationName,
        invitedBy: row.createdBy,
      },
    });
  });
}

/**
 * Revokes an invite: its link becomes invalid.
 * @throws DomainError 404 if it is already closed.
 */
export function revokeInvite(ctx: TeamsContext, row: OpenInvite): Promise<void> {
  return withTransaction(ctx, (inTx) => settle(inTx, row, 'revoked', null));
}

/**
 * Sends an invite again; it is valid for 7 days from now. The link stays the same.
 * @throws DomainError 409 `invite-expired` if it is closed.
 */
export function resendInvite(ctx: TeamsContext, { organizationId, id, organizationName }: OpenInvite): Promise<Invite> {
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    const expiresAt = new Date(ctx.clock.now().getTime() + inviteLifetimeMs).toISOString();
    const row = await maybeOne(renew(inTx, { organizationId, id, expiresAt, mail: firstMailState(ctx) }));
    if (!row) throw usedUp();
    await publishInvites(inTx, 'invite.resent', organizationName, [row]);
    return row;
  });
}

/** Reads the invite behind the members' lock. Only the invite itself says which organization to lock. */
async function inviteBehindLock(ctx: InTx, id: InviteId): Promise<OpenInvite> {
  const invited = await maybeOne(inviteById(ctx, { id }));
  if (!invited) throw usedUp();
  await lockMembers(ctx, invited);
  await lockInvite(ctx, { id });
  const row = await maybeOne(inviteById(ctx, { id }));
  if (!row) throw usedUp();
  return row;
}

/** Adds the person to the invite's team, if it still exists. Guests join no team; an existing higher role stays. */
async function enterTeam(ctx: InTx, { organizationId, teamId, teamRole }: OpenInvite, userId: UserId): Promise<void> {
  if (teamId === null || !(await maybeOne(liveTeam(ctx, { organizationId, id: teamId })))) return;
  const membership = await currentMembership(ctx, organizationId, userId);
  if (!membership || membership.role === 'guest') return;
  const before = membership.team(teamId)?.role;
  const role = teamRole ?? 'member';
  if (before === undefined || rankOf(role) < rankOf(before)) {
    await addTeamMember(ctx, { organizationId, teamId, userId, role });
  }
}

/** 0 is the highest role. */
const rankOf = (role: TeamRole) => teamRoles.indexOf(role);

async function checkAddress(ctx: InTx, row: OpenInvite, userId: UserId): Promise<void> {
  const contact = (await ctx.people.byIds([userId])).get(userId);
  if (!contact) throw notFound();
  if (contact.email.toLowerCase() === row.email.toLowerCase()) return;
  throw forbidden(
    'invite-for-another-address',
    'This invitation is for another email address. Sign in with that address.',
  );
}

async function settle(
  ctx: InTx,
  { organizationId, id }: OpenInvite,
  outcome: (typeof inviteOutcomes)[number],
  acceptedBy: UserId | null,
): Promise<void> {
  if ((await closeInvites(ctx, organizationId, [id], outcome, acceptedBy)) === 0) throw notFound();
}

type Key = { organizationId: OrganizationId; id: InviteId };
const renew = query<Key & { expiresAt: string; mail: string }>()((params) =>
  qb
    .update(inviteTable)
    .set({ expiresAt: sql`${params.expiresAt}`, mail: sql`${params.mail}` })
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        eq(inviteTable.id, params.id),
        isNull(inviteTable.closedAt),
      ),
    )
    .returning(inviteColumns),
);
const liveTeam = query<{ organizationId: OrganizationId; id: TeamId }>()((params) =>
  qb
    .select({ id: teamTable.id })
    .from(teamTable)
    .where(
      and(
        eq(teamTable.organizationId, params.organizationId),
        eq(teamTable.id, params.id),
        isNull(teamTable.deletedAt),
        isNull(teamTable.archivedAt),
      ),
    ),
);
