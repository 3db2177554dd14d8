import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { isReadable } from './is-readable.ts';
import { scopeParams } from './in-scope.ts';
import { taskInScope } from './queries.ts';

interface NamedTask {
  readonly id: TaskId;
  readonly key: string;
  readonly title: string;
}

/** Those of these tasks that the caller may read. Requests of one moment are one statement. */
export async function readableTasks(ctx: TasksContext, ids: readonly TaskId[]): Promise<NamedTask[]> {
  const bounds = scopeParams(ctx.scope);
  const tasks = await Promise.all(ids.map((id) => taskInScope(ctx, id, bounds)));
  return tasks.flatMap((task) => {
    if (!task || task.deletedAt !== null || !isReadable(ctx.scope, task)) return [];
    return [{ id: task.id, key: task.key, title: task.title }];
  });
}
