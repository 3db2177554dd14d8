import { z } from 'zod';
import { Moment } from '#platform/http/fields.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type ReminderId, reminderRepeats, TaskId } from '../contract.ts';
import { reminderTable } from '../schema/reminder.ts';
import type { Due } from './moments.ts';
import { nextReminder, type ReminderTimes } from './plan-reminder.ts';

/** A year. */
const maxBeforeMinutes = 527_040;

export const NewReminder = z
  .strictObject({
    at: Moment.optional().describe('The time of the reminder.'),
    before: z
      .number()
      .int()
      .min(0)
      .max(maxBeforeMinutes)
      .optional()
      .describe('Minutes before the due date. It follows the due date when that changes.'),
    repeat: z
      .enum(reminderRepeats)
      .nullable()
      .optional()
      .describe('Repeat at the same time of day until the task is closed.'),
  })
  .refine(({ at, before }) => (at === undefined) !== (before === undefined), {
    path: ['at'],
    error: 'give at or before, one of them',
  });
export type NewReminder = z.output<typeof NewReminder>;

export const Reminder = z
  .strictObject({
    taskId: TaskId,
    at: z.iso.datetime().nullable(),
    before: z.number().int().nullable().describe('Minutes before the due date.'),
    repeat: z.enum(reminderRepeats).nullable(),
    nextAt: z.iso
      .datetime()
      .nullable()
      .describe('When it is sent next. Null while the task has no due date for it to precede.'),
    version: z.number().int(),
  })
  .meta({ id: 'Reminder', description: 'The caller’s own reminder of a task.' });
export type Reminder = z.infer<typeof Reminder>;

export interface ReminderKey {
  readonly organizationId: OrganizationId;
  readonly taskId: TaskId;
  readonly userId: UserId;
}

export interface ReminderRow extends ReminderTimes, ReminderKey {
  readonly id: ReminderId;
  readonly version: number;
}

export const reminderColumns = sql`
  organization_id as "organizationId", task_id as "taskId", user_id as "userId", id, at,
  before_minutes as "beforeMinutes", repeat, timezone, fired_at as "firedAt", snoozed_until as "snoozedUntil",
  version`;

const reminderOf = rawQuery<ReminderKey, ReminderRow>(
  (params) => sql`
    select ${reminderColumns} from ${reminderTable}
    where organization_id = ${params.organizationId} and task_id = ${params.taskId} and user_id = ${params.userId}`,
);

export async function showReminder(ctx: TasksContext, row: ReminderRow, due: Due, timezone: string): Promise<Reminder> {
  const { taskId, at, beforeMinutes: before, repeat, version } = row;
  const planned = await nextReminder(row, due, timezone);
  const now = ctx.clock.now().toISOString();
  // The job sends a late one in its next run.
  const nextAt = planned !== null && planned < now ? now : planned;
  return { taskId, at, before, repeat, nextAt, version };
}

/** A person's own reminder of a task. */
export async function findReminder(ctx: TasksContext, key: ReminderKey): Promise<ReminderRow | undefined> {
  return maybeOne(reminderOf(ctx, key));
}
