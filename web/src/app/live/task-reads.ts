import type { QueryClient } from '@tanstack/react-query';
import type { Task } from '../../api/types.ts';
import { reloadBoards, tookUnread } from '../../data/boards/views.ts';
import { scopesOf } from '../../data/lists/keys.ts';
import type { Live, TaskChange } from '../../data/live/live.ts';
import { creations } from '../../data/tasks/create-task.ts';
import { keys } from '../../data/tasks/keys.ts';
import { loadTask } from '../../data/tasks/queries.ts';
import { tasks, keyedQueue } from '../../data/tasks/tasks.ts';
import { batchByName } from '../../lib/batch-by-name.ts';
import { isProblem } from '../../lib/problem.ts';

const pauseMs = 30;
const maxSingleLoads = 20;
/** For changes of a card that do not raise its version: its counts. */
const always: TaskChange = { version: Number.POSITIVE_INFINITY, isNew: false };

/** Reads tasks that changed elsewhere one by one; if there are many, their lists and boards instead. */
export function createTaskReads(queryClient: QueryClient, readListsOf: Live['readListsOf']): Live['readTask'] {
  const add = batchByName<TaskChange>(pauseMs, readAll, (before, after) => ({
    version: Math.max(before.version, after.version),
    isNew: before.isNew || after.isNew,
  }));

  async function readAll(changes: ReadonlyMap<string, TaskChange>): Promise<void> {
    const areMany = changes.size > maxSingleLoads;
    if (areMany) readListsOf(...[...changes.keys()].flatMap((id) => scopesOf(tasks.get(id))));
    const single = areMany ? [...changes].filter(([id]) => isLookedAt(queryClient, id)) : [...changes];
    await Promise.all([...single.map(([id, change]) => read(id, change)), areMany && reloadBoards()]);
  }

  /** The reply of our own pending change contains the news, so it is not read again. */
  async function read(id: string, { version, isNew }: TaskChange): Promise<void> {
    await Promise.all([keyedQueue.settled(id), keyedQueue.settled(creations)]);
    if (version <= tasks.versionOf(id)) return;
    const wasUnread = !isNew && tasks.get(id) === undefined;
    try {
      const task = await loadTask(id);
      if (wasUnread) tookUnread(task);
      queryClient.setQueryData(keys.one(id), task);
      queryClient.setQueryData(keys.page(id), (cached?: Task) => cached && task);
    } catch (error) {
      if (isProblem(error) && (error.status === 404 || error.status === 403)) tasks.remove(id);
    }
  }

  return (id, change = always) => add(id, change);
}

export function isLookedAt(queryClient: QueryClient, taskId: string): boolean {
  const cache = queryClient.getQueryCache();
  return [keys.one(taskId), keys.page(taskId)].some((queryKey) => cache.find({ queryKey })?.isActive());
}
