import type { QueryClient } from '@tanstack/react-query';
import type { Task } from '../../api/types.ts';
import { reloadBoards, tookUnread } from '../../data/boards/views.ts';
import { scopesOf } from '../../data/lists/keys.ts';
import type { Live, TaskChange } from '../../data/live/live.ts';
import { nextTry } from '../../data/live/next-try.ts';
import { isUnreachable } from '../../data/outbox/attempt.ts';
import { creations } from '../../data/tasks/create-task.ts';
import { keys } from '../../data/tasks/keys.ts';
import { isKnown } from '../../data/tasks/first-read.ts';
import { fetchTask } from '../../data/tasks/queries.ts';
import { tasks, keyedQueue } from '../../data/tasks/tasks.ts';
import { batchByName } from '../../lib/batch-by-name.ts';
import { isOutOfReach, isProblem } from '../../lib/problem.ts';

const pauseMs = 30;
/** The pause after a batch that others follow, and how long it becomes while they are too many to be read one by one. */
const nextPauseMs = 500;
const longestPauseMs = 4_000;
const maxSingleLoads = 10;
/** For changes of a card that do not raise its version: its counts. */
const always: TaskChange = { version: Number.POSITIVE_INFINITY, isNew: false };

/** Reads tasks that changed elsewhere one by one; if there are many, their lists and boards instead. */
export function createTaskReads(queryClient: QueryClient, readListsOf: Live['readListsOf']): Live['readTask'] {
  let followingPauseMs = nextPauseMs;
  let endedAt = Number.NEGATIVE_INFINITY;

  function nextPause(): number {
    if (Date.now() - endedAt < nextPauseMs) return followingPauseMs;
    followingPauseMs = nextPauseMs;
    return pauseMs;
  }

  const add = batchByName<TaskChange>(nextPause, readAll, (before, after) => ({
    version: Math.max(before.version, after.version),
    isNew: before.isNew || after.isNew,
  }));

  async function readAll(changes: ReadonlyMap<string, TaskChange>): Promise<void> {
    const areMany = changes.size > maxSingleLoads;
    endedAt = Date.now();
    followingPauseMs = areMany ? Math.min(followingPauseMs * 2, longestPauseMs) : nextPauseMs;
    if (areMany) readListsOf(...[...changes.keys()].flatMap((id) => scopesOf(tasks.get(id))));
    const single = areMany ? [...changes].filter(([id]) => isLookedAt(queryClient, id)) : [...changes];
    await Promise.all([showAll(single), areMany && reloadBoards()]);
  }

  /** Shows what was read together: each time, everything that shows tasks is painted again. */
  async function showAll(changes: readonly (readonly [string, TaskChange])[]): Promise<void> {
    const shows = await Promise.all(changes.map(([id, change]) => read(id, change)));
    for (const show of shows) show?.();
  }

  /** The reply of our own pending change contains the news, so it is not read again. */
  async function read(id: string, change: TaskChange): Promise<(() => void) | undefined> {
    const { version, isNew } = change;
    await Promise.all([keyedQueue.settled(id), keyedQueue.settled(creations)]);
    if (version <= tasks.versionOf(id)) return undefined;
    try {
      const task = await fetchTask(id);
      return () => {
        const wasUnread = !isNew && !isKnown(id);
        tasks.put([task]);
        if (wasUnread && isKnown(id)) tookUnread(task);
        queryClient.setQueryData(keys.one(id), task);
        queryClient.setQueryData(keys.page(id), (cached?: Task) => cached && task);
      };
    } catch (error) {
      if (isOutOfReach(error)) return () => tasks.remove(id);
      if (mayPass(error)) void nextTry().then(() => add(id, change));
      return undefined;
    }
  }

  return (id, change = always) => add(id, change);
}

/** Whether a read that has failed may succeed later. */
function mayPass(error: unknown): boolean {
  return isProblem(error) && (isUnreachable(error) || error.status === 429 || error.status >= 500);
}

export function isLookedAt(queryClient: QueryClient, taskId: string): boolean {
  const cache = queryClient.getQueryCache();
  return [keys.one(taskId), keys.page(taskId)].some((queryKey) => cache.find({ queryKey })?.isActive());
}
