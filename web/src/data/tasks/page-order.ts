import { useEffect, useRef, useSyncExternalStore } from 'react';
import { tasks } from './tasks.ts';

type Order = () => readonly string[];

/** The lists of the page, the last one shown last. */
const orders: Order[] = [];
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

/** Registers the order of the tasks that a page lists, while the page is shown. It is computed when it is asked for. */
export function usePageOrder(order: Order): void {
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });
  useEffect(() => {
    const own = () => latest.current();
    orders.push(own);
    changed();
    return () => {
      orders.splice(orders.indexOf(own), 1);
      changed();
    };
  }, []);
}

interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  /** Whether the page lists the task. */
  readonly isListed: boolean;
}

/** The order of the page that is shown; undefined if it lists no tasks. */
export function currentOrder(): Order | undefined {
  return orders.at(-1);
}

/** The tasks before and after one in the order of the page. */
function neighboursOf(taskId: string, ids: readonly string[]): Neighbours {
  const index = ids.indexOf(taskId);
  return {
    previous: (index > 0 && ids[index - 1]) || null,
    next: (index >= 0 && ids[index + 1]) || null,
    isListed: index >= 0,
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const stop = tasks.subscribe(listener);
  return () => {
    listeners.delete(listener);
    stop();
  };
}

/** The neighbours of a task on the page that is shown. */
export function useNeighbours(taskId: string): Neighbours {
  const joined = useSyncExternalStore(subscribe, () => {
    const { previous, next, isListed } = neighboursOf(taskId, currentOrder()?.() ?? []);
    return JSON.stringify({ previous, next, isListed });
  });
  return JSON.parse(joined);
}
