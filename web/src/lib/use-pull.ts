import { type RefObject, useEffect, useEffectEvent, useState } from 'react';

/** Farther than this, releasing refreshes. */
const enoughPx = 72;
const farthestPx = 96;

/**
 * Pulling down the top of a scrolling list refreshes it.
 * @returns how far it is pulled, in pixels, and whether it is refreshing.
 */
export function usePull(scroller: RefObject<HTMLElement | null>, refresh: () => Promise<unknown>) {
  const [pulledPx, setPulledPx] = useState(0);
  const [isRefreshing, setRefreshing] = useState(false);
  const release = useEffectEvent(() => {
    if (pulledPx >= enoughPx && !isRefreshing) {
      setRefreshing(true);
      void refresh().finally(() => setRefreshing(false));
    }
    setPulledPx(0);
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let start: { readonly x: number; readonly y: number } | undefined;
    const onStart = ({ touches }: TouchEvent) => {
      const [touch] = touches;
      // Its numbers, because a browser may use the object of a touch again.
      start =
        touch && touches.length === 1 && element.scrollTop <= 0 ? { x: touch.clientX, y: touch.clientY } : undefined;
    };
    const onMove = ({ touches }: TouchEvent) => {
      const touch = touches[0];
      if (!start || !touch) return;
      const down = touch.clientY - start.y;
      const isPull = down > Math.abs(touch.clientX - start.x) && element.scrollTop <= 0;
      setPulledPx(isPull ? Math.min(farthestPx, down) : 0);
    };
    const onEnd = () => {
      start = undefined;
      release();
    };
    element.addEventListener('touchstart', onStart, { passive: true });
    element.addEventListener('touchmove', onMove, { passive: true });
    element.addEventListener('touchend', onEnd);
    element.addEventListener('touchcancel', onEnd);
    return () => {
      element.removeEventListener('touchstart', onStart);
      element.removeEventListener('touchmove', onMove);
      element.removeEventListener('touchend', onEnd);
      element.removeEventListener('touchcancel', onEnd);
    };
  }, [scroller]);
  return { pulledPx, isEnough: pulledPx >= enoughPx, isRefreshing };
}
