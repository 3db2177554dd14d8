import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TasksContext } from '../context.ts';
import { type TaskAndNext } from '../recurrence/task-and-next.ts';
import { withRecurrence } from '../recurrence/with-recurrence.ts';
import { nextStatus } from '../task/statuses.ts';
import { changeTask } from '../task/change-task.ts';
import { Reason } from '../task/fields.ts';
import { planMove } from './move-task.ts';
import type { TaskRow } from '../task/columns.ts';

export const WithReason = z.strictObject({ reason: Reason });

/** Puts a task on top of the first done column, and creates the next one if it recurs. Idempotent. */
export async function completeTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { reason }: { reason?: string | undefined },
  ifVersion?: number,
): Promise<TaskAndNext> {
  const doneStatus = await nextStatus(ctx, task, 'done');
  const plan = (inCtx: TasksContext) => (current: TaskRow) =>
    current.category === 'done' ? null : planMove(inCtx, current, { statusId: doneStatus.id, at: 'top', reason });
  return withRecurrence(ctx, task, (inCtx) => changeTask(inCtx, task, plan(inCtx), ifVersion));
}

/**
 * Puts a done or cancelled task on top of the first todo column. The next task of its series goes to the trash, unless
 * somebody has changed it.
 */
export async function reopenTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { reason }: { reason?: string | undefined },
  ifVersion?: number,
): Promise<TaskAndNext> {
  const todo = await nextStatus(ctx, task, 'todo');
  const plan = (inCtx: TasksContext) => (current: TaskRow) =>
    current.category === 'done' || current.category === 'cancelled'
      ? planMove(inCtx, current, { statusId: todo.id, at: 'top', reason })
      : null;
  return withRecurrence(ctx, task, (inCtx) => changeTask(inCtx, task, plan(inCtx), ifVersion));
}
