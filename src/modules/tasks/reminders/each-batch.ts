import { sql } from '#platform/database/drizzle.ts';
import { type Query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { forEachApart, type ItemFailure, nextAttempt } from '#platform/item-failures.ts';
import { errorMessage, isTemporary } from '#platform/failures.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
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
  /** The only task whose row is handled; null for all. */
  readonly taskId: TaskId | null;
}

interface DueKey {
  readonly organizationId: OrganizationId;
  readonly taskId: TaskId;
  readonly userId: UserId;
}

type Page = Pick<DueBatch, 'now' | 'limit'>;

/** Finds the rows of a table that are due first, and postpones one that cannot be handled. */
interface DueRows {
  readonly find: Query<Page, DueKey>;
  readonly setAside: Query<DueKey & { now: string; error: string }, never>;
}

/**
 * Calls `send` until nothing is due. People are read before, so that rows are locked for a moment only. If a batch
 * fails, each of its rows is handled alone: those that fail are set aside with their error, the others are sent.
 * @param send Locks and handles the rows of a batch in a transaction; returns how many.
 * @returns The rows that were set aside.
 */
export async function eachBatch(
  ctx: TasksContext,
  rows: DueRows,
  send: (batch: DueBatch) => Promise<number>,
): Promise<ItemFailure[]> {
  const sendRows = async (page: Page, keys: readonly DueKey[], taskId: TaskId | null) => {
    const userIds = [...new Set(keys.map(({ userId }) => userId))];
    return send({ ...page, userIds, taskId, readers: await readersOf(ctx, userIds) });
  };
  const failures: ItemFailure[] = [];
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const page = { now: ctx.clock.now().toISOString(), limit: batchSize };
    const keys = await rows.find(ctx, page);
    if (keys.length === 0) return failures;
    const [whole] = await Promise.allSettled([sendRows(page, keys, null)]);
    if (whole.status === 'rejected') {
      if (isTemporary(whole.reason)) throw whole.reason;
      failures.push(...(await sendApart(ctx, rows, page, keys, (key) => sendRows(page, [key], key.taskId))));
    } else if (whole.value === 0) return failures; // What is due is locked: another process is sending it.
  }
  return failures;
}

function nameOf({ taskId, userId }: DueKey): string {
  return `task ${taskId}, person ${userId}`;
}

async function sendApart(
  ctx: TasksContext,
  { setAside }: DueRows,
  { now }: Page,
  keys: readonly DueKey[],
  send: (key: DueKey) => Promise<unknown>,
): Promise<ItemFailure[]> {
  return forEachApart(ctx, keys, nameOf, async (key) => {
    try {
      await send(key);
    } catch (reason) {
      if (!isTemporary(reason)) await setAside(ctx, { ...key, now, error: errorMessage(reason) });
      throw reason;
    }
  });
}

export function dueRows(table: typeof dueNoticeTable | typeof reminderTable): DueRows {
  return {
    find: rawQuery(
      (params) => sql`
        select organization_id as "organizationId", task_id as "taskId", user_id as "userId" from ${table}
        where next_at <= ${params.now} order by next_at limit ${params.limit}`,
    ),
    setAside: rawQuery(
      (params) => sql`
        update ${table} set
          attempts = attempts + 1,
          error = ${params.error},
          next_at = ${nextAttempt(params.now)}
        where organization_id = ${params.organizationId} and task_id = ${params.taskId} and user_id = ${params.userId}
          and next_at <= ${params.now}`,
    ),
  };
}
