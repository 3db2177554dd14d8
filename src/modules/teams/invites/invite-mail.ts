import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import type { TeamsContext } from '../context.ts';
import type { InviteId, mailStates } from '../contract.ts';
import { inviteTable } from '../schema.ts';
import { inviteById, inviteUrl, isOpen } from './invite.ts';

/** The link for the invite's mail; null if the invite is no longer valid. */
export async function inviteLink(
  ctx: TeamsContext,
  { inviteId }: { inviteId: InviteId },
): Promise<{ url: string | null; isSettled: boolean }> {
  const row = await maybeOne(inviteById(ctx, { id: inviteId }));
  if (row && isOpen(row, ctx.clock.now())) return { url: inviteUrl(ctx, row, 'mailed'), isSettled: false };
  return { url: null, isSettled: !row || row.closedAt !== null || row.organizationDeletedAt !== null };
}

/** Records the state of the invite's mail, for the inviter. */
export async function recordInviteMail(
  ctx: TeamsContext,
  { inviteId, mail }: { inviteId: InviteId; mail: (typeof mailStates)[number] },
): Promise<Record<string, never>> {
  await update(ctx, { id: inviteId, mail });
  return {};
}

const update = query<{ id: InviteId; mail: string }>()((params) =>
  qb
    .update(inviteTable)
    .set({ mail: sql`${params.mail}` })
    .where(eq(inviteTable.id, params.id)),
);
