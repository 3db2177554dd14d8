import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, messageStates } from '../contract.ts';
import { publish } from '../publish.ts';
import { message } from '../schema.ts';
import type { Facts } from '../texts.ts';
import { subjectOf } from './render.ts';

export const messageColumns = {
  id: message.id,
  organizationId: message.organizationId,
  type: message.type,
  recipient: message.recipient,
  userId: message.userId,
  locale: message.locale,
  subject: message.subject,
  facts: message.facts,
  state: message.state,
  attempts: message.attempts,
  error: message.error,
  createdAt: message.createdAt,
  sentAt: message.sentAt,
};
export type MessageRow = Awaited<ReturnType<typeof messageById>>[number];

export interface NewMessage {
  readonly eventId: string;
  readonly organizationId: OrganizationId | null;
  readonly type: string;
  readonly recipient: string;
  readonly userId: UserId | null;
  readonly locale: string;
  readonly facts: Facts;
}

/** Queues a mail, once for an event and recipient. Call it in the transaction that handles the event. */
export async function queueMessage(ctx: NotificationsContext, draft: NewMessage): Promise<void> {
  const id = newId<MessageId>();
  const subject = subjectOf(draft.type, draft.locale, draft.facts);
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

export const messageById = query<{ id: MessageId }>()((place) =>
  build.select(messageColumns).from(message).where(eq(message.id, place.id)),
);

/** Keeps how an attempt went. */
export async function recordAttempt(
  ctx: NotificationsContext,
  id: MessageId,
  state: (typeof messageStates)[number],
  error: string | null,
): Promise<void> {
  const sentAt = state === 'sent' || state === 'outbox' ? ctx.clock.now().toISOString() : null;
  await update(ctx, { id, state, error: error?.slice(0, 1_000) ?? null, sentAt });
}

/** What stands in the queue, and since when. */
export async function mailBacklog(
  ctx: NotificationsContext,
): Promise<{ waiting: number; oldestAt: string | null; failed: number }> {
  const row = await first(backlog(ctx, {}));
  return row ?? { waiting: 0, oldestAt: null, failed: 0 };
}

const insert = query<NewMessage & { id: MessageId; subject: string; createdAt: string }>()((place) =>
  build
    .insert(message)
    .values({
      id: place.id,
      organizationId: place.organizationId,
      eventId: place.eventId,
      type: place.type,
      recipient: place.recipient,
      userId: place.userId,
      locale: place.locale,
      subject: place.subject,
      facts: place.facts,
      state: 'queued',
      createdAt: place.createdAt,
    })
    .onConflictDoNothing()
    .returning({ id: message.id }),
);
const update = query<{ id: MessageId; state: string; error: string | null; sentAt: string | null }>()((place) =>
  build
    .update(message)
    .set({
      state: sql`${place.state}`,
      error: sql`${place.error}`,
      sentAt: sql`${place.sentAt}`,
      attempts: sql`${message.attempts} + 1`,
    })
    .where(and(eq(message.id, place.id))),
);
const backlog = query<object>()(() =>
  build
    .select({
      waiting: sql<number>`count(*) filter (where ${message.state} = 'queued')`.as('waiting'),
      oldestAt: sql<string | null>`min(${message.createdAt}) filter (where ${message.state} = 'queued')`.as(
        'oldest_at',
      ),
      failed: sql<number>`count(*) filter (where ${message.state} = 'failed')`.as('failed'),
    })
    .from(message)
    .where(sql`${message.state} in ('queued', 'failed')`),
);
