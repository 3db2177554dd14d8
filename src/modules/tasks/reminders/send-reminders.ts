import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { ItemFailure } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import type { ReminderId, TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { reminderTable } from '../schema/reminder.ts';
import type { TaskEvent } from '../task/task-payload.ts';
import {
  type ClaimedTask,
  claimedTaskColumns,
  claimedTaskTables,
  dueEvent,
  duePayload,
  isActive,
} from './claimed-task.ts';
import { type DueBatch, dueRows, eachBatch } from './each-batch.ts';
import { nextReminder, type ReminderTimes } from './plan-reminder.ts';

/** Sends people's own reminders whose time has come. */
export async function sendReminders(ctx: TasksContext): Promise<{ reminders: number; failures: ItemFailure[] }> {
  let reminders = 0;
  const failures = await eachBatch(ctx, due, async (batch) => {
    const { rows, events } = await withTransaction(ctx, (inTx) => sendBatch(inTx, batch));
    reminders += events.length;
    return rows.length;
  });
  return { reminders, failures };
}

async function sendBatch(ctx: TasksContext, batch: DueBatch) {
  const { organizationId } = batch;
  const rows = await claim(ctx, batch);
  const planned = await Promise.all(rows.map((row) => plan(row, batch)));
  await save(ctx, { organizationId, rows: JSON.stringify(planned.map(rowAfter)) });
  const events = planned.filter(({ isSent }) => isSent).map(({ row }) => eventOf(row));
  await publish(ctx, ...events);
  return { rows, events };
}

interface ClaimedReminder extends ClaimedTask, ReminderTimes {
  readonly userId: UserId;
  readonly reminderId: ReminderId;
}

interface Planned {
  readonly row: ClaimedReminder;
  readonly isSent: boolean;
  /** Null if nothing more is to be sent. */
  readonly after: (Pick<ReminderTimes, 'firedAt' | 'snoozedUntil'> & { readonly nextAt: string | null }) | null;
}

/** A reminder ends with its task, and when its person can no longer read the task. */
async function plan(row: ClaimedReminder, { readers, now }: DueBatch): Promise<Planned> {
  const contact = readers.contact(row.userId);
  if (!contact) return { row, isSent: false, after: null };
  const nextAt = await nextReminder(row, row, contact.timezone);
  if (nextAt === null || nextAt > now)
    return { row, isSent: false, after: { nextAt, firedAt: row.firedAt, snoozedUntil: row.snoozedUntil } };
  if (!isActive(row) || !readers.mayRead(row.userId, row)) return { row, isSent: false, after: null };
  if (row.repeat === null) return { row, isSent: true, after: null };
  const fired = { ...row, firedAt: now, snoozedUntil: null };
  return { row, isSent: true, after: { ...fired, nextAt: await nextReminder(fired, row, contact.timezone) } };
}

function rowAfter({ row, after }: Planned) {
  return {
    task_id: row.id,
    user_id: row.userId,
    next_at: after?.nextAt ?? null,
    fired_at: after?.firedAt ?? null,
    snoozed_until: after?.snoozedUntil ?? null,
    ended: after === null,
  };
}

function eventOf(row: ClaimedReminder): TaskEvent {
  const { userId, reminderId } = row;
  return { ...dueEvent(row, [userId]), type: 'task.reminder-due', payload: { ...duePayload(row), userId, reminderId } };
}

const due = dueRows(reminderTable);
const claim = rawQuery<
  { organizationId: OrganizationId; now: string; taskIds: readonly TaskId[]; userIds: readonly UserId[] },
  ClaimedReminder
>(
  (params) => sql`
    with claimed as (
      select * from ${reminderTable}
      where organization_id = ${params.organizationId} and task_id = any(${params.taskIds})
        and user_id = any(${params.userIds}) and next_at <= ${params.now}
      order by next_at for update skip locked)
    select claimed.user_id as "userId", claimed.id as "reminderId", claimed.at, claimed.before_minutes as "beforeMinutes",
      claimed.repeat, claimed.timezone, claimed.fired_at as "firedAt", claimed.snoozed_until as "snoozedUntil",
      ${claimedTaskColumns}
    from claimed ${claimedTaskTables}
    where task.organization_id = ${params.organizationId}`,
);
const save = rawQuery<{ organizationId: OrganizationId; rows: string }, object>(
  (params) => sql`
    with planned as (
      select * from jsonb_to_recordset(${params.rows}::jsonb) as planned (
        task_id uuid, user_id uuid, next_at timestamptz, fired_at timestamptz,
        snoozed_until timestamptz, ended boolean)),
    removed as (
      delete from ${reminderTable} using planned
      where reminder.organization_id = ${params.organizationId} and reminder.task_id = planned.task_id
        and reminder.user_id = planned.user_id and planned.ended)
    update ${reminderTable} set
      next_at = planned.next_at, fired_at = planned.fired_at, snoozed_until = planned.snoozed_until, attempts = 0,
      error = null
    from planned
    where reminder.organization_id = ${params.organizationId} and reminder.task_id = planned.task_id
      and reminder.user_id = planned.user_id and not planned.ended`,
);
