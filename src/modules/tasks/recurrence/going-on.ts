import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { only, statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { type Recurrence, task as taskTable } from '../schema.ts';
import { copyTask } from '../tasks/copy-task.ts';
import { timezoneOf } from '../tasks/due.ts';
import type { TaskRow } from '../tasks/task.ts';
import { nextDue } from './next-date.ts';

/**
 * Runs a change that may complete a task. Where it completes a recurring one, the next task is made in the same
 * transaction: what the first was, at its next date, with its steps unticked.
 * @param wanted The rule that the change itself gives the task, null where it ends the series.
 */
export async function goingOn(
  ctx: TasksContext,
  task: TaskRow,
  change: (ctx: TasksContext) => Promise<TaskRow>,
  wanted?: Recurrence | null,
): Promise<{ row: TaskRow; next: TaskRow | null }> {
  if (task.recurrence === null && !wanted) return { row: await change(ctx), next: null };
  return withTransaction(ctx, async (inTx) => {
    // Of two who complete it at once, the second finds it done.
    const locked = await only(lock(inTx, { organizationId: task.organizationId, id: task.id }));
    const row = await change(inTx);
    const recurrence = wanted === undefined ? locked.recurrence : wanted;
    if (recurrence === null || locked.wasDone || row.category !== 'done') return { row, next: null };
    return { row, next: await makeNext(inTx, { ...row, recurrence }) };
  });
}

/** The next task of a series, in the transaction that has completed the one before; null where it has come to its end. */
export async function makeNext(
  ctx: TasksContext,
  before: TaskRow & { readonly recurrence: Recurrence },
): Promise<TaskRow | null> {
  const due = await nextDue(before, ctx.clock.now(), await timezoneOf(ctx));
  return due && copyTask(ctx, before, { ...due, keepsPeople: true });
}

const lock = statement<
  { organizationId: OrganizationId; id: TaskId },
  { recurrence: Recurrence | null; wasDone: boolean }
>(
  (place) => sql`
    select recurrence, completed_at is not null as "wasDone" from ${taskTable}
    where organization_id = ${place.organizationId} and id = ${place.id} for update`,
);
