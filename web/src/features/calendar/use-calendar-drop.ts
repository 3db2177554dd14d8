import { dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { type Handle, isDragData } from './drag-data.ts';

/** What a drag would change: a task, or one end of it, from the day where it was taken to another. */
export interface Drop {
  readonly taskId: string;
  readonly handle: Handle;
  /** Null if it comes from the tray. */
  readonly from: string | null;
  readonly to: string;
}

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/**
 * Accepts tasks on the days of a calendar, by their position: bars lie over the days that they cover.
 * @returns the drop that would happen now, while something is dragged over a day.
 */
export function useCalendarDrop(
  element: RefObject<HTMLElement | null>,
  weeks: readonly (readonly string[])[],
  onDrop: (drop: Drop) => void,
): Drop | null {
  const [over, setOver] = useState<Drop | null>(null);
  const dayAt = useEffectEvent(({ clientX, clientY }: Point): string | null => {
    const box = element.current?.getBoundingClientRect();
    if (!element.current || !box) return null;
    const isRightToLeft = getComputedStyle(element.current).direction === 'rtl';
    const x = isRightToLeft ? box.right - clientX : clientX - box.left;
    const y = clientY - box.top + element.current.scrollTop;
    const week = weeks[Math.floor((y / element.current.scrollHeight) * weeks.length)];
    return week?.[Math.floor((x / box.width) * week.length)] ?? null;
  });
  const dropAt = useEffectEvent((data: Record<string | symbol, unknown>, start: Point, now: Point): Drop | null => {
    const to = dayAt(now);
    if (!isDragData(data) || to === null) return null;
    const { taskId, handle, isInGrid } = data;
    return { taskId, handle, from: isInGrid ? dayAt(start) : null, to };
  });
  const drop = useEffectEvent(onDrop);
  useEffect(() => {
    if (!element.current) return undefined;
    return combine(
      dropTargetForElements({ element: element.current, canDrop: ({ source }) => isDragData(source.data) }),
      monitorForElements({
        canMonitor: ({ source }) => isDragData(source.data),
        onDrag({ source, location: { initial, current } }) {
          const next = current.dropTargets.length > 0 ? dropAt(source.data, initial.input, current.input) : null;
          setOver((before) => (before?.to === next?.to ? before : next));
        },
        onDrop({ source, location: { initial, current } }) {
          setOver(null);
          const last = current.dropTargets.length > 0 ? dropAt(source.data, initial.input, current.input) : null;
          if (last && last.from !== last.to) drop(last);
        },
      }),
    );
  }, [element]);
  return over;
}
