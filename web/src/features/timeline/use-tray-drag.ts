import { type PointerEvent, type RefObject, useRef } from 'react';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { dayAt, type Scale } from '../../data/timeline/scale.ts';

interface TrayDragProps {
  readonly scale: Scale;
  readonly field: RefObject<HTMLUListElement | null>;
  readonly onDrop: (day: string) => void;
}

const leastPixels = 6;

/** Drags a row of the tray onto a day of the chart. */
export function useTrayDrag({ scale, field, onDrop }: TrayDragProps) {
  const isRightToLeft = useDateFormat().language === 'fa';
  const begin = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const dayUnder = ({ clientX, clientY }: PointerEvent): string | null => {
    const chart = field.current?.closest('.timeline')?.getBoundingClientRect();
    const row = field.current?.getBoundingClientRect();
    if (!chart || !row || clientY < chart.top || clientY > chart.bottom) return null;
    const x = isRightToLeft ? row.right - clientX : clientX - row.left;
    const names = row.width - scale.days * scale.dayWidth;
    return x < names ? null : dayAt(scale, x - names);
  };
  const rest = (element: HTMLElement) => {
    begin.current = null;
    element.style.removeProperty('translate');
    element.removeAttribute('data-dragged');
  };
  return {
    pointer: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0 || (event.target as Element).closest('button')) return;
        begin.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        if (!begin.current) return;
        const way = { x: event.clientX - begin.current.x, y: event.clientY - begin.current.y };
        if (Math.hypot(way.x, way.y) < leastPixels) return;
        event.currentTarget.dataset['dragged'] = dayUnder(event) === null ? 'away' : 'over';
        event.currentTarget.style.translate = `${way.x}px ${way.y}px`;
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        const isDragged = event.currentTarget.dataset['dragged'] === 'over';
        rest(event.currentTarget);
        const day = dayUnder(event);
        if (isDragged && day !== null) onDrop(day);
      },
      onPointerCancel: (event: PointerEvent<HTMLElement>) => rest(event.currentTarget),
    },
  };
}
