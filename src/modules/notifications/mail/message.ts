import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, messageStates } from '../contract.ts';
import { publish } from '../publish.ts';
import { messageTable } from '../schema.ts';
import type { TextParams } from '../texts.ts';
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
  state: messageTable.state,
  attempts: messageTable.attempts,
  error: messageTable.error,
  createdAt: messageTable.createdAt,
  sentAt: messageTable.sentAt,
};
export type MessageRow = Awaited<ReturnType<typeof messageById>>[number];

export interface NewMessage {
  readonly eventId: string;
  readonly organizationId: OrganizationId | null;
  readonly type: string;
  readonly recipient: string;
  readonly userId: UserId | null;
  readonly locale: string;
  readonly textParams: TextParams;
}

/** Queues a mail, at most once per event and recipient. Call it in the transaction that handles the event. */
export async function queueMessage(ctx: NotificationsContext, draft: NewMessage): Promise<void> {
  const id = newId<MessageId>();
  const subject = subjectOf(draft.type, draft.locale, draft.textParams);
  const added = await insert(ctx, { ...draft, id, subject, createdAt: ctx.clock.now().toISOString() });
  if (added.length === 0) return;
  await publish(ctx, {
    type: 'message.queued',
    organizationId: draft.organizationId,
    subject: { kind: 'message', id, version: 1 },
    audience: null,
    payload: { messageId: id },
  });
}

export const messageById = query<{ id: MessageId }>()((params) =>
  qb.select(messageColumns).from(messageTable).where(eq(messageTable.id, params.id)),
);

/** Records the result of an attempt. */
export async function recordAttempt(
  ctx: NotificationsContext,
  id: MessageId,
  state: (typeof messageStates)[number],
  error: string | null,
): Promise<void> {
  const sentAt = state === 'sent' || state === 'outbox' ? ctx.clock.now().toISOString() : null;
  await update(ctx, { id, state, error: error?.slice(0, 1_000) ?? null, sentAt });
}

/** How many mails are queued, and since when. */
export async function mailBacklog(
  ctx: NotificationsContext,
): Promise<{ waiting: number; oldestAt: string | null; failed: number }> {
  const row = await maybeOne(backlog(ctx, {}));
  return row ?? { waiting: 0, oldestAt: null, failed: 0 };
}

const insert = query<NewMessage & { id: MessageId; subject: string; createdAt: string }>()((params) =>
  qb
    .insert(messageTable)
    .values({
      id: params.id,
      organizationId: params.organizationId,
      eventId: params.eventId,
      type: params.type,
      recipient: params.recipient,
      userId: params.userId,
      locale: params.locale,
      subject: params.subject,
      textParams: params.textParams,
      state: 'queued',
      createdAt: params.createdAt,
    })
    .onConflictDoNothing()
    .returning({ id: messageTable.id }),
);
const update = query<{ id: MessageId; state: string; error: string | null; sentAt: string | null }>()((params) =>
  qb
    .update(messageTable)
    .set({
      state: sql`${params.state}`,
      error: sql`${params.error}`,
      sentAt: sql`${params.sentAt}`,
      attempts: sql`${messageTable.attempts} + 1`,
    })
    .where(and(eq(messageTable.id, params.id))),
);
const backlog = query<object>()(() =>
  qb
    .select({
      waiting: sql<number>`count(*) filter (where ${messageTable.state} = 'queued')`.as('waiting'),
      oldestAt: sql<string | null>`min(${messageTable.createdAt}) filter (where ${messageTable.state} = 'queued')`.as(
        'oldest_at',
      ),
      failed: sql<number>`count(*) filter (where ${messageTable.state} = 'failed')`.as('failed'),
    })
    .from(messageTable)
    .where(sql`${messageTable.state} in ('queued', 'failed')`),
);
