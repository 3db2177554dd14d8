import { useState } from 'react';
import type { CalendarPage } from '../../data/calendar/pages.ts';
import { type FocusTarget, useGridFocus } from './use-grid-focus.ts';

interface ActiveDay {
  /** The day where the Tab key stops, whose tasks a phone lists. */
  readonly activeDay: string;
  readonly setActiveDay: (day: string) => void;
  /** Focuses a day or a task, on another page if it is there. */
  readonly goTo: (target: FocusTarget) => void;
  /** Shows the page of a day. */
  readonly showDay: (day: string) => void;
}

/** @param day A day of the page, as the address says. */
export function useActiveDay({ weeks }: CalendarPage, day: string, onTurn: (day: string) => void): ActiveDay {
  const [chosen, setChosen] = useState(day);
  const focusSoon = useGridFocus();
  const isShown = (one: string) => weeks.some((week) => week.includes(one));
  return {
    activeDay: isShown(chosen) ? chosen : day,
    setActiveDay: setChosen,
    goTo(target) {
      setChosen(target.day);
      if (!isShown(target.day)) onTurn(target.day);
      focusSoon(target);
    },
    showDay(one) {
      setChosen(one);
      onTurn(one);
    },
  };
}
