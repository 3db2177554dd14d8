import type { Authorized } from '#platform/access/authorized.ts';
import { conflict } from '#platform/errors.ts';
import type { TasksContext } from '../context.ts';
import { changeTask } from '../task/change-task.ts';
import { timezoneOf } from '../task/due.ts';
import { planPatch } from './update-task.ts';
import type { TaskRow } from '../task/columns.ts';
import { nextDue } from '../recurrence/next-date.ts';

/**
 * Skips one date of a recurring task: it is due at the next one instead.
 * @throws DomainError 409 `not-recurring`, 409 `recurrence-ended` if there is no next date.
 */
export async function skipDate(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { reason }: { reason?: string | undefined },
  ifVersion?: number,
): Promise<TaskRow> {
  const timezone = await timezoneOf(ctx);
  return changeTask(
    ctx,
    task,
    async (current) => {
      const { recurrence } = current;
      if (recurrence === null) throw conflict('not-recurring', 'This task does not repeat.');
      const next = await nextDue({ ...current, recurrence }, ctx.clock.now(), timezone);
      if (next === null)
        throw conflict(
          'recurrence-ended',
          'This was the last date of the recurrence. Complete the task or stop the recurrence.',
        );
      return planPatch(ctx, current, { ...next, reason }, timezone);
    },
    ifVersion,
  );
}
