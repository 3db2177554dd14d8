import type { QueryClient } from '@tanstack/react-query';
import type { ListsTasksOf } from '../../data/live/live.ts';
import { growingPause } from '../../lib/growing-pause.ts';

const pauseMs = 700;
const longestPauseMs = 4_000;

/**
 * Visible lists are read again a moment after tasks in them changed, all others when they become visible. A change
 * during a read is read afterwards: otherwise a long list would never be read completely.
 */
export function createListReads(queryClient: QueryClient, listsTasksOf: ListsTasksOf) {
  const waiting = new Set<unknown>();
  const nextPause = growingPause(pauseMs, longestPauseMs);
  let isReading = false;

  function readListsOf(...listNames: readonly unknown[]): void {
    for (const listName of listNames.filter((one) => typeof one === 'string')) waiting.add(listName);
    if (isReading) return;
    isReading = true;
    setTimeout(() => void read(), nextPause());
  }

  async function read(): Promise<void> {
    const listNames = new Set(waiting);
    waiting.clear();
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => listsTasksOf(queryKey, listNames) });
    isReading = false;
    if (waiting.size > 0) readListsOf();
  }

  return readListsOf;
}
