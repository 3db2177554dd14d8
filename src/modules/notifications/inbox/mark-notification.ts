import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { publish } from '../publish.ts';
import { notificationTable } from '../schema.ts';

/** One of a person's notifications, or with `byTask` all of its task that are not done. */
export interface Marked {
  readonly userId: UserId;
  readonly id: NotificationId;
  readonly byTask: boolean;
}

/** `unread` also takes a done or snoozed notification back into the inbox; `done` takes it out. */
type Change = 'read' | 'unread' | 'done' | 'snoozed';

export function markNotification(
  ctx: NotificationsContext,
  which: Marked,
  change: Exclude<Change, 'snoozed'>,
): Promise<void> {
  return markAs(ctx, which, change, null);
}

/**
 * Takes a notification out of the inbox until a time; then it is unread.
 * @throws DomainError 422 for a time that is over.
 */
export async function snooze(ctx: NotificationsContext, which: Marked, until: string): Promise<void> {
  if (Date.parse(until) <= ctx.clock.now().getTime()) throw invalid('until', 'must be in the future');
  await markAs(ctx, which, 'snoozed', until);
}

/** Marks everything that is shown as read. */
export function markAllRead(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await setAllRead(inTx, { userId, now: ctx.clock.now().toISOString() });
    await publishInboxChange(inTx, userId);
  });
}

/** Snoozed notifications whose time has come return to the inbox, and open windows show them. */
export function endSnoozes(ctx: NotificationsContext): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const rows = await unsnooze(inTx, { now: ctx.clock.now().toISOString() });
    for (const userId of new Set(rows.map((row) => row.userId))) await publishInboxChange(inTx, userId);
  });
}

async function markAs(ctx: NotificationsContext, which: Marked, change: Change, until: string | null): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    const marked = await mark(inTx, { ...which, change, until, now: ctx.clock.now().toISOString() });
    if (marked.length === 0) throw notFound();
    await publishInboxChange(inTx, which.userId);
  });
}

/** Other windows of the same person update their inbox and unread count. */
function publishInboxChange(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return publish(ctx, {
    type: 'notification.changed',
    organizationId: null,
    subject: { kind: 'inbox', id: userId, version: 1 },
    audience: audience(null, { userIds: [userId] }),
    payload: { userId },
  });
}

interface MarkParams extends Marked {
  readonly change: Change;
  readonly until: string | null;
  readonly now: string;
}
const mark = rawQuery<MarkParams, { id: NotificationId }>(
  (params) => sql`
    update ${notificationTable} set
      read_at = case when ${params.change}::text in ('read', 'done') then coalesce(read_at, ${params.now}::timestamptz) end,
      done_at = case ${params.change}::text when 'done' then ${params.now}::timestamptz when 'read' then done_at end,
      snoozed_until = case ${params.change}::text
        when 'snoozed' then ${params.until}::timestamptz when 'read' then snoozed_until end
    where user_id = ${params.userId} and (id = ${params.id} or (${params.byTask}::boolean and done_at is null
      and task_id = (
        select task_id from ${notificationTable} as named where named.user_id = ${params.userId} and named.id = ${params.id})))
    returning id`,
);
const setAllRead = rawQuery<{ userId: UserId; now: string }, never>(
  (params) => sql`
    update ${notificationTable} set read_at = ${params.now}
    where user_id = ${params.userId} and read_at is null and (snoozed_until is null or snoozed_until <= ${params.now})`,
);
const unsnooze = rawQuery<{ now: string }, { userId: UserId }>(
  (params) => sql`
    update ${notificationTable} set snoozed_until = null where snoozed_until <= ${params.now}
    returning user_id as "userId"`,
);
