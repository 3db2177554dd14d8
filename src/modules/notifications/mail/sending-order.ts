import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId } from '../contract.ts';
import { messageTable } from '../schema.ts';

/** The job of a younger mail surely exists. */
const recentMs = 60_000;

/**
 * Which of these mails must wait: an earlier one to the same address, which is not among them, failed and is retried. A
 * mail whose job is lost holds back nothing.
 */
export async function findHeldBack(
  ctx: NotificationsContext,
  ids: readonly MessageId[],
): Promise<ReadonlySet<MessageId>> {
  const recently = new Date(ctx.clock.now().getTime() - recentMs).toISOString();
  const pairs = await earlier(ctx, { ids, recently });
  const lost = new Set<MessageId>();
  for (const earlierId of new Set(pairs.filter(({ isRecent }) => !isRecent).map((pair) => pair.earlierId))) {
    if (!(await ctx.queue.has('notifications.send-mail', { payload: { messageId: earlierId } }))) lost.add(earlierId);
  }
  return new Set(pairs.filter(({ earlierId }) => !lost.has(earlierId)).map(({ id }) => id));
}

/** The latest earlier mail of each. */
const earlier = rawQuery<
  { ids: readonly MessageId[]; recently: string },
  { id: MessageId; earlierId: MessageId; isRecent: boolean }
>(
  (params) => sql`
    select mail.id, earlier.id as "earlierId", earlier.created_at > ${params.recently} as "isRecent"
    from ${messageTable} as mail
      cross join lateral (
        select id, created_at from ${messageTable} as other
        where other.recipient = mail.recipient and other.state = 'queued' and other.id < mail.id
          and other.id <> all(${params.ids}) and other.error is not null
        order by other.id desc
        limit 1) as earlier
    where mail.id = any(${params.ids}) and mail.state = 'queued'`,
);
