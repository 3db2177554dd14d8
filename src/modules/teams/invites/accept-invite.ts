import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { InviteId } from '../contract.ts';
import { addMember, addTeamMember } from '../members/add-member.ts';
import { invite } from '../schema.ts';
import { useInvite } from './invite.ts';

/**
 * Lets somebody in, into the team too where the invite names one. An invite works once: its row is locked, and closed
 * in the same transaction.
 * @throws DomainError 409 `invite-expired`, 403 `invite-for-another-address`.
 */
export function acceptInvite(ctx: TeamsContext, token: string, userId: UserId): Promise<OrganizationId> {
  return withTransaction(ctx, async (inTx) => {
    const row = await useInvite(inTx, token, true);
    const contact = (await ctx.people.byIds([userId])).get(userId);
    if (!contact) throw notFound();
    if (contact.email.toLowerCase() !== row.email.toLowerCase()) {
      throw forbidden(
        'invite-for-another-address',
        'This invite is for another address. Sign in with the address that got it.',
      );
    }
    const { organizationId, teamId } = row;
    await addMember(inTx, { organizationId, userId, role: row.role });
    if (teamId !== null && row.role !== 'guest') {
      await addTeamMember(inTx, { organizationId, teamId, userId, role: row.teamRole ?? 'member' });
    }
    await close(inTx, { organizationId, id: row.id, now: ctx.clock.now().toISOString() });
    return organizationId;
  });
}

const close = query<{ organizationId: OrganizationId; id: InviteId; now: string }>()((place) =>
  build
    .update(invite)
    .set({ closedAt: sql`${place.now}`, version: sql`${invite.version} + 1` })
    .where(and(eq(invite.organizationId, place.organizationId), eq(invite.id, place.id))),
);
