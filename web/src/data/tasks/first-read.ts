import type { KnownTask } from './store.ts';
import { tasks } from './tasks.ts';

type Listener = (firstRead: readonly KnownTask[], reader: unknown) => void;

const listeners = new Set<Listener>();

/**
 * Puts tasks of a list into the store, and reports those that it did not have: boards have counted them as unread.
 * @param reader Who has read them, and counts them itself.
 */
export function putRead(read: readonly KnownTask[], reader?: unknown): void {
  const firstRead = read.filter(({ id }) => tasks.get(id) === undefined);
  tasks.put(read);
  if (firstRead.length > 0) for (const listener of listeners) listener(firstRead, reader);
}

export function onFirstRead(listener: Listener): void {
  listeners.add(listener);
}
