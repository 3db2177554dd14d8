import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import { checkVersion, conflict, invalid, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ReminderId } from '../contract.ts';
import { publish } from '../publish.ts';
import { reminderTable } from '../schema/reminder.ts';
import { isOpen } from '../task/open-category.ts';
import type { TaskRow } from '../task/columns.ts';
import { timezoneOf } from '../task/due.ts';
import { nextReminder } from './plan-reminder.ts';
import {
  findReminder,
  type NewReminder,
  type Reminder,
  reminderColumns,
  type ReminderKey,
  type ReminderRow,
  showReminder,
} from './reminder.ts';

const maxReminders = 500;

export interface OwnReminder {
  readonly task: Authorized<TaskRow, 'read'>;
  readonly userId: UserId;
}

/**
 * Sets the caller's own reminder of a task; it replaces the one before.
 * @throws DomainError 422 for a time that has passed or without a due date, 409 `task-closed`, `too-many-reminders`, 412.
 */
export async function setReminder(
  ctx: TasksContext,
  { task, userId }: OwnReminder,
  input: NewReminder,
  ifVersion: number | undefined,
): Promise<Reminder> {
  const timezone = await timezoneOf(ctx);
  const at = input.at ?? null;
  const times = {
    at,
    beforeMinutes: input.before ?? null,
    repeat: input.repeat ?? null,
    timezone,
    firedAt: null,
    snoozedUntil: null,
  };
  const nextAt = await nextReminder(times, task, timezone);
  const now = ctx.clock.now().toISOString();
  if (nextAt === null) throw invalid('before', 'This task has no due date.');
  if (nextAt <= now) throw invalid(at === null ? 'before' : 'at', 'This time has passed.');
  const key = keyOf(task, userId);
  return withTransaction(ctx, async (inTx) => {
    await lockPerson(inTx, key);
    const current = await findReminder(inTx, key);
    checkCurrent(current, ifVersion);
    if (isClosed(task)) throw conflict('task-closed', 'This task is closed. Reopen it to set a reminder.');
    if (!current && (await one(countOf(inTx, key))).count >= maxReminders)
      throw conflict('too-many-reminders', `You can have at most ${maxReminders} reminders. Remove some first.`);
    const row = await one(save(inTx, { ...key, ...times, id: newId<ReminderId>(), nextAt, now }));
    await publishChange(inTx, task, userId);
    return showReminder(inTx, row, task, timezone);
  });
}

/**
 * Reminds a person of a task at this time: a repeating reminder only comes later, any other is replaced.
 * @throws DomainError as `setReminder`.
 */
export async function snoozeReminder(ctx: TasksContext, own: OwnReminder, at: string): Promise<void> {
  const isRepeating = await withTransaction(ctx, async (inTx) => {
    const postponed = await postponeRepeating(inTx, { ...keyOf(own.task, own.userId), at });
    if (postponed.length > 0) await publishChange(inTx, own.task, own.userId);
    return postponed.length > 0;
  });
  if (!isRepeating) await setReminder(ctx, own, { at }, undefined);
}

/** Removes the caller's own reminder of a task, if there is one. @throws DomainError 412. */
export async function removeReminder(
  ctx: TasksContext,
  { task, userId }: OwnReminder,
  ifVersion: number | undefined,
): Promise<void> {
  const key = keyOf(task, userId);
  await withTransaction(ctx, async (inTx) => {
    const removed = await maybeOne(remove(inTx, key));
    checkCurrent(removed, ifVersion);
    if (removed) await publishChange(inTx, task, userId);
  });
}

function keyOf({ organizationId, id: taskId }: TaskRow, userId: UserId): ReminderKey {
  return { organizationId, taskId, userId };
}

function checkCurrent(row: { readonly version: number } | undefined, ifVersion: number | undefined): void {
  if (row) checkVersion(row.version, ifVersion);
  else if (ifVersion !== undefined) throw stale(0);
}

function isClosed({ category, archivedAt }: TaskRow): boolean {
  return archivedAt !== null || !isOpen(category);
}

/** For the person's other devices. */
function publishChange(ctx: TasksContext, { organizationId, id, teamId, version }: TaskRow, userId: UserId) {
  return publish(ctx, {
    type: 'task.reminder-changed',
    organizationId,
    subject: { kind: 'task', id, version },
    audience: audience(organizationId, { userIds: [userId] }),
    payload: { taskId: id, teamId },
  });
}

/** One change of a person's reminders at a time, so that none exceeds the maximum. */
const lockPerson = rawQuery<ReminderKey, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('reminder ' || ${params.userId}::text, 0))`,
);
const countOf = rawQuery<{ organizationId: OrganizationId; userId: UserId }, { count: number }>(
  (params) => sql`
    select count(*) from ${reminderTable}
    where user_id = ${params.userId} and organization_id = ${params.organizationId}`,
);
const save = rawQuery<Omit<ReminderRow, 'version' | 'snoozedUntil'> & { nextAt: string; now: string }, ReminderRow>(
  (params) => sql`
    insert into ${reminderTable} (
      organization_id, task_id, user_id, id, at, before_minutes, repeat, timezone, next_at, fired_at, created_at)
    values (
      ${params.organizationId}, ${params.taskId}, ${params.userId}, ${params.id}, ${params.at}, ${params.beforeMinutes},
      ${params.repeat}, ${params.timezone}, ${params.nextAt}, ${params.firedAt}, ${params.now})
    on conflict (organization_id, task_id, user_id) do update set
      id = excluded.id, at = excluded.at, before_minutes = excluded.before_minutes, repeat = excluded.repeat,
      timezone = excluded.timezone, next_at = excluded.next_at, fired_at = excluded.fired_at, snoozed_until = null,
      created_at = excluded.created_at, version = reminder.version + 1
    returning ${reminderColumns}`,
);
const postponeRepeating = rawQuery<ReminderKey & { at: string }, { version: number }>(
  (params) => sql`
    update ${reminderTable} set next_at = ${params.at}, snoozed_until = ${params.at}, version = version + 1
    where organization_id = ${params.organizationId} and task_id = ${params.taskId} and user_id = ${params.userId}
      and repeat is not null
    returning version`,
);
const remove = rawQuery<ReminderKey, { version: number }>(
  (params) => sql`
    delete from ${reminderTable}
    where organization_id = ${params.organizationId} and task_id = ${params.taskId} and user_id = ${params.userId}
    returning version`,
);
