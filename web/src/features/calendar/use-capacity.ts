import { type RefObject, useLayoutEffect, useState } from 'react';

/** How many lines of tasks fit below the head of a day. */
export function useCapacity(
  weeks: RefObject<HTMLElement | null>,
  { count, head, line }: { readonly count: number; readonly head: number; readonly line: number },
): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = weeks.current;
    if (!element) return undefined;
    const measure = () => setHeight(element.scrollHeight / count);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [weeks, count]);
  return Math.max(1, Math.floor((height - head) / line));
}
