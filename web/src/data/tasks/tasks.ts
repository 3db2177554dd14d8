import { useSyncExternalStore } from 'react';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { createTaskStore, type KnownTask } from './store.ts';

/** The page's tasks, and the order in which its own changes to each of them are sent. */
export const tasks = createTaskStore();
export const keyedQueue = createKeyedQueue();

export function useTask(id: string): KnownTask | undefined {
  return useSyncExternalStore(tasks.subscribe, () => tasks.get(id));
}
