import { useEffect, useEffectEvent } from 'react';
import type { TimelineRowData } from './timeline-row.ts';

/** The task to focus, whose row may not be rendered yet. */
export interface Wanted {
  readonly taskId: string | null;
  readonly onFound: () => void;
}

/** Scrolls to the row of a task as soon as there is one, unless the person has moved elsewhere meanwhile. */
export function useScrollTarget(
  rows: readonly TimelineRowData[],
  { taskId, onFound }: Wanted,
  show: (index: number) => void,
): void {
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
