import { useEffect, useReducer, useRef } from 'react';
import { taskLinkId } from '../../data/tasks/focus-task.ts';

/** What gets the focus: a task, or the day if the task is not shown. */
export interface FocusTarget {
  readonly day: string;
  readonly taskId?: string | undefined;
}

/** Focuses a day or a task once it is in the page. */
export function useGridFocus(): (target: FocusTarget) => void {
  const wanted = useRef<FocusTarget | null>(null);
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!wanted.current) return;
    const { day, taskId } = wanted.current;
    const cell = document.querySelector<HTMLElement>(`[data-day="${day}"]`);
    if (!cell) return;
    const link = taskId === undefined ? null : document.getElementById(taskLinkId(taskId));
    (link ?? cell).focus({ preventScroll: true });
    (link ?? cell).scrollIntoView({ block: 'nearest' });
    wanted.current = null;
  });
  return (target) => {
    wanted.current = target;
    render();
  };
}
