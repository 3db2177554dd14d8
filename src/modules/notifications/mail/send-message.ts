import { maybeOne } from '#platform/database/query.ts';
import { failureKind, TemporaryError } from '#platform/failures.ts';
import { ownPath } from '#platform/http/own-path.ts';
import type { RetryPolicy } from '#platform/jobs/queue.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { messageById, type MessageRow, recordAttempt } from './message.ts';
import { renderMail } from './render.ts';

export const mailRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 5, longestDelaySeconds: 600 };
/** So long a mail is tried while its provider is away or says "later" (RFC 5321, 4.5.4.1). */
const giveUpAfterMs = 5 * 86_400_000;

/**
 * Sends one mail. A permanent refusal is kept and not repeated; anything else is thrown, so that the queue tries again.
 * The text is made now, its one-time link asked of the module that owns it: neither rests anywhere.
 */
export async function sendMessage(ctx: NotificationsContext, messageId: MessageId): Promise<void> {
  const row = await maybeOne(messageById(ctx, { id: messageId }));
  if (!row || row.state === 'not-needed') return;
  // Cut between the two last time: the mail went, and the invite does not know.
  if (row.state === 'sent' || row.state === 'outbox') return tellInvite(ctx, row, row.state);
  const { url, isSettled } = await linkOf(ctx, row);
  if (url === null && isSettled) return recordAttempt(ctx, row.id, 'not-needed', null);
  if (url === null) return finish(ctx, row, 'failed', 'No longer needed: the link was used or revoked.');
  const content = renderMail({ ...row, url, publicUrl: ctx.publicUrl });
  const mail = { ...content, to: row.recipient, messageId: `${row.id}@${new URL(ctx.publicUrl).hostname}` };
  try {
    await ctx.transport.send(mail);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const ageMs = ctx.clock.now().getTime() - Date.parse(row.createdAt);
    if (failureKind(error) === 'permanent' || ageMs > giveUpAfterMs) return finish(ctx, row, 'failed', reason);
    await recordAttempt(ctx, row.id, 'queued', reason);
    throw new TemporaryError(reason, { cause: error });
  }
  await finish(ctx, row, ctx.transport.kind === 'outbox' ? 'outbox' : 'sent', null);
}

/**
 * Where a mail's button leads; null where that opens nothing any more. `isSettled` where it was answered or taken back,
 * so that nobody misses the mail.
 */
export async function linkOf(
  ctx: NotificationsContext,
  { type, facts }: Pick<MessageRow, 'type' | 'facts'>,
): Promise<{ url: string | null; isSettled: boolean }> {
  if (type === 'invite') return ctx.teams.inviteLink(ctx, { inviteId: facts['inviteId'] as never });
  const link =
    facts['linkId'] === undefined
      ? { url: ctx.publicUrl + (ownPath(String(facts['path'] ?? '/')) ?? '/') }
      : await ctx.auth.mailedLink(ctx, { linkId: facts['linkId'] as never });
  return { url: link?.url ?? null, isSettled: false };
}

async function finish(
  ctx: NotificationsContext,
  row: MessageRow,
  state: 'sent' | 'outbox' | 'failed',
  error: string | null,
): Promise<void> {
  await recordAttempt(ctx, row.id, state, error);
  if (state === 'failed') ctx.log.warn({ messageId: row.id, type: row.type, error }, 'email was refused');
  await tellInvite(ctx, row, state);
}

/** An invite shows how its mail went. */
async function tellInvite(
  ctx: NotificationsContext,
  { type, facts }: MessageRow,
  state: 'sent' | 'outbox' | 'failed',
): Promise<void> {
  if (type !== 'invite') return;
  const mail = state === 'outbox' ? 'off' : state;
  await ctx.teams.recordInviteMail(ctx, { inviteId: facts['inviteId'] as never, mail });
}
