import { sql } from '#platform/database/drizzle.ts';
import { type Query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { forEachCollectingFailures, type ItemFailure, nextAttempt } from '#platform/item-failures.ts';
import { errorMessage, isTemporary } from '#platform/failures.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import type { dueNoticeTable, reminderTable } from '../schema/reminder.ts';
import { type Readers, readersOf } from './readers.ts';

const batchSize = 500;
/** The rest waits for the next run, a minute later. */
const maxBatches = 100;

/** Rows of an organization that are due now: those of these people and tasks. */
export interface DueBatch {
  readonly organizationId: OrganizationId;
  readonly now: string;
  readonly taskIds: readonly TaskId[];
  readonly userIds: readonly UserId[];
  readonly readers: Readers;
}

interface DueKey {
  readonly organizationId: OrganizationId;
  readonly taskId: TaskId;
  readonly userId: UserId;
}

/** Finds the rows of a table that are due first, and postpones one that cannot be handled. */
interface DueRows {
  readonly find: Query<{ now: string; limit: number }, DueKey>;
  readonly setAside: Query<DueKey & { now: string; error: string }, never>;
}

/**
 * Calls `send` for one organization after another until nothing is due. People are read before, so that rows are locked
 * for a moment only. If a batch fails, each of its rows is handled alone: those that fail are set aside with their
 * error, the others are sent.
 * @param send Locks and handles the rows of a batch in a transaction; returns how many.
 * @returns The rows that were set aside.
 */
export async function eachBatch(
  ctx: TasksContext,
  rows: DueRows,
  send: (batch: DueBatch) => Promise<number>,
): Promise<ItemFailure[]> {
  const sendRows = async (organizationId: OrganizationId, now: string, keys: readonly DueKey[]) => {
    const taskIds = [...new Set(keys.map(({ taskId }) => taskId))];
    const userIds = [...new Set(keys.map(({ userId }) => userId))];
    return send({ organizationId, now, taskIds, userIds, readers: await readersOf(ctx, userIds) });
  };
  const failures: ItemFailure[] = [];
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const now = ctx.clock.now().toISOString();
    const keys = await rows.find(ctx, { now, limit: batchSize });
    if (keys.length === 0) return failures;
    let handled = 0;
    for (const [organizationId, own] of Map.groupBy(keys, (key) => key.organizationId)) {
      const [whole] = await Promise.allSettled([sendRows(organizationId, now, own)]);
      if (whole.status === 'fulfilled') handled += whole.value;
      else if (isTemporary(whole.reason)) throw whole.reason;
      else {
        failures.push(...(await sendEachAlone(ctx, rows, now, own, (key) => sendRows(organizationId, now, [key]))));
        handled += own.length;
      }
    }
    // What is due is locked: another process is sending it.
    if (handled === 0) return failures;
  }
  return failures;
}

function nameOf({ taskId, userId }: DueKey): string {
  return `task ${taskId}, person ${userId}`;
}

async function sendEachAlone(
  ctx: TasksContext,
  { setAside }: DueRows,
  now: string,
  keys: readonly DueKey[],
  send: (key: DueKey) => Promise<unknown>,
): Promise<ItemFailure[]> {
  return forEachCollectingFailures(ctx, keys, nameOf, async (key) => {
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
