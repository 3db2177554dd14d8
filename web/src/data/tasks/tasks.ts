import { useSyncExternalStore } from 'react';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { createTaskStore, type KnownTask } from './store.ts';

/** The store of this page, and the queue that sends changes to a task one after another. An undo waits for all in it. */
export const tasks = createTaskStore();
export const keyedQueue = createKeyedQueue();

export function useTask(id: string): KnownTask | undefined {
  return useSyncExternalStore(tasks.subscribe, () => tasks.get(id));
}
