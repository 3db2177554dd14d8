import { pressButton } from '../../ui/popup/press-button.ts';
import type { KeyboardEvent } from 'react';
import { addDays } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { type CalendarUnit, dayOnPage, startOfWeek } from '../../data/calendar/pages.ts';
import type { Handle } from './drag-data.ts';
import type { FocusTarget } from './use-grid-focus.ts';

interface GridKeys {
  readonly unit: CalendarUnit;
  readonly weekStart: number;
  readonly activeDay: string;
  /** Escape closes it, wherever the focus is. */
  readonly hasOpenTask: boolean;
  /** The tasks that are shown on a day, from top to bottom. */
  readonly idsOn: (day: string) => readonly string[];
  readonly onFocus: (target: FocusTarget) => void;
  readonly onMove: (taskId: string, handle: Handle, days: number) => void;
  readonly onCreate: ((day: string) => void) | undefined;
}

const weekLength = 7;

/**
 * Keys of the grid. Arrows walk from day to day, up and down through the tasks of a day once Enter has stepped into it.
 * With Alt they move the focused task, with Shift too its end.
 */
export function useGridKeys(grid: GridKeys): (event: KeyboardEvent) => void {
  const { calendar, language } = useDateFormat();
  const forward = language === 'fa' ? 'ArrowLeft' : 'ArrowRight';

  /** The days that an arrow key stands for. */
  const daysOf = (key: string): number => {
    if (key === 'ArrowDown' || key === 'ArrowUp') return key === 'ArrowDown' ? weekLength : -weekLength;
    if (key === 'ArrowLeft' || key === 'ArrowRight') return key === forward ? 1 : -1;
    return 0;
  };
  const dayAfter = (key: string): string | null => {
    const { activeDay, unit, weekStart } = grid;
    const days = daysOf(key);
    if (days !== 0) return addDays(activeDay, days);
    if (key === 'PageUp' || key === 'PageDown')
      return dayOnPage(activeDay, unit, key === 'PageDown' ? 1 : -1, calendar);
    if (key === 'Home') return startOfWeek(activeDay, weekStart);
    return key === 'End' ? addDays(startOfWeek(activeDay, weekStart), weekLength - 1) : null;
  };

  function onDayKey(key: string): boolean {
    const day = dayAfter(key);
    const [first] = grid.idsOn(grid.activeDay);
    if (day !== null) grid.onFocus({ day });
    else if (key !== 'Enter') return false;
    else if (first !== undefined) grid.onFocus({ day: grid.activeDay, taskId: first });
    else {
      const more = moreOn(grid.activeDay);
      if (more) pressButton(more);
      else grid.onCreate?.(grid.activeDay);
    }
    return true;
  }

  function onTaskKey(key: string, taskId: string): boolean {
    const ids = grid.idsOn(grid.activeDay);
    const index = ids.indexOf(taskId);
    if (key === 'Escape' || (key === 'ArrowUp' && index <= 0)) grid.onFocus({ day: grid.activeDay });
    else if (key === 'ArrowDown' && index === ids.length - 1) moreOn(grid.activeDay)?.focus();
    else if (key === 'ArrowDown' || key === 'ArrowUp')
      grid.onFocus({ day: grid.activeDay, taskId: ids[index + (key === 'ArrowDown' ? 1 : -1)] });
    else {
      const day = dayAfter(key);
      if (day === null) return false;
      grid.onFocus({ day });
    }
    return true;
  }

  function onKey({ key, altKey, shiftKey, target }: KeyboardEvent): boolean {
    const cell = target instanceof Element ? target.closest('[data-day]') : null;
    if (!cell || !(target instanceof Element) || (key === 'Escape' && grid.hasOpenTask)) return false;
    const taskId = target.closest<HTMLElement>('[data-card]')?.dataset['card'];
    if (altKey) {
      const days = daysOf(key);
      if (taskId === undefined || days === 0) return false;
      grid.onMove(taskId, shiftKey ? 'end' : 'whole', days);
      return true;
    }
    if (taskId !== undefined) return onTaskKey(key, taskId);
    // The buttons of a day have keys of their own.
    if (target !== cell) {
      if (key !== 'Escape' && key !== 'ArrowUp') return false;
      grid.onFocus({ day: grid.activeDay, taskId: key === 'ArrowUp' ? grid.idsOn(grid.activeDay).at(-1) : undefined });
      return true;
    }
    return onDayKey(key);
  }

  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || !onKey(event)) return;
    event.preventDefault();
    if (event.key === 'Escape') event.stopPropagation();
  };
}

/** The button of a day with more tasks than have room. A bar lies over days other than that of its element. */
function moreOn(day: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-day="${day}"] > .calendar-more`);
}
