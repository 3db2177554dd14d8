import { maybeOne } from '#platform/database/query.ts';
import { failureKind, TemporaryError } from '#platform/failures.ts';
import { ownPath } from '#platform/http/own-path.ts';
import type { RetryPolicy } from '#platform/jobs/queue.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { messageById, type MessageRow, recordAttempt } from './message.ts';
import { renderMail } from './render.ts';

export const mailRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 5, longestDelaySeconds: 600 };
/** How long a mail is retried while its provider is down or replies "later" (RFC 5321, 4.5.4.1). */
const giveUpAfterMs = 5 * 86_400_000;

/**
 * Sends one mail. A permanent refusal is recorded and not retried; any other error is thrown, so that the queue
 * retries. The text is rendered now and its one-time link is requested from the module that owns it: neither is stored.
 */
export async function sendMessage(ctx: NotificationsContext, messageId: MessageId): Promise<void> {
  const row = await maybeOne(messageById(ctx, { id: messageId }));
  if (!row || row.state === 'not-needed') return;
  // The last attempt was interrupted after the mail was sent and before the invite was informed.
  if (row.state === 'sent' || row.state === 'outbox') return recordInviteMail(ctx, row, row.state);
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
 * The address that a mail's button opens; null if it no longer opens anything. `isSettled` if the invite or request was
 * answered or withdrawn: then the mail is not needed.
 */
export async function linkOf(
  ctx: NotificationsContext,
  { type, textParams }: Pick<MessageRow, 'type' | 'textParams'>,
): Promise<{ url: string | null; isSettled: boolean }> {
  if (type === 'invite') return ctx.teams.inviteLink(ctx, { inviteId: textParams['inviteId'] as never });
  const link =
    textParams['linkId'] === undefined
      ? { url: ctx.publicUrl + (ownPath(String(textParams['path'] ?? '/')) ?? '/') }
      : await ctx.auth.mailedLink(ctx, { linkId: textParams['linkId'] as never });
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
  await recordInviteMail(ctx, row, state);
}

/** Records on the invite whether its mail was sent. */
async function recordInviteMail(
  ctx: NotificationsContext,
  { type, textParams }: MessageRow,
  state: 'sent' | 'outbox' | 'failed',
): Promise<void> {
  if (type !== 'invite') return;
  const mail = state === 'outbox' ? 'off' : state;
  await ctx.teams.recordInviteMail(ctx, { inviteId: textParams['inviteId'] as never, mail });
}
