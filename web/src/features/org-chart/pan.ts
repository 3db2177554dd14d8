import type { PointerEvent } from 'react';

/** Dragging with the mouse scrolls the drawing; touch and wheel scroll natively. */
export function panFrom(event: PointerEvent<HTMLElement>): void {
  if (event.pointerType !== 'mouse' || event.button !== 0) return;
  if (event.target instanceof Element && event.target.closest('button, [role=treeitem]')) return;
  const frame = event.currentTarget;
  const from = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
  const move = ({ clientX, clientY }: globalThis.PointerEvent) => {
    frame.scrollLeft = from.x - clientX;
    frame.scrollTop = from.y - clientY;
  };
  const end = () => {
    frame.removeEventListener('pointermove', move);
    frame.classList.remove('cursor-grabbing');
  };
  frame.classList.add('cursor-grabbing');
  frame.setPointerCapture(event.pointerId);
  frame.addEventListener('pointermove', move);
  frame.addEventListener('pointerup', end, { once: true });
  frame.addEventListener('pointercancel', end, { once: true });
}
