import { MailedLinkId } from '#modules/auth';
import { InviteId } from '#modules/teams';
import { mapSettled } from '#platform/batches.ts';
import { failureKind, TemporaryError } from '#platform/failures.ts';
import { ownPath } from '#platform/http/own-path.ts';
import type { RetryPolicy } from '#platform/jobs/job.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { headersOf, messageIdOf, unsubscribeUrlOf } from './headers.ts';
import { replyAddress } from '../mail-in-address.ts';
import { attemptRecorder, type MessageRow, messagesById } from './message.ts';
import { renderMail } from './render.ts';

export const mailRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 5, longestDelaySeconds: 600 };
/** How long a mail is retried while its provider is down or replies "later" (RFC 5321, 4.5.4.1). */
const giveUpAfterMs = 5 * 86_400_000;

/** Mails that are sent in parallel. The development outbox needs no limit. */
const maxParallel = 3;

/** Sends queued mails, and returns the outcome of each, in order. */
export async function sendMessages(
  ctx: NotificationsContext,
  ids: readonly MessageId[],
): Promise<PromiseSettledResult<unknown>[]> {
  const rows = new Map((await messagesById(ctx, { ids })).map((row) => [row.id, row]));
  const concurrency = ctx.transport.kind === 'outbox' ? ids.length : maxParallel;
  const record = attemptRecorder(ctx);
  return mapSettled(ids, concurrency, async (id) => {
    const row = rows.get(id);
    if (row) await sendMessage(ctx, row, record);
  });
}

/**
 * Sends one mail. A permanent refusal is recorded and not retried; any other error is thrown, so that the queue
 * retries. The text is rendered now and its one-time link is requested from the module that owns it: neither is stored.
 */
async function sendMessage(ctx: NotificationsContext, row: MessageRow, record: Record): Promise<void> {
  const { id, state } = row;
  if (state === 'not-needed') return;
  // The last attempt was interrupted after the mail was sent and before the invite was informed.
  if (state === 'sent' || state === 'outbox') return recordInviteMail(ctx, row, state);
  const { url, isSettled } = await linkOf(ctx, row);
  if (url === null && isSettled) return record({ id, state: 'not-needed', error: null });
  if (url === null) return finish(ctx, row, record, 'failed', 'No longer needed: the link was used or revoked.');
  const content = renderMail({ ...row, url, publicUrl: ctx.publicUrl, unsubscribeUrl: unsubscribeUrlOf(ctx, row) });
  const mail = { ...content, to: row.recipient, messageId: messageIdOf(ctx, row), headers: headersOf(ctx, row) };
  try {
    await ctx.transport.send({ ...mail, ...replyTo(ctx, row) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const ageMs = ctx.clock.now().getTime() - Date.parse(row.createdAt);
    if (failureKind(error) === 'permanent' || ageMs > giveUpAfterMs) return finish(ctx, row, record, 'failed', reason);
    await record({ id, state: 'queued', error: reason });
    throw new TemporaryError(reason, { cause: error });
  }
  await finish(ctx, row, record, ctx.transport.kind === 'outbox' ? 'outbox' : 'sent', null);
}

/** Replies to a mail about a task become comments, if mail is received. */
function replyTo({ mailIn }: NotificationsContext, { textParams, userId }: MessageRow): { replyTo?: string } {
  const taskId = textParams['taskId'];
  if (mailIn === null || taskId === undefined || userId === null) return {};
  return { replyTo: replyAddress(mailIn, String(taskId), userId) };
}

type Record = ReturnType<typeof attemptRecorder>;

/**
 * The address that a mail's button opens; null if it no longer opens anything. `isSettled` if the invite or request was
 * answered or withdrawn: then the mail is not needed.
 */
export async function linkOf(
  ctx: NotificationsContext,
  { type, textParams }: Pick<MessageRow, 'type' | 'textParams'>,
): Promise<{ url: string | null; isSettled: boolean }> {
  if (type === 'invite') return ctx.teams.inviteLink(ctx, { inviteId: InviteId.parse(textParams['inviteId']) });
  const link =
    textParams['linkId'] === undefined
      ? { url: ctx.publicUrl + (ownPath(String(textParams['path'] ?? '/')) ?? '/') }
      : await ctx.auth.mailedLink(ctx, { linkId: MailedLinkId.parse(textParams['linkId']) });
  return { url: link?.url ?? null, isSettled: false };
}

async function finish(
  ctx: NotificationsContext,
  row: MessageRow,
  record: Record,
  state: 'sent' | 'outbox' | 'failed',
  error: string | null,
): Promise<void> {
  await record({ id: row.id, state, error });
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
  await ctx.teams.recordInviteMail(ctx, { inviteId: InviteId.parse(textParams['inviteId']), mail });
}
