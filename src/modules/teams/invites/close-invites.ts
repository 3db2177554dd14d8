import { allows } from '#platform/access/authorized.ts';
import type { Transaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { InviteId, inviteOutcomes } from '../contract.ts';
import { placeOf } from '../member/place.ts';
import { publish } from '../publish.ts';
import { invite } from '../schema.ts';
import { mayInvite } from './rules.ts';

type InTx = TeamsContext & { readonly tx: Transaction };

/** What becomes of open invites that end: accepted, declined or taken back. Returns how many of them were still open. */
export async function closeInvites(
  ctx: InTx,
  organizationId: OrganizationId,
  ids: readonly InviteId[],
  outcome: (typeof inviteOutcomes)[number],
  acceptedBy: UserId | null = null,
): Promise<number> {
  const now = ctx.clock.now().toISOString();
  const closed = await close(ctx, { organizationId, ids, now, outcome, acceptedBy });
  await publish(
    ctx,
    ...closed.map(({ id, version }) => ({
      type: 'invite.changed' as const,
      organizationId,
      subject: { kind: 'invite', id, version },
      audience: audience(organizationId, { everyone: true }),
      payload: { inviteId: id },
    })),
  );
  return closed.length;
}

/**
 * Takes back the open invites of somebody who could not make them any more: a right to invite that is lost leaves no
 * open door. Call it behind `lockMembers`, once their place is what it will be.
 */
export async function closeLostInvites(ctx: InTx, organizationId: OrganizationId, createdBy: UserId): Promise<void> {
  const open = await openInvitesOf(ctx, { organizationId, createdBy });
  if (open.length === 0) return;
  const place = await placeOf(ctx, organizationId, createdBy);
  const lost = open.filter((terms) => place === null || !allows(() => mayInvite(place, terms)));
  await closeInvites(
    ctx,
    organizationId,
    lost.map(({ id }) => id),
    'revoked',
  );
}

/** Who has open invites into a team. */
export const invitersInto = query<{ organizationId: OrganizationId; teamId: TeamId }>()((place) =>
  build
    .selectDistinct({ userId: invite.createdBy })
    .from(invite)
    .where(
      and(eq(invite.organizationId, place.organizationId), eq(invite.teamId, place.teamId), isNull(invite.closedAt)),
    ),
);
const openInvitesOf = query<{ organizationId: OrganizationId; createdBy: UserId }>()((place) =>
  build
    .select({ id: invite.id, role: invite.role, teamId: invite.teamId, teamRole: invite.teamRole })
    .from(invite)
    .where(
      and(
        eq(invite.organizationId, place.organizationId),
        eq(invite.createdBy, place.createdBy),
        isNull(invite.closedAt),
      ),
    ),
);
const close = query<{
  organizationId: OrganizationId;
  ids: readonly InviteId[];
  now: string;
  outcome: string;
  acceptedBy: UserId | null;
}>()((place) =>
  build
    .update(invite)
    .set({ closedAt: sql`${place.now}`, outcome: sql`${place.outcome}`, acceptedBy: sql`${place.acceptedBy}` })
    .where(
      and(
        eq(invite.organizationId, place.organizationId),
        sql`${invite.id} = any(${place.ids})`,
        isNull(invite.closedAt),
      ),
    )
    .returning({ id: invite.id, version: invite.version }),
);
