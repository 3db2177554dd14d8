import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { nextAttempt } from '#platform/item-failures.ts';
import type { TaskId } from '#modules/tasks';
import type { NotificationsContext } from '../context.ts';
import type { ChannelKind, NotificationId } from '../contract.ts';
import { messageWindowTable, pendingMessageTable } from '../schema/pending-message.ts';
import { notificationTable } from '../schema/notification.ts';
import type { SourceEvent } from '../types/define.ts';
import type { Notice } from './channel.ts';
import { groupKeyOf, type Plan } from './plan.ts';

/** Changes of a task within this time after a message become one further message. */
const windowMs = 10 * 60_000;

interface Group {
  readonly userId: UserId;
  readonly groupKey: string;
}

/**
 * Opens a window for each group of a person that has none and no waiting notices: its first notice leaves at once.
 * @returns the groups whose window was opened.
 */
export async function openWindows(
  ctx: NotificationsContext,
  channel: ChannelKind,
  groups: readonly Group[],
): Promise<Group[]> {
  if (groups.length === 0) return [];
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + windowMs).toISOString();
  return open(ctx, { channel, now: now.toISOString(), until, groups: JSON.stringify(groups) });
}

/** After a message about collected changes the next ones are collected again. */
export async function renewWindows(
  ctx: NotificationsContext,
  channel: ChannelKind,
  groups: readonly Group[],
): Promise<void> {
  if (groups.length === 0) return;
  const until = new Date(ctx.clock.now().getTime() + windowMs).toISOString();
  await renew(ctx, { channel, until, groups: JSON.stringify(groups) });
}

/** Stores notices for later. Those without a time wait for the end of their group's window. */
export async function storePending(
  ctx: NotificationsContext,
  channel: ChannelKind,
  pending: readonly (Plan & { readonly notice: Notice })[],
): Promise<void> {
  if (pending.length === 0) return;
  const rows = pending.map(({ notice, dueAt, isDigest }) => ({
    id: newId(),
    userId: notice.userId,
    organizationId: notice.event.organizationId,
    notificationId: notice.notificationId,
    type: notice.definition.type,
    event: notice.event,
    groupKey: groupKeyOf(notice) ?? notice.notificationId,
    dueAt: dueAt?.toISOString() ?? null,
    isDigest,
  }));
  await insert(ctx, { channel, now: ctx.clock.now().toISOString(), rows: JSON.stringify(rows) });
}

/** A stored notice. */
export interface Pending {
  readonly id: string;
  readonly channel: ChannelKind;
  readonly notificationId: NotificationId;
  readonly type: string;
  readonly event: SourceEvent;
  readonly groupKey: string;
  readonly isDigest: boolean;
}

/** People with notices that are due, those who waited longest first. */
export const peopleDue = rawQuery<{ now: string; limit: number }, { userId: UserId }>(
  (params) => sql`
    select user_id as "userId" from ${pendingMessageTable} where due_at <= ${params.now}
    group by user_id order by min(due_at) limit ${params.limit}`,
);

/** The tasks of a person's due notices. */
export const dueTasks = rawQuery<{ userId: UserId; now: string; limit: number }, { taskId: TaskId }>(
  (params) => sql`
    select distinct event #>> '{payload,taskId}' as "taskId" from (
      select event from ${pendingMessageTable} where user_id = ${params.userId} and due_at <= ${params.now}
      order by is_digest, id desc limit ${params.limit}) as due
    where event #>> '{payload,taskId}' is not null`,
);

/**
 * A person's due notices, or one of them, locked: a second run waits, and then finds none. The newest, as a digest lists
 * these.
 */
export const lockDue = rawQuery<{ userId: UserId; now: string; limit: number; id: string | null }, Pending>(
  (params) => sql`
    select id, channel, notification_id as "notificationId", type, event, group_key as "groupKey", is_digest as "isDigest"
    from ${pendingMessageTable}
    where user_id = ${params.userId} and due_at <= ${params.now} and (${params.id}::uuid is null or id = ${params.id})
    order by is_digest, id desc limit ${params.limit} for update`,
);

/** Removes the notices of a digest that it does not list; returns how many. */
export const removeOlder = rawQuery<
  { userId: UserId; channel: ChannelKind; now: string; before: string },
  { count: number }
>(
  (params) => sql`
    with removed as (
      delete from ${pendingMessageTable}
      where user_id = ${params.userId} and channel = ${params.channel} and is_digest and due_at <= ${params.now}
        and id < ${params.before}
      returning id)
    select count(*)::int as count from removed`,
);

