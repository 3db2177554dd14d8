import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ReminderId } from '../contract.ts';
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
import { type DueBatch, eachBatch, peopleWaiting } from './each-batch.ts';
import { nextReminder, type ReminderTimes } from './plan-reminder.ts';

/** Sends people's own reminders whose time has come; returns how many. */
export async function sendReminders(ctx: TasksContext): Promise<number> {
  let sent = 0;
  await eachBatch(ctx, waiting, (batch) =>
    withTransaction(ctx, async (inTx) => {
      const rows = await claim(inTx, batch);
      const planned = await Promise.all(rows.map((row) => plan(row, batch)));
      await save(inTx, { rows: JSON.stringify(planned.map(rowAfter)) });
      const events = planned.filter(({ isSent }) => isSent).map(({ row }) => eventOf(row));
      await publish(inTx, ...events);
      sent += events.length;
      return rows.length;
    }),
  );
  return sent;
}

interface ClaimedReminder extends ClaimedTask, ReminderTimes {
  readonly userId: UserId;
  readonly reminderId: ReminderId;
}

interface Planned {
  readonly row: ClaimedReminder;
  readonly isSent: boolean;
  /** Null if nothing more is to be sent. */
  readonly after: { readonly nextAt: string | null; readonly firedAt: string | null } | null;
}

/** A reminder ends with its task, and when its person can no longer read the task. */
async function plan(row: ClaimedReminder, { readers, now }: DueBatch): Promise<Planned> {
  const contact = readers.contact(row.userId);
  if (!contact) return { row, isSent: false, after: null };
  const nextAt = await nextReminder(row, row, contact.timezone);
  if (nextAt === null || nextAt > now) return { row, isSent: false, after: { nextAt, firedAt: row.firedAt } };
  if (!isActive(row) || !readers.mayRead(row.userId, row)) return { row, isSent: false, after: null };
  if (row.repeat === null) return { row, isSent: true, after: null };
  const fired = { ...row, firedAt: now };
  return { row, isSent: true, after: { nextAt: await nextReminder(fired, row, contact.timezone), firedAt: now } };
}

function rowAfter({ row, after }: Planned) {
  return {
    organization_id: row.organizationId,
    task_id: row.id,
    user_id: row.userId,
    next_at: after?.nextAt ?? null,
    fired_at: after?.firedAt ?? null,
    ended: after === null,
  };
}

function eventOf(row: ClaimedReminder): TaskEvent {
  const { userId, reminderId } = row;
  return { ...dueEvent(row, [userId]), type: 'task.reminder-due', payload: { ...duePayload(row), userId, reminderId } };
}

const waiting = peopleWaiting(reminderTable);
const claim = rawQuery<{ now: string; userIds: readonly UserId[]; limit: number }, ClaimedReminder>(
  (params) => sql`
    with claimed as (
      select * from ${reminderTable}
      where next_at <= ${params.now} and user_id = any(${params.userIds})
      order by next_at limit ${params.limit} for update skip locked)
    select claimed.user_id as "userId", claimed.id as "reminderId", claimed.at, claimed.before_minutes as "beforeMinutes",
      claimed.repeat, claimed.timezone, claimed.fired_at as "firedAt", ${claimedTaskColumns}
    from claimed ${claimedTaskTables}`,
);
const save = rawQuery<{ rows: string }, object>(
  (params) => sql`
    with planned as (
      select * from jsonb_to_recordset(${params.rows}::jsonb) as planned (
        organization_id uuid, task_id uuid, user_id uuid, next_at timestamptz, fired_at timestamptz, ended boolean)),
    removed as (
      delete from ${reminderTable} using planned
      where reminder.organization_id = planned.organization_id and reminder.task_id = planned.task_id
        and reminder.user_id = planned.user_id and planned.ended)
    update ${reminderTable} set next_at = planned.next_at, fired_at = planned.fired_at from planned
    where reminder.organization_id = planned.organization_id and reminder.task_id = planned.task_id
      and reminder.user_id = planned.user_id and not planned.ended`,
);
