import type { KnownTask } from './store.ts';
import { tasks } from './tasks.ts';

type Listener = (firstRead: readonly KnownTask[], reader: unknown) => void;

const listeners = new Set<Listener>();

/**
 * Puts tasks of a list into the store, and reports those that it did not have: boards have counted them as unread.
 * @param reader Who has read them, and counts them itself.
 */
export function putRead(read: readonly KnownTask[], reader?: unknown): void {
  const unknown = read.filter(({ id }) => !isKnown(id));
  tasks.put(read);
  // One that was deleted while it was read stays unknown.
  const firstRead = unknown.filter(({ id }) => isKnown(id));
  if (firstRead.length > 0) for (const listener of listeners) listener(firstRead, reader);
}

/** Whether the store has a task, also if its deletion is pending and it is not shown. */
export const isKnown = (id: string): boolean => tasks.versionOf(id) > 0 || tasks.get(id) !== undefined;

export function onFirstRead(listener: Listener): void {
  listeners.add(listener);
}
