import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { messageTable } from '../schema/message.ts';
import { type MessageRow, messagesById, publishQueued } from './message.ts';
import { liftSuppression } from './suppression.ts';

/**
 * Queues a mail again that was not delivered, and sends notifications to its address again.
 * @throws DomainError 404, 409 `not-failed`.
 */
export function retryMessage(ctx: NotificationsContext, id: MessageId): Promise<MessageRow> {
  return withTransaction(ctx, async (inTx) => {
    const now = ctx.clock.now().toISOString();
    const requeued = await maybeOne(requeue(inTx, { id, now }));
    const message = await maybeOne(messagesById(inTx, { ids: [id] }));
    if (!message) throw notFound();
    if (!requeued) throw conflict('not-failed', 'Only an email that was not delivered can be sent again.');
    await liftSuppression(inTx, { address: message.recipient });
    await publishQueued(inTx, id, message.organizationId);
    return message;
  });
}

/** Queues all failed mails again; returns how many. */
export async function retryFailedMessages(ctx: NotificationsContext): Promise<{ count: number }> {
  const now = ctx.clock.now().toISOString();
  let count = 0;
  for (;;) {
    const requeued = await withTransaction(ctx, async (inTx) => {
      const rows = await requeueFailed(inTx, { now, limit: batchSize });
      for (const { id, organizationId } of rows) await publishQueued(inTx, id, organizationId);
      return rows.length;
    });
    count += requeued;
    if (requeued < batchSize) return { count };
  }
}

const batchSize = 200;

const requeue = rawQuery<{ id: MessageId; now: string }, { id: MessageId }>(
  (params) => sql`
    update ${messageTable} set state = 'queued', error = null, sent_at = null, retried_at = ${params.now}
    where id = ${params.id} and state in ('failed', 'bounced', 'complained', 'suppressed')
    returning id`,
);
/** A mail that fails again meanwhile is left for the next call. */
const requeueFailed = rawQuery<
  { now: string; limit: number },
  { id: MessageId; organizationId: OrganizationId | null }
>(
  (params) => sql`
    update ${messageTable} set state = 'queued', error = null, retried_at = ${params.now}
    where id in (
      select id from ${messageTable} as failed
      where state = 'failed' and (retried_at is null or retried_at < ${params.now})
      order by created_at, id
      limit ${params.limit}
      for update skip locked)
    returning id, organization_id as "organizationId"`,
);
