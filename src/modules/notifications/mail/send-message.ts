import { MailedLinkId } from '#modules/auth';
import { InviteId } from '#modules/teams';
import { mapSettled } from '#platform/batches.ts';
import { failureKind, TemporaryError } from '#platform/failures.ts';
import { ownPath } from '#platform/http/own-path.ts';
import type { RetryPolicy } from '#platform/jobs/job.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { actionLinks } from './action-link.ts';
import { headersOf, messageIdOf, unsubscribeUrlOf } from './headers.ts';
import { replyAddress } from '../mail-in-address.ts';
import { type Acceptance, type Mail, PausedError, PermanentMailError, type ProviderAttempt } from '../transport.ts';
import { attemptRecorder, type MessageRow, messagesById } from './message.ts';
import { providerRecorder, providerStatuses } from './provider-status.ts';
import { renderMail } from './render.ts';
import { findHeldBack } from './sending-order.ts';
import { readSuppressions, suppress, suppressionKey } from './suppression.ts';

export const mailRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 5, longestDelaySeconds: 600 };
/** How long a mail is retried while its provider is down or replies "later" (RFC 5321, 4.5.4.1). */
const giveUpAfterMs = 5 * 86_400_000;

/** Mails that are sent in parallel. The email log needs no limit. */
const maxParallel = 3;

/** Sends queued mails, those to one address in order, and returns the outcome of each. */
export async function sendMessages(
  ctx: NotificationsContext,
  ids: readonly MessageId[],
): Promise<PromiseSettledResult<unknown>[]> {
  const rows = (await messagesById(ctx, { ids })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const isOutbox = ctx.transport.kind === 'outbox';
  const [suppressions, heldBack] = await Promise.all([
    readSuppressions(
      ctx,
      rows.map(({ recipient }) => recipient),
    ),
    isOutbox ? new Set<MessageId>() : findHeldBack(ctx, ids),
  ]);
  const retryAfterSeconds = heldBack.size > 0 && !(await isFailing(ctx)) ? { retryAfterSeconds: 1 } : {};
  const providers = providerRecorder(ctx);
  const run = { record: attemptRecorder(ctx), report: providers.report, suppressions };
  const outcomes = new Map<MessageId, PromiseSettledResult<unknown>>();
  const sendInOrder = async (mails: readonly MessageRow[]) => {
    let problem: TemporaryError | undefined;
    for (const row of mails) {
      if (heldBack.has(row.id)) problem ??= new TemporaryError(waits, retryAfterSeconds);
      const [outcome] = await Promise.allSettled([problem ? postpone(run, row, problem) : sendMessage(ctx, row, run)]);
      outcomes.set(row.id, outcome);
      if (outcome.status === 'rejected' && outcome.reason instanceof TemporaryError) problem ??= outcome.reason;
    }
  };
  const byAddress = isOutbox ? rows.map((row) => [row]) : [...Map.groupBy(rows, ({ recipient }) => recipient).values()];
  await mapSettled(byAddress, isOutbox ? byAddress.length : maxParallel, sendInOrder);
  if (!isOutbox) await providers.record();
  return ids.map((id) => outcomes.get(id) ?? { status: 'fulfilled', value: undefined });
}

const waits = 'Waits for an earlier email to the same address.';

/** What the mails of a batch share. */
interface Run {
  readonly record: ReturnType<typeof attemptRecorder>;
  readonly report: (attempt: ProviderAttempt) => void;
  readonly suppressions: Awaited<ReturnType<typeof readSuppressions>>;
}

/** Whether every provider failed at the last attempt of any process. */
async function isFailing(ctx: NotificationsContext): Promise<boolean> {
  return (await providerStatuses(ctx)).every(({ failingSince }) => failingSince !== null);
}

/** Leaves a mail queued without an attempt. */
async function postpone({ record }: Run, { id, state }: MessageRow, problem: TemporaryError): Promise<void> {
  if (state !== 'queued') return;
  await record({ id, state: 'queued', error: problem.message, isAttempt: false });
  throw problem;
}

/**
 * Sends one mail. A permanent refusal is recorded and not retried; any other error is thrown, so that the queue
 * retries. The text is rendered now and its one-time link is requested from the module that owns it: neither is stored.
 */
async function sendMessage(ctx: NotificationsContext, row: MessageRow, run: Run): Promise<void> {
  const { id, state } = row;
  // The last attempt was interrupted after its result was recorded and before the invite was informed.
  if (state === 'sent' || state === 'outbox' || state === 'failed') return recordInviteMail(ctx, row, state);
  if (state !== 'queued') return;
  const { url, isSettled } = await linkOf(ctx, row);
  if (url === null && isSettled) return run.record({ id, state: 'not-needed', error: null });
  if (url === null) return finish(ctx, row, run, 'failed', 'No longer needed: the link was used or revoked.');
  const unsubscribeUrl = unsubscribeUrlOf(ctx, row);
  const suppression = run.suppressions.get(suppressionKey(row.recipient));
  if (suppression && unsubscribeUrl !== null)
    return run.record({ id, state: 'suppressed', error: suppression.detail, isAttempt: false });
  const content = renderMail({ ...row, url, publicUrl: ctx.publicUrl, actions: actionLinks(ctx, row), unsubscribeUrl });
  const messageId = messageIdOf(ctx, row);
  // Resend ignores a repeat of a request for a day, so an admin's retry is another request.
  const idempotencyKey = row.retriedAt === null ? messageId : `${messageId} ${row.retriedAt}`;
  const mail = {
    ...content,
    to: row.recipient,
    messageId,
    idempotencyKey,
    headers: headersOf(ctx, row),
    ...replyTo(ctx, row),
  };
  const acceptance = await deliver(ctx, row, run, mail);
  if (acceptance) await finish(ctx, row, run, acceptance.provider === 'outbox' ? 'outbox' : 'sent', null, acceptance);
}

/** Null for a permanent refusal, which is recorded. */
async function deliver(ctx: NotificationsContext, row: MessageRow, run: Run, mail: Mail): Promise<Acceptance | null> {
  try {
    return await ctx.transport.send(mail, run.report);
  } catch (error) {
    if (error instanceof PausedError) await postpone(run, row, error);
    const reason = error instanceof Error ? error.message : String(error);
    const ageMs = ctx.clock.now().getTime() - Date.parse(row.retriedAt ?? row.createdAt);
    const isRefused = failureKind(error) === 'permanent';
    if (!isRefused && ageMs <= giveUpAfterMs) {
      await run.record({ id: row.id, state: 'queued', error: reason });
      throw new TemporaryError(reason, { cause: error });
    }
    if (error instanceof PermanentMailError && error.isBadAddress) {
      const now = ctx.clock.now().toISOString();
      await suppress(ctx, { address: row.recipient, userId: row.userId, reason: 'bounced', detail: reason, now });
    }
    await finish(ctx, row, run, 'failed', reason);
    return null;
  }
}

/** Replies to a mail about a task become comments, if mail is received. */
function replyTo({ mailIn }: NotificationsContext, { textParams, userId }: MessageRow): { replyTo?: string } {
  const taskId = textParams['taskId'];
  if (mailIn === null || taskId === undefined || userId === null) return {};
  return { replyTo: replyAddress(mailIn, String(taskId), userId) };
}

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
  { record }: Run,
  state: 'sent' | 'outbox' | 'failed',
  error: string | null,
  acceptance?: Acceptance,
): Promise<void> {
  await record({ id: row.id, state, error, ...(acceptance ? { acceptance } : {}) });
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
