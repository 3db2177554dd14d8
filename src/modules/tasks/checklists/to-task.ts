import type { Authorized } from '#platform/access/authorized.ts';
import { workInTeam } from '#platform/access/rules.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import type { TasksContext } from '../context.ts';
import { createTask } from '../tasks/create-task.ts';
import type { TaskRow } from '../tasks/task.ts';
import { deleteItem, type ItemRow } from './checklist.ts';

const longestTitle = 255;

/** Makes a subtask out of a checklist item, which is gone then. What no title can hold stands in the description. */
export function itemToTask(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  ifVersion?: number,
): Promise<TaskRow> {
  return retryOnCollision(ctx, async (inTx) => {
    const isLong = part.title.length > longestTitle;
    const made = await createTask(inTx, workInTeam(ctx.scope, task.teamId), {
      title: isLong
        ? `${part.title
            .slice(0, longestTitle - 1)
            .toWellFormed()
            .trimEnd()}…`
        : part.title,
      ...(isLong ? { description: part.title } : {}),
      parentId: task.id,
      projectId: task.projectId,
    });
    await deleteItem(inTx, { task, part }, ifVersion);
    return made;
  });
}
