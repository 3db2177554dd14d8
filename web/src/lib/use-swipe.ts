import { type TouchEvent, useRef, useState } from 'react';

interface Swipe {
  /** To the right; without it, the row does not move there. */
  readonly onRight?: (() => void) | undefined;
  readonly onLeft: () => void;
}

/** Farther than this, releasing acts. */
const enoughPx = 88;
/** Shorter movements may still become a scroll. */
const slopPx = 10;

/** Moves a row with a finger; the element needs `touch-action: pan-y`, so that the browser only scrolls vertically. */
export function useSwipe({ onRight, onLeft }: Swipe) {
  const start = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const [offset, setOffset] = useState(0);
  const end = () => {
    start.current = null;
    setOffset(0);
  };
  return {
    offset,
    isEnough: Math.abs(offset) >= enoughPx,
    handlers: {
      onTouchStart({ touches }: TouchEvent) {
        const touch = touches.length === 1 ? touches[0] : undefined;
        start.current = touch ? { x: touch.clientX, y: touch.clientY } : null;
      },
      onTouchMove({ touches }: TouchEvent) {
        const touch = touches[0];
        if (!touch || !start.current) return;
        const across = touch.clientX - start.current.x;
        const down = touch.clientY - start.current.y;
        if (offset === 0 && Math.abs(across) < Math.max(slopPx, Math.abs(down))) return;
        setOffset(onRight ? across : Math.min(0, across));
      },
      onTouchEnd() {
        end();
        if (offset >= enoughPx) onRight?.();
        else if (offset <= -enoughPx) onLeft();
      },
      onTouchCancel: end,
    },
  };
}
