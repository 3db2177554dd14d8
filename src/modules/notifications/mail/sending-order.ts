import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { messageTable } from '../schema/message.ts';

/** A waiting mail is tried at least every 75 seconds. One that was not tried for longer has lost its job. */
const lostAfterMs = 300_000;

/**
 * Which of these mails must wait: an earlier one to the same address, which is not among them, failed and is retried. A
 * mail whose job is lost holds back nothing.
 */
export async function findHeldBack(
  ctx: NotificationsContext,
  ids: readonly MessageId[],
): Promise<ReadonlySet<MessageId>> {
  const since = new Date(ctx.clock.now().getTime() - lostAfterMs).toISOString();
  return new Set((await heldBack(ctx, { ids, since })).map(({ id }) => id));
}

const heldBack = rawQuery<{ ids: readonly MessageId[]; since: string }, { id: MessageId }>(
  (params) => sql`
    select mail.id from ${messageTable} as mail
    where mail.id = any(${params.ids}) and mail.state = 'queued' and exists (
      select from ${messageTable} as earlier
      where earlier.recipient = mail.recipient and earlier.state = 'queued' and earlier.id < mail.id
        and earlier.id <> all(${params.ids}) and earlier.error is not null and earlier.attempted_at > ${params.since})`,
);
