import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

const smallest = 0.3;
const largest = 2;
const step = 1.25;
const wheelStep = 0.0025;

export interface Zoom {
  readonly scale: number;
  readonly in: () => void;
  readonly out: () => void;
  readonly reset: () => void;
  /** Fits the whole content into the frame, at most at its natural size. */
  readonly fit: (size: { readonly width: number; readonly height: number }) => void;
}

/** A point of the frame, and the zoom before. */
interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly before: number;
}

/** Zooms the content of a scrolling frame by buttons, keys, and the wheel with Ctrl, as maps do. */
export function useZoom(frame: RefObject<HTMLElement | null>): Zoom {
  const [scale, setScale] = useState(1);
  const anchor = useRef<Anchor | null>(null);

  const zoomTo = (target: number, at?: { x: number; y: number }) => {
    const next = Math.min(largest, Math.max(smallest, target));
    const box = frame.current?.getBoundingClientRect();
    if (box) anchor.current = { ...(at ?? { x: box.width / 2, y: box.height / 2 }), before: scale };
    setScale(next);
  };

  // Keeps the point below the pointer in place.
  useLayoutEffect(() => {
    if (anchor.current && frame.current) keepInPlace(frame.current, anchor.current, scale / anchor.current.before);
    anchor.current = null;
  }, [frame, scale]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomTo(scale * (1 - event.deltaY * wheelStep), { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    // Not passive: otherwise the browser would zoom the whole page.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  });

  return {
    scale,
    in: () => zoomTo(scale * step),
    out: () => zoomTo(scale / step),
    reset: () => zoomTo(1),
    fit({ width, height }) {
      const element = frame.current;
      if (element) zoomTo(Math.min(1, element.clientWidth / width, element.clientHeight / height));
    },
  };
}

function keepInPlace(frame: HTMLElement, { x: left, y }: Anchor, ratio: number): void {
  // Right-to-left pages scroll from the right.
  const x = getComputedStyle(frame).direction === 'rtl' ? left - frame.clientWidth : left;
  frame.scrollTo((frame.scrollLeft + x) * ratio - x, (frame.scrollTop + y) * ratio - y);
}
