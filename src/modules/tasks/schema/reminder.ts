import { index, instant, integer, oneOf, primaryKey, sql, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { type ReminderId, reminderRepeats, type TaskId } from '../contract.ts';
import { organizationId, tasks } from './base.ts';
import { ofTask } from './task.ts';

/** How often the job failed to handle a row, and why; `next_at` is then when it tries again. */
const failedAttempts = () => ({ attempts: integer().notNull().default(0), error: text() });

/** When each person is notified that tasks are due soon. Without a row: the default. */
export const reminderPreferenceTable = tasks.table('reminder_preference', {
  userId: uuid().$type<UserId>().primaryKey(),
  leadMinutes: integer().array().notNull(),
  changedAt: instant().notNull(),
});

/**
 * Who is still to be notified that a task is due soon or overdue. Triggers (migrations/tasks/*_reminders.sql) write a
 * row for each assignee and collaborator of a task with a due date; the job keeps `next_at` and deletes what is done.
 */
export const dueNoticeTable = tasks.table(
  'due_notice',
  {
    organizationId: organizationId(),
    taskId: uuid().$type<TaskId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    /** When the job has to look at it again. */
    nextAt: instant().notNull(),
    /** When the person or the due date was set: notices that would have been sent earlier are not sent. */
    since: instant().notNull(),
    /** The lead times of notices that were sent. */
    sentLeads: integer().array().notNull().default([]),
    ...failedAttempts(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.taskId, table.userId] }),
    index('due_notice_next').on(table.nextAt),
    index('due_notice_person').on(table.userId),
    ofTask(table),
  ],
);

/** A person's own reminder of a task: at a time, or some time before the due date. */
export const reminderTable = tasks.table(
  'reminder',
  {
    organizationId: organizationId(),
    taskId: uuid().$type<TaskId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    id: uuid().$type<ReminderId>().notNull(),
    at: instant(),
    beforeMinutes: integer(),
    repeat: text({ enum: reminderRepeats }),
    /** The time zone (IANA) in which it was set: repetitions keep its time of day. */
    timezone: text().notNull(),
    /** When the job has to look at it again; null while the task has no due date. */
    nextAt: instant(),
    /** When it was last sent, if it repeats. */
    firedAt: instant(),
    /** A repeating one is sent at this time next, and repeats after it. */
    snoozedUntil: instant(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
    ...failedAttempts(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.taskId, table.userId] }),
    index('reminder_next')
      .on(table.nextAt)
      .where(sql`${table.nextAt} is not null`),
    index('reminder_person').on(table.userId, table.organizationId),
    oneOf('reminder_repeat', table.repeat, reminderRepeats),
    ofTask(table),
  ],
);
