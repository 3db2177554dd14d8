import type { Authorized } from '#platform/access/authorized.ts';
import type { TasksContext } from '../context.ts';
import { changeTask, type TaskChange } from '../task/change-task.ts';
import { taskEvent, taskPayload } from '../task/task-payload.ts';
import { endOfColumn } from '../task/end-of-column.ts';
import type { TaskRow } from '../task/columns.ts';

/**
 * Removes a card from the board; it can still be found. Another card may take its rank, so it returns to the end of its
 * column.
 */
export function archiveTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  isArchived: boolean,
  reason: string | undefined,
  ifVersion?: number,
): Promise<TaskRow> {
  return changeTask(ctx, task, (current) => planArchive(ctx, current, isArchived, reason), ifVersion);
}

export async function planArchive(
  ctx: TasksContext,
  current: TaskRow,
  isArchived: boolean,
  reason?: string,
): Promise<TaskChange | null> {
  if ((current.archivedAt !== null) === isArchived) return null;
  return {
    set: isArchived
      ? { archivedAt: ctx.clock.now().toISOString() }
      : { archivedAt: null, rank: await endOfColumn(ctx, current) },
    log: [{ type: isArchived ? 'archived' : 'unarchived', reason }],
    events: (after) => [
      { ...taskEvent(after), type: 'task.updated', payload: { ...taskPayload(after), fields: ['archivedAt'] } },
    ],
  };
}
