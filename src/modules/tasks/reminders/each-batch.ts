import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { dueNoticeTable, reminderTable } from '../schema/reminder.ts';
import { type Readers, readersOf } from './readers.ts';

const batchSize = 500;
/** The rest waits for the next run, a minute later. */
const maxBatches = 100;

/** Rows that are due now, and the people they are for. */
export interface DueBatch {
  readonly now: string;
  readonly limit: number;
  readonly userIds: readonly UserId[];
  readonly readers: Readers;
}

/**
 * Calls `send` until nothing is due. People are read before, so that rows are locked for a moment only.
 * @param waiting The people of the rows that are due first.
 * @param send Locks and handles rows of these people; returns how many.
 */
export async function eachBatch(
  ctx: TasksContext,
  waiting: (ctx: TasksContext, page: { now: string; limit: number }) => Promise<{ userId: UserId }[]>,
  send: (batch: DueBatch) => Promise<number>,
): Promise<void> {
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const page = { now: ctx.clock.now().toISOString(), limit: batchSize };
    const userIds = (await waiting(ctx, page)).map(({ userId }) => userId);
    if (userIds.length === 0) return;
    const handled = await send({ ...page, userIds, readers: await readersOf(ctx, userIds) });
    // What is waiting is locked: another process is sending it.
    if (handled === 0) return;
  }
}

/** The people of the rows of a table that are due first. */
export function peopleWaiting(table: typeof dueNoticeTable | typeof reminderTable) {
  return rawQuery<{ now: string; limit: number }, { userId: UserId }>(
    (params) => sql`
    select distinct user_id as "userId" from (
      select user_id from ${table} where next_at <= ${params.now} order by next_at limit ${params.limit}) as due`,
  );
}
