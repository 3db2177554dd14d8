import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { defaultLeadMinutes, type LeadMinutes } from '../contract.ts';
import { dueNoticeTable, reminderPreferenceTable } from '../schema/reminder.ts';

/** How long before a due date a person is notified of it. */
export async function reminderPreferences(ctx: TasksContext, { userId }: { userId: UserId }) {
  const row = await maybeOne(preferencesOf(ctx, { userIds: [userId] }));
  return { leadMinutes: row?.leadMinutes ?? defaultLeadMinutes };
}

/** Applies from now on: a notice that a new lead time would have caused earlier is not sent. */
export async function setReminderPreferences(
  ctx: TasksContext,
  { userId, leadMinutes }: { userId: UserId; leadMinutes: LeadMinutes },
) {
  const now = ctx.clock.now().toISOString();
  await withTransaction(ctx, async (inTx) => {
    await lookAtNotices(inTx, { userId, now });
    await save(inTx, { userId, leadMinutes, now });
  });
  return { leadMinutes };
}

export interface Preference {
  readonly userId: UserId;
  readonly leadMinutes: number[];
  readonly changedAt: string;
}

/** Lead times of those of these people who have chosen some, and since when. */
export const preferencesOf = rawQuery<{ userIds: readonly UserId[] }, Preference>(
  (params) => sql`
    select user_id as "userId", lead_minutes as "leadMinutes", changed_at as "changedAt"
    from ${reminderPreferenceTable} where user_id = any(${params.userIds})`,
);

/** The job looks again at when the person is notified of each of their tasks. */
export const lookAtNotices = rawQuery<{ userId: UserId; now: string }, object>(
  (params) => sql`
    update ${dueNoticeTable} set next_at = least(next_at, ${params.now}::timestamptz) where user_id = ${params.userId}`,
);
const save = rawQuery<{ userId: UserId; leadMinutes: readonly number[]; now: string }, object>(
  (params) => sql`
    insert into ${reminderPreferenceTable} (user_id, lead_minutes, changed_at)
    values (${params.userId}, ${params.leadMinutes}::integer[], ${params.now})
    on conflict (user_id) do update set lead_minutes = excluded.lead_minutes, changed_at = excluded.changed_at`,
);
