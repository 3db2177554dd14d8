import { useEffect, useEffectEvent } from 'react';
import type { Drawn } from './drawn.ts';

/** The task that the focus waits for, whose row may not be there yet. */
export interface Wanted {
  readonly taskId: string | null;
  readonly onFound: () => void;
}

/** Shows the row of a wanted task as soon as there is one; whoever went elsewhere meanwhile is left there. */
export function useWantedRow(rows: readonly Drawn[], { taskId, onFound }: Wanted, show: (index: number) => void): void {
  const index = rows.findIndex(({ task }) => task.id === taskId);
  const isThere = index >= 0;
  const find = useEffectEvent(() => {
    if (document.activeElement === document.body) show(index);
    onFound();
  });
  useEffect(() => {
    if (isThere) find();
  }, [isThere]);
}