/** Those of a person's notifications that they have neither read nor marked as done. */
export const unread = rawQuery<{ userId: UserId; ids: readonly NotificationId[] }, { id: NotificationId }>(
  (params) => sql`
    select id from ${notificationTable}
    where user_id = ${params.userId} and id = any(${params.ids}::uuid[]) and read_at is null and done_at is null`,
);

/** Sets aside what could not be sent, for an hour and then longer, up to a day. */
export const setAside = rawQuery<
  { userId: UserId; now: string; id: string | null; error: string },
  { id: string; attempts: number }
>(
  (params) => sql`
    update ${pendingMessageTable} set
      attempts = attempts + 1,
      error = ${params.error},
      due_at = ${nextAttempt(params.now)}
    where user_id = ${params.userId} and due_at <= ${params.now} and (${params.id}::uuid is null or id = ${params.id})
    returning id, attempts`,
);

export const removePending = rawQuery<{ userId: UserId; ids: readonly string[] }, never>(
  (params) =>
    sql`delete from ${pendingMessageTable} where user_id = ${params.userId} and id = any(${params.ids}::uuid[])`,
);

/** @param rows JSON of `{ id, dueAt, isDigest }`. */
export const postpone = rawQuery<{ userId: UserId; rows: string }, never>(
  (params) => sql`
    update ${pendingMessageTable} set due_at = later."dueAt", is_digest = later."isDigest"
    from jsonb_to_recordset(${params.rows}::jsonb) as later (id uuid, "dueAt" timestamptz, "isDigest" boolean)
    where user_id = ${params.userId} and pending_message.id = later.id`,
);

/**
 * After a restore: drops what was due between the backup and now, and what waits for the end of a window that events of
 * that time opened. The notifications stay in the inboxes.
 */
export async function skipDue(ctx: NotificationsContext): Promise<void> {
  const now = ctx.clock.now();
  await removeDue(ctx, { now: now.toISOString(), windowEnd: new Date(now.getTime() + windowMs).toISOString() });
}

const removeDue = rawQuery<{ now: string; windowEnd: string }, never>(
  (params) => sql`
    delete from ${pendingMessageTable}
    where due_at <= ${params.now} or (due_at <= ${params.windowEnd} and not is_digest)`,
);

/** Plans a person's waiting notices anew at the next run, after a change of their preferences. */
export const planAgain = rawQuery<{ userId: UserId; now: string }, never>(
  (params) => sql`
    update ${pendingMessageTable} set due_at = least(due_at, ${params.now}::timestamptz), is_digest = false
    where user_id = ${params.userId}`,
);

const open = rawQuery<{ channel: ChannelKind; now: string; until: string; groups: string }, Group>(
  (params) => sql`
    insert into ${messageWindowTable} (user_id, channel, group_key, until)
    select distinct "userId", ${params.channel}::text, "groupKey", ${params.until}::timestamptz
    from jsonb_to_recordset(${params.groups}::jsonb) as asked ("userId" uuid, "groupKey" text)
    order by 1, 3
    on conflict (user_id, channel, group_key) do update set until = excluded.until
    where message_window.until <= ${params.now}::timestamptz and not exists (
      select from ${pendingMessageTable} as waiting
      where waiting.user_id = message_window.user_id and waiting.channel = message_window.channel
        and waiting.group_key = message_window.group_key and not waiting.is_digest)
    returning user_id as "userId", group_key as "groupKey"`,
);
const renew = rawQuery<{ channel: ChannelKind; until: string; groups: string }, never>(
  (params) => sql`
    insert into ${messageWindowTable} (user_id, channel, group_key, until)
    select distinct "userId", ${params.channel}::text, "groupKey", ${params.until}::timestamptz
    from jsonb_to_recordset(${params.groups}::jsonb) as asked ("userId" uuid, "groupKey" text)
    order by 1, 3
    on conflict (user_id, channel, group_key) do update set until = excluded.until`,
);
const insert = rawQuery<{ channel: ChannelKind; now: string; rows: string }, never>(
  (params) => sql`
    insert into ${pendingMessageTable} (
      user_id, id, organization_id, channel, notification_id, type, event, group_key, due_at, is_digest)
    select "userId", id, "organizationId", ${params.channel}::text, "notificationId", type, event, "groupKey",
      coalesce("dueAt", (
        select until from ${messageWindowTable} as own
        where own.user_id = "userId" and own.channel = ${params.channel}::text and own.group_key = "groupKey"),
        ${params.now}::timestamptz),
      "isDigest"
    from jsonb_to_recordset(${params.rows}::jsonb) as draft (
      "userId" uuid, id uuid, "organizationId" uuid, "notificationId" uuid, type text, event jsonb, "groupKey" text,
      "dueAt" timestamptz, "isDigest" boolean)`,
);
