import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { spanOf } from '../../data/calendar/planned.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { daysBetween } from '../../data/timeline/scale.ts';
import { type Dates, movedDates, resizedDates, type Span } from '../../data/timeline/spans.ts';
import { announce } from '../../ui/announcer.tsx';
import type { Edits } from '../task-panel/edits/use-edits.ts';
import { keysOf } from '../../lib/keys-of.ts';
import type { Handle } from './drag-data.ts';
import type { Drop } from './use-calendar-drop.ts';

export interface Reschedule {
  /** Moves a task, or one of its ends, by some days. */
  readonly move: (task: KnownTask, handle: Handle, days: number) => void;
  /** Gives a task without a due date one. */
  readonly schedule: (task: KnownTask, day: string) => void;
  /** The days that a task would have after a drop. */
  readonly spanAfter: (task: KnownTask, drop: Drop) => Span;
}

/** Changes the days of tasks: shown at once, with undo, and announced. */
export function useReschedule(edits: Edits): Reschedule {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const { timeZone } = dateFormat;

  const datesAfter = (task: KnownTask, handle: Handle, days: number): Dates => {
    const span = spanOf(task, timeZone);
    if (!span) return {};
    if (handle === 'whole') return movedDates(task, span, days, timeZone);
    return resizedDates(task, span, handle, days, timeZone);
  };
  const save = (task: KnownTask, dates: Dates) => {
    const span = spanOf({ ...task, ...dates }, timeZone);
    void edits.save(task, dates);
    if (!span) return;
    const start = formatDayLong(span.start, dateFormat);
    const end = formatDayLong(span.end, dateFormat);
    const { title } = task;
    announce(
      span.start === span.end
        ? t('taskCalendar.movedTo', { title, date: end })
        : t('taskCalendar.movedOver', { title, start, end }),
    );
  };
  return {
    move(task, handle, days) {
      const dates = datesAfter(task, handle, days);
      const isChanged = keysOf(dates).some((name) => dates[name] !== task[name]);
      if (isChanged) save(task, dates);
    },
    schedule: (task, day) => save(task, scheduledOn(task, day)),
    spanAfter(task, { handle, from, to }) {
      const dates = from === null ? scheduledOn(task, to) : datesAfter(task, handle, daysBetween(from, to));
      return spanOf({ ...task, ...dates }, timeZone) ?? { start: to, end: to };
    },
  };
}

/** A start after the due date moves with it. */
function scheduledOn({ startDate }: KnownTask, day: string): Dates {
  return { dueDate: day, ...(startDate !== null && startDate > day ? { startDate: day } : {}) };
}
