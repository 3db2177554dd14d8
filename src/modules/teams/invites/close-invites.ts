import { allows } from '#platform/access/authorized.ts';
import type { Transaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { InviteId, inviteOutcomes } from '../contract.ts';
import { currentMembership } from '../member/current-membership.ts';
import { publish } from '../publish.ts';
import { inviteTable } from '../schema.ts';
import { mayInvite } from './rules.ts';

type InTx = TeamsContext & { readonly tx: Transaction };

/**
 * Closes open invites: accepted, declined or revoked.
 * @returns how many were still open.
 */
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
 * Revokes a person's open invites that they could no longer create: losing the right to invite also ends its open
 * invites. Call it behind `lockMembers`, after the change of the membership.
 */
export async function closeLostInvites(ctx: InTx, organizationId: OrganizationId, createdBy: UserId): Promise<void> {
  const open = await openInvitesOf(ctx, { organizationId, createdBy });
  if (open.length === 0) return;
  const membership = await currentMembership(ctx, organizationId, createdBy);
  const revoked = open.filter((terms) => membership === null || !allows(() => mayInvite(membership, terms)));
  await closeInvites(
    ctx,
    organizationId,
    revoked.map(({ id }) => id),
    'revoked',
  );
}

/** People with open invites into a team. */
export const invitersInto = query<{ organizationId: OrganizationId; teamId: TeamId }>()((params) =>
  qb
    .selectDistinct({ userId: inviteTable.createdBy })
    .from(inviteTable)
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        eq(inviteTable.teamId, params.teamId),
        isNull(inviteTable.closedAt),
      ),
    ),
);
const openInvitesOf = query<{ organizationId: OrganizationId; createdBy: UserId }>()((params) =>
  qb
    .select({ id: inviteTable.id, role: inviteTable.role, teamId: inviteTable.teamId, teamRole: inviteTable.teamRole })
    .from(inviteTable)
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        eq(inviteTable.createdBy, params.createdBy),
        isNull(inviteTable.closedAt),
      ),
    ),
);
const close = query<{
  organizationId: OrganizationId;
  ids: readonly InviteId[];
  now: string;
  outcome: string;
  acceptedBy: UserId | null;
}>()((params) =>
  qb
    .update(inviteTable)
    .set({ closedAt: sql`${params.now}`, outcome: sql`${params.outcome}`, acceptedBy: sql`${params.acceptedBy}` })
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        sql`${inviteTable.id} = any(${params.ids})`,
        isNull(inviteTable.closedAt),
      ),
    )
    .returning({ id: inviteTable.id, version: inviteTable.version }),
);
