import { type RefObject, useLayoutEffect, useState } from 'react';

export interface View {
  readonly top: number;
  readonly bottom: number;
}

const slack = 400;

/** The visible part of a frame's content with a margin, in the content's own pixels. */
export function useView(frame: RefObject<HTMLElement | null>, scale: number): View {
  const [view, setView] = useState<View>({ top: 0, bottom: 2_000 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const update = () => {
      const top = element.scrollTop / scale;
      const next = { top: top - slack, bottom: top + element.clientHeight / scale + slack };
      setView((before) => (isNear(before, next) ? before : next));
    };
    update();
    element.addEventListener('scroll', update, { passive: true });
    const watcher = new ResizeObserver(update);
    watcher.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      watcher.disconnect();
    };
  }, [frame, scale]);
  return view;
}

/** Small movements within the margin do not render again. */
function isNear(before: View, next: View): boolean {
  return Math.abs(before.top - next.top) < slack / 2 && Math.abs(before.bottom - next.bottom) < slack / 2;
}
