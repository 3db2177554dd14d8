import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { PersonalReminder } from '../contract.ts';
import { dueNoticeTable, reminderPreferenceTable, reminderTable } from '../schema/reminder.ts';
import { lookAtNotices, reminderPreferences } from './preferences.ts';

/** A person's reminders and lead times. */
export async function personalReminders(ctx: TasksContext, { userId }: { userId: UserId }) {
  const [reminders, preferences] = await Promise.all([
    remindersOf(ctx, { userId }),
    reminderPreferences(ctx, { userId }),
  ]);
  return { reminders, reminderLeadMinutes: preferences.leadMinutes };
}

const remindersOf = rawQuery<{ userId: UserId }, PersonalReminder>(
  (params) => sql`
    select task_id as "taskId", at, before_minutes as before, repeat, created_at as "createdAt" from ${reminderTable}
    where user_id = ${params.userId} order by created_at`,
);

/** Deletes what belongs to a deleted account. */
export function forgetPerson(ctx: TasksContext, person: { userId: UserId }): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    for (const remove of removals) await remove(inTx, person);
  });
}

const removals = [reminderPreferenceTable, dueNoticeTable, reminderTable].map((table) =>
  rawQuery<{ userId: UserId }, object>((params) => sql`delete from ${table} where user_id = ${params.userId}`),
);

/** Deletes a person's reminders in an organization that they have left. */
export const forgetMember = rawQuery<{ organizationId: OrganizationId; userId: UserId }, object>(
  (params) => sql`
    delete from ${reminderTable} where user_id = ${params.userId} and organization_id = ${params.organizationId}`,
);

/** The time of some notices depends on the person's time zone: the job looks at all of them again. */
export function lookAgain(ctx: TasksContext, person: { userId: UserId; now: string }): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await lookAtNotices(inTx, person);
    await lookAtReminders(inTx, person);
  });
}

const lookAtReminders = rawQuery<{ userId: UserId; now: string }, object>(
  (params) => sql`
    update ${reminderTable} set next_at = least(next_at, ${params.now}::timestamptz)
    where user_id = ${params.userId} and next_at is not null`,
);
