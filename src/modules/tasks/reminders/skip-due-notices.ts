import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { TasksContext } from '../context.ts';
import { dueNoticeTable, reminderTable } from '../schema/reminder.ts';

/** After a restore: what was due between the backup and now was sent, or is too late. Later notices are sent. */
export async function skipDueNotices(ctx: TasksContext): Promise<void> {
  const now = ctx.clock.now().toISOString();
  await skipNotices(ctx, { now });
  await skipReminders(ctx, { now });
}

const skipNotices = rawQuery<{ now: string }, never>(
  (params) => sql`update ${dueNoticeTable} set since = ${params.now} where next_at <= ${params.now}`,
);
/** The job plans them anew: those that do not repeat end, unless their time is still to come. */
const skipReminders = rawQuery<{ now: string }, never>(
  (params) => sql`update ${reminderTable} set fired_at = ${params.now} where next_at <= ${params.now}`,
);
