import { userIdOf } from '#platform/context.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { snoozeReminder } from '../reminders/set-reminder.ts';
import { findTask } from '../task/find-task.ts';
import { mayRead, mayWork } from '../task/rules.ts';
import { completeTask } from './complete-task.ts';

/** Completes a task for the caller, who may not be signed in here. `wasDone` if it was done already. */
export async function completeTaskOf(ctx: TasksContext, { taskId }: { taskId: TaskId }): Promise<{ wasDone: boolean }> {
  const task = mayWork(ctx, await findTask(ctx, taskId));
  if (task.category === 'done') return { wasDone: true };
  await completeTask(ctx, task, {});
  return { wasDone: false };
}

/** Reminds the caller of a task at a time; a repeating reminder goes on after that. */
export async function remindLater(
  ctx: TasksContext,
  { taskId, at }: { taskId: TaskId; at: string },
): Promise<{ at: string }> {
  const userId = userIdOf(ctx.actor);
  if (userId === null) throw unauthenticated();
  await snoozeReminder(ctx, { task: mayRead(ctx, await findTask(ctx, taskId)), userId }, at);
  return { at };
}
