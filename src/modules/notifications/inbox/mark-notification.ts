import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { ChangeId, NotificationId } from '../contract.ts';
import { publishInboxChange } from '../publish.ts';
import { notificationTable } from '../schema/notification.ts';

/** Which of a person's notifications. */
export interface Marked {
  readonly userId: UserId;
  readonly ids: readonly NotificationId[];
  /**
   * Also the earlier ones of their tasks: of an open or snoozed one those that are not done, of a done one those that
   * are. Nobody has seen the later ones.
   */
  readonly byTask: boolean;
  /** Instead of `ids`: everything in the inbox that is read, or that is unread. */
  readonly all: 'read' | 'unread' | null;
}

/** `unread` also takes a done or snoozed notification back into the inbox; `done` takes it out. */
export type InboxChange =
  | { readonly to: 'read' | 'unread' | 'done' }
  /** Out of the inbox until a time; then it is unread. */
  | { readonly to: 'snoozed'; readonly until: string };

/** What was changed; the id undoes it. */
export interface ChangedNotifications {
  readonly changeId: ChangeId;
  readonly count: number;
}

/** @throws DomainError 422 for a time that is over; 404 if ids are given and none of them is the person's. */
export async function markNotifications(
  ctx: NotificationsContext,
  which: Marked,
  change: InboxChange,
): Promise<ChangedNotifications> {
  const now = ctx.clock.now();
  const until = change.to === 'snoozed' ? change.until : null;
  if (until !== null && Date.parse(until) <= now.getTime()) throw invalid('until', 'must be in the future');
  const changeId = newId<ChangeId>();
  return withTransaction(ctx, async (inTx) => {
    const rows = await mark(inTx, { ...which, change: change.to, until, changeId, now: now.toISOString() });
    if (rows.length === 0 && which.all === null) throw notFound();
    if (rows.length > 0) await publishInboxChange(inTx, which.userId);
    return { changeId, count: rows.length };
  });
}

/** Restores what a change replaced, except for notifications that were changed again since. Idempotent. */
export function undoChange(
  ctx: NotificationsContext,
  params: { readonly userId: UserId; readonly changeId: ChangeId },
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    if ((await restore(inTx, params)).length > 0) await publishInboxChange(inTx, params.userId);
  });
}

/** Snoozed notifications whose time has come return to the inbox, and open windows show them. */
export function endSnoozes(ctx: NotificationsContext): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const rows = await unsnooze(inTx, { now: ctx.clock.now().toISOString() });
    for (const userId of new Set(rows.map((row) => row.userId))) await publishInboxChange(inTx, userId);
  });
}

interface MarkParams extends Marked {
  readonly change: InboxChange['to'];
  readonly until: string | null;
  readonly changeId: ChangeId;
  readonly now: string;
}
const mark = rawQuery<MarkParams, { id: NotificationId }>(
  (params) => sql`
    update ${notificationTable} set
      read_at = case when ${params.change}::text in ('read', 'done') then coalesce(read_at, ${params.now}::timestamptz) end,
      done_at = case ${params.change}::text when 'done' then ${params.now}::timestamptz when 'read' then done_at end,
      snoozed_until = case ${params.change}::text
        when 'snoozed' then ${params.until}::timestamptz when 'read' then snoozed_until end,
      change_id = ${params.changeId}::uuid,
      previous_read_at = read_at,
      previous_done_at = done_at,
      previous_snoozed_until = snoozed_until
    where user_id = ${params.userId} and case
      when ${params.all}::text is not null then
        done_at is null and (snoozed_until is null or snoozed_until <= ${params.now}::timestamptz)
        and (read_at is null) = (${params.all}::text = 'unread')
      else id = any(${params.ids}::uuid[]) or (${params.byTask}::boolean and task_id = any(array(
        select named.task_id from ${notificationTable} as named
        where named.user_id = ${params.userId} and named.id = any(${params.ids}::uuid[]))) and exists (
        select from ${notificationTable} as named
        where named.user_id = ${params.userId} and named.id = any(${params.ids}::uuid[])
          and named.task_id = ${notificationTable}.task_id
          and (${notificationTable}.created_at, ${notificationTable}.id) <= (named.created_at, named.id)
          and (named.done_at is null) = (${notificationTable}.done_at is null)))
      end
    returning id`,
);
const restore = rawQuery<{ userId: UserId; changeId: ChangeId }, { id: NotificationId }>(
  (params) => sql`
    update ${notificationTable} set
      read_at = previous_read_at,
      done_at = previous_done_at,
      snoozed_until = previous_snoozed_until,
      change_id = null
    where user_id = ${params.userId} and change_id = ${params.changeId}
    returning id`,
);
const unsnooze = rawQuery<{ now: string }, { userId: UserId }>(
  (params) => sql`
    update ${notificationTable} set snoozed_until = null where snoozed_until <= ${params.now}
    returning user_id as "userId"`,
);
