import { setImmediate } from 'node:timers/promises';
import { qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, messageStates } from '../contract.ts';
import { publish } from '../publish.ts';
import { type MessageItem, messageTable } from '../schema/message.ts';
import type { TextParams } from '../texts.ts';
import type { Acceptance } from '../transport.ts';
import { subjectOf } from './render.ts';

export const messageColumns = {
  id: messageTable.id,
  organizationId: messageTable.organizationId,
  type: messageTable.type,
  recipient: messageTable.recipient,
  userId: messageTable.userId,
  locale: messageTable.locale,
  subject: messageTable.subject,
  textParams: messageTable.textParams,
  items: messageTable.items,
  state: messageTable.state,
  attempts: messageTable.attempts,
  error: messageTable.error,
  createdAt: messageTable.createdAt,
  sentAt: messageTable.sentAt,
  retriedAt: messageTable.retriedAt,
  provider: messageTable.provider,
  usedActions: messageTable.usedActions,
};
export type MessageRow = Awaited<ReturnType<typeof messagesById>>[number];

export interface NewMessage {
  readonly id?: MessageId;
  /** What caused it. */
  readonly event: Pick<AnyEvent, 'id' | 'actor' | 'requestId'>;
  readonly organizationId: OrganizationId | null;
  readonly type: string;
  readonly recipient: string;
  readonly userId: UserId | null;
  readonly locale: string;
  readonly textParams: TextParams;
  /** The notifications of a mail that has several. */
  readonly items: readonly MessageItem[] | null;
}

/**
 * Queues mails, each at most once for an event, type and address. Call it in the transaction that handles the events.
 */
export async function queueMessages(ctx: NotificationsContext, messages: readonly NewMessage[]): Promise<MessageId[]> {
  const added = await addMessages(ctx, messages);
  for (const { id, event, organizationId } of added)
    await publishQueued({ ...ctx, actor: event.actor, requestId: event.requestId }, id, organizationId);
  return added.map(({ id }) => id);
}

/** Adds mails without the jobs that send them. */
export async function addMessages(
  ctx: NotificationsContext,
  messages: readonly NewMessage[],
): Promise<(NewMessage & { readonly id: MessageId })[]> {
  if (messages.length === 0) return [];
  const createdAt = ctx.clock.now().toISOString();
  const drafts = messages.map((message) => ({
    ...message,
    id: message.id ?? newId<MessageId>(),
    eventId: message.event.id,
    subject: subjectOf(message.type, message.locale, message.textParams),
    createdAt,
  }));
  const rows = JSON.stringify(drafts.map(({ event: _event, ...row }) => row));
  const added = new Set((await insert(ctx, { rows })).map(({ id }) => id));
  return drafts.filter(({ id }) => added.has(id));
}

/** Starts the job that sends a queued mail. */
export function publishQueued(
  ctx: NotificationsContext,
  messageId: MessageId,
  organizationId: OrganizationId | null,
): Promise<void> {
  return publish(ctx, {
    type: 'message.queued',
    organizationId,
    subject: { kind: 'message', id: messageId, version: 1 },
    audience: null,
    payload: { messageId },
  });
}

export const messagesById = query<{ ids: readonly MessageId[] }>()((params) =>
  qb
    .select(messageColumns)
    .from(messageTable)
    .where(sql`${messageTable.id} = any(${params.ids})`),
);

/** How an attempt to send a mail ended. */
export interface Attempt {
  readonly id: MessageId;
  readonly state: (typeof messageStates)[number];
  readonly error: string | null;
  /** False if it only waits, for an earlier mail or for its provider. Default: true. */
  readonly isAttempt?: boolean;
  /** Who accepted it. */
  readonly acceptance?: Acceptance;
}

/**
 * Records results: those that arrive while a statement runs are recorded together by the next one. The returned
 * function resolves when its result is recorded.
 */
export function attemptRecorder(ctx: NotificationsContext): (attempt: Attempt) => Promise<void> {
  let waiting: Attempt[] = [];
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  const recordWaiting = async () => {
    await Promise.allSettled([running]);
    await setImmediate();
    const attempts = waiting;
    waiting = [];
    next = undefined;
    running = recordAttempts(ctx, attempts);
    await running;
  };
  return (attempt) => {
    waiting.push(attempt);
    next ??= recordWaiting();
    return next;
  };
}

export async function recordAttempts(ctx: NotificationsContext, attempts: readonly Attempt[]): Promise<void> {
  const now = ctx.clock.now().toISOString();
  const rows = attempts.map(({ id, state, error, isAttempt = true, acceptance }) => ({
    id,
    state,
    error: storedReason(error),
    sentAt: acceptance ? now : null,
    provider: acceptance?.provider ?? null,
    providerId: acceptance?.providerId ?? null,
    attempts: isAttempt ? 1 : 0,
  }));
  await update(ctx, { rows: JSON.stringify(rows), now });
}

/** What a provider said, as it is stored. */
export function storedReason(reason: string | null): string | null {
  return reason?.slice(0, 1_000).replaceAll('\0', '').toWellFormed() ?? null;
}

/** How many mails are queued, and since when. */
export async function mailBacklog(
  ctx: NotificationsContext,
): Promise<{ waiting: number; oldestAt: string | null; failed: number; undelivered: number }> {
  const row = await maybeOne(backlog(ctx, {}));
  return row ?? { waiting: 0, oldestAt: null, failed: 0, undelivered: 0 };
}

const insert = rawQuery<{ rows: string }, { id: MessageId }>(
  (params) => sql`
    insert into ${messageTable} (
      id, organization_id, event_id, type, recipient, user_id, locale, subject, facts, items, state, created_at)
    select id, "organizationId", "eventId", type, recipient, "userId", locale, subject, "textParams",
      nullif(items, 'null'), 'queued', "createdAt"
    from jsonb_to_recordset(${params.rows}::jsonb) as draft (
      id uuid, "organizationId" uuid, "eventId" uuid, type text, recipient text, "userId" uuid, locale text,
      subject text, "textParams" jsonb, items jsonb, "createdAt" timestamptz)
    on conflict do nothing
    returning id`,
);
/** A provider may report a bounce before this process records that the mail was sent. */
const update = rawQuery<{ rows: string; now: string }, never>(
  (params) => sql`
    update ${messageTable}
    set state = case when message.state in ('bounced', 'complained') then message.state else attempt.state end,
      error = case when message.state in ('bounced', 'complained') then message.error else attempt.error end,
      sent_at = attempt."sentAt", provider = attempt.provider, provider_id = attempt."providerId",
      attempts = message.attempts + attempt.attempts, attempted_at = ${params.now}::timestamptz
    from jsonb_to_recordset(${params.rows}::jsonb) as attempt (
      id uuid, state text, error text, "sentAt" timestamptz, provider text, "providerId" text,
      attempts int)
    where message.id = attempt.id`,
);
const backlog = query<object>()(() =>
  qb
    .select({
      waiting: sql<number>`count(*) filter (where ${messageTable.state} = 'queued')`.as('waiting'),
      oldestAt: sql<string | null>`min(${messageTable.createdAt}) filter (where ${messageTable.state} = 'queued')`.as(
        'oldest_at',
      ),
      failed: sql<number>`count(*) filter (where ${messageTable.state} = 'failed')`.as('failed'),
      undelivered: sql<number>`count(*) filter (where ${messageTable.state} not in ('queued', 'failed'))`.as(
        'undelivered',
      ),
    })
    .from(messageTable)
    .where(sql`${messageTable.state} in ('queued', 'failed', 'bounced', 'complained', 'suppressed')`),
);
