import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { announce } from '../../ui/announcer.tsx';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { type Dates, movedDates, plannedSpan, type Span, resizedDates } from '../../data/timeline/spans.ts';

type Handle = 'whole' | 'start' | 'end';

/** A change that is shown but not sent yet. */
interface Move {
  readonly base: KnownTask;
  readonly span: Span;
  readonly handle: Handle;
  readonly days: number;
  readonly dates: Dates;
  readonly lift: () => void;
}

interface SpanEditProps {
  readonly task: KnownTask;
  readonly span: Span;
  readonly dayWidth: number;
  readonly onChange: (base: KnownTask, dates: Dates) => void;
}

const leastPixels = 4;
/** Quickly repeated keys are one change. */
const pauseMs = 700;

/** Moves a bar or its ends by pointer and by keys. The change shows while it is made, and is sent after a pause. */
export function useSpanEdit({ task, span, dayWidth, onChange }: SpanEditProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const move = useRef<Move | null>(null);
  const pointer = useRef<{ readonly x: number; readonly handle: Handle } | null>(null);
  const wasDragged = useRef(false);
  const pauseTimer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const show = (handle: Handle, days: number) => {
    const { base, span: from } = move.current?.handle === handle ? move.current : { base: task, span };
    const dates =
      handle === 'whole'
        ? movedDates(base, from, days, dateFormat.timeZone)
        : resizedDates(base, from, handle, days, dateFormat.timeZone);
    const rollback = tasks.patch(base.id, dates);
    move.current?.lift();
    move.current = { base, span: from, handle, days, dates, lift: rollback };
    return plannedSpan({ ...base, ...dates }, from, dateFormat.timeZone);
  };
  const commit = () => {
    clearTimeout(pauseTimer.current);
    const lastMove = move.current;
    move.current = null;
    if (!lastMove) return;
    if (lastMove.days !== 0) onChange(lastMove.base, lastMove.dates);
    lastMove.lift();
  };
  const cancel = () => {
    clearTimeout(pauseTimer.current);
    move.current?.lift();
    move.current = null;
    pointer.current = null;
  };
  // A pending change is sent when the row is removed from the page.
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  useEffect(() => () => latest.current(), []);

  const step = (event: KeyboardEvent, days: number) => {
    event.preventDefault();
    const handle = event.shiftKey ? 'end' : 'whole';
    if (move.current && move.current.handle !== handle) commit();
    const next = show(handle, (move.current?.days ?? 0) + days);
    announce(
      t('timeline.fromTo', { start: formatDayLong(next.start, dateFormat), end: formatDayLong(next.end, dateFormat) }),
    );
    clearTimeout(pauseTimer.current);
    pauseTimer.current = setTimeout(commit, pauseMs);
  };
  const isRightToLeft = dateFormat.language === 'fa';
  return {
    cancel,
    commit,
    /** Whether a mouse click was the end of a drag. */
    wasDragged: () => wasDragged.current,
    /** True if the key was handled. */
    onKey(event: KeyboardEvent): boolean {
      if (event.altKey || event.ctrlKey || event.metaKey) return false;
      if (event.key === 'ArrowRight') step(event, isRightToLeft ? -1 : 1);
      else if (event.key === 'ArrowLeft') step(event, isRightToLeft ? 1 : -1);
      else if (event.key === 'Escape' && move.current) {
        event.preventDefault();
        event.stopPropagation();
        cancel();
      } else return false;
      return true;
    },
    pointer: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        wasDragged.current = false;
        if (event.button !== 0) return;
        commit();
        const { grip: handle } = (event.target as HTMLElement).dataset;
        pointer.current = { x: event.clientX, handle: handle === 'start' || handle === 'end' ? handle : 'whole' };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove({ clientX }: PointerEvent) {
        if (!pointer.current) return;
        const way = (clientX - pointer.current.x) * (isRightToLeft ? -1 : 1);
        if (!move.current && Math.abs(way) < leastPixels) return;
        wasDragged.current = true;
        const days = Math.round(way / dayWidth);
        if (days !== move.current?.days) show(pointer.current.handle, days);
      },
      onPointerUp() {
        pointer.current = null;
        commit();
      },
      onPointerCancel: cancel,
    },
  };
}
