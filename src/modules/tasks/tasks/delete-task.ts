import type { Authorized } from '#platform/access/authorized.ts';
import { conflict } from '#platform/errors.ts';
import type { TasksContext } from '../context.ts';
import { changeTask } from './change-task.ts';
import { aboutTask, facts } from './facts.ts';
import { rankAtEnd } from './rank.ts';
import type { TaskRow } from './task.ts';

/**
 * Puts a task into the trash, where it rests for 30 days.
 * @throws DomainError 409 `task-not-closed` for one that is neither done nor cancelled, unless its team allows it.
 */
export async function deleteTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'delete'>,
  ifVersion?: number,
): Promise<TaskRow> {
  const mayBeOpen = ctx.scope.team(task.teamId)?.team.deleteOpenTasks ?? false;
  return changeTask(
    ctx,
    task,
    (current) => {
      if (current.deletedAt !== null) return null;
      if (!mayBeOpen && current.category !== 'done' && current.category !== 'cancelled') {
        throw conflict('task-not-closed', 'Complete or cancel the task before you delete it, or archive it.');
      }
      return {
        set: { deletedAt: ctx.clock.now().toISOString() },
        log: [{ type: 'deleted' }],
        events: (after) => [{ ...aboutTask(after), type: 'task.deleted', payload: facts(after) }],
      };
    },
    ifVersion,
  );
}

/** Takes a task out of the trash, to the end of its column. */
export function restoreTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'delete'>,
  ifVersion?: number,
): Promise<TaskRow> {
  return changeTask(
    ctx,
    task,
    (current) => {
      if (current.deletedAt === null) return null;
      return {
        set: { deletedAt: null, rank: rankAtEnd(ctx.clock.now()) },
        log: [{ type: 'restored' }],
        events: (after) => [{ ...aboutTask(after), type: 'task.restored', payload: facts(after) }],
      };
    },
    ifVersion,
  );
}
