import type { Authorized } from '#platform/access/authorized.ts';
import { conflict } from '#platform/errors.ts';
import type { TasksContext } from '../context.ts';
import { changeTask, type TaskChange } from './change-task.ts';
import { taskEvent, taskPayload } from './task-payload.ts';
import { isOpen } from './open-category.ts';
import { endOfColumn } from './end-of-column.ts';
import type { TaskRow } from './columns.ts';

/**
 * Moves a task to the trash, where it stays for 30 days.
 * @throws DomainError 409 `task-not-closed` if it is neither done nor cancelled, unless its team allows it.
 */
export function deleteTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'delete'>,
  ifVersion?: number,
): Promise<TaskRow> {
  return changeTask(ctx, task, (current) => planDeletion(ctx, current), ifVersion);
}

export function planDeletion(ctx: TasksContext, current: TaskRow): TaskChange | null {
  if (current.deletedAt !== null) return null;
  const mayBeOpen = ctx.scope.team(current.teamId)?.team.deleteOpenTasks ?? false;
  if (!mayBeOpen && isOpen(current.category)) {
    throw conflict('task-not-closed', 'This task is still open. Complete, cancel or archive it before you delete it.');
  }
  return planSoftDelete(ctx);
}

/** Moves a task to the trash, whatever its state. */
export function planSoftDelete(ctx: TasksContext): TaskChange {
  return {
    set: { deletedAt: ctx.clock.now().toISOString() },
    log: [{ type: 'deleted' }],
    events: (after) => [{ ...taskEvent(after), type: 'task.deleted', payload: taskPayload(after) }],
  };
}

/** Restores a task from the trash to the end of its column. */
export function restoreTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'delete'>,
  ifVersion?: number,
): Promise<TaskRow> {
  return changeTask(
    ctx,
    task,
    async (current) => {
      if (current.deletedAt === null) return null;
      return {
        set: { deletedAt: null, rank: await endOfColumn(ctx, current) },
        log: [{ type: 'restored' }],
        events: (after) => [{ ...taskEvent(after), type: 'task.restored', payload: taskPayload(after) }],
      };
    },
    ifVersion,
  );
}
