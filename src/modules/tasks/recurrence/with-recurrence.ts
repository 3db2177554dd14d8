import { retryOnCollision } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { type RecurrenceHandoff, type Recurrence, taskTable } from '../schema/task.ts';
import { copyTask } from '../task/copy-task.ts';
import { timezoneOf } from '../task/due.ts';
import type { TaskRow } from '../task/columns.ts';
import { nextDue } from './next-date.ts';
import type { TaskAndNext } from './task-and-next.ts';
import { revertNextOccurrence } from './revert-next-occurrence.ts';

/**
 * Runs a change that may complete or reopen a task. If it completes a recurring task, the next one is created in the
 * same transaction: a copy with the next date and unticked checklist items. If it reopens such a task, the next one
 * goes to the trash, unless somebody has changed it.
 */
export async function withRecurrence(
  ctx: TasksContext,
  task: Pick<TaskRow, 'organizationId' | 'id' | 'recurrence' | 'recurrenceHandoff'>,
  change: (ctx: TasksContext) => Promise<TaskRow>,
): Promise<TaskAndNext> {
  if (task.recurrence === null && task.recurrenceHandoff === null) return { row: await change(ctx), next: null };
  return retryOnCollision(ctx, async (inTx) => {
    // If two people complete it at once, the second finds it done. The next task is locked too, always in the same
    // order, because completing that one locks the same parent.
    const nextId = task.recurrenceHandoff?.nextId ?? null;
    const ids = nextId === null ? [task.id] : [task.id, nextId];
    const locked = await lockTasks(inTx, { organizationId: task.organizationId, ids });
    const before = locked.find(({ id }) => id === task.id);
    if (!before) throw notFound();
    const row = await change(inTx);
    const isDone = row.category === 'done';
    if (isDone === before.wasDone || row.recurrenceHandoff === null) return { row, next: null };
    if (!isDone) return revertNextOccurrence(inTx, row, row.recurrenceHandoff);
    return row.recurrenceHandoff.nextId === null
      ? createNextOccurrence(inTx, row, row.recurrenceHandoff.recurrence)
      : { row, next: null };
  });
}

/**
 * Creates the next task of a series, in the transaction that completed the previous one. Creates none if the rule has
 * ended or the team is archived: work in archived teams may be finished, but no new task is created.
 */
export async function createNextOccurrence(
  ctx: TasksContext,
  row: TaskRow,
  recurrence: Recurrence,
): Promise<TaskAndNext> {
  if (ctx.scope.team(row.teamId)?.team.isArchived) return { row, next: null };
  const due = await nextDue({ ...row, recurrence }, ctx.clock.now(), await timezoneOf(ctx));
  if (due === null) return { row, next: null };
  const next = await copyTask(ctx, row, { ...due, keepsPeople: true });
  const nextTask = { nextId: next.id, nextSteps: next.checklistTotal };
  await saveNextTask(ctx, { organizationId: row.organizationId, id: row.id, nextTask: nextTask });
  return { row: { ...row, recurrenceHandoff: { recurrence, ...nextTask } }, next };
}

const lockTasks = rawQuery<
  { organizationId: OrganizationId; ids: readonly TaskId[] },
  { id: TaskId; wasDone: boolean }
>(
  (params) => sql`
    select id, completed_at is not null as "wasDone" from ${taskTable}
    where organization_id = ${params.organizationId} and id = any(${params.ids}) order by id for update`,
);
type NextTask = Pick<RecurrenceHandoff, 'nextId' | 'nextSteps'>;
const saveNextTask = rawQuery<{ organizationId: OrganizationId; id: TaskId; nextTask: NextTask }, object>(
  (params) => sql`
    update ${taskTable} set handed_on = handed_on || ${params.nextTask}::jsonb
    where organization_id = ${params.organizationId} and id = ${params.id}`,
);
