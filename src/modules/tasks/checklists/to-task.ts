import type { Authorized } from '#platform/access/authorized.ts';
import { workInTeam } from '#platform/http/rules.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import type { TasksContext } from '../context.ts';
import { createTask } from '../task/create-task.ts';
import type { TaskRow } from '../task/columns.ts';
import { deleteItem, type ItemRow } from './checklist.ts';

const longestTitle = 255;

/**
 * Turns a checklist item into a subtask and deletes the item. Text that does not fit into a title becomes the
 * description.
 */
export function itemToTask(
  ctx: TasksContext,
  item: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  ifVersion?: number,
): Promise<TaskRow> {
  const { task } = item;
  return retryOnCollision(ctx, async (inTx) => {
    const { title } = await deleteItem(inTx, item, ifVersion);
    return createTask(inTx, workInTeam(ctx.scope, task.teamId), {
      ...asTask(title),
      parentId: task.id,
      projectId: task.projectId,
    });
  });
}

function asTask(title: string): { title: string; description?: string } {
  if (title.length <= longestTitle) return { title };
  const start = title.slice(0, longestTitle - 1).toWellFormed();
  return { title: `${start.trimEnd()}…`, description: title };
}
