import type { CalendarPage } from '../../data/calendar/pages.ts';
import type { PlannedTask } from '../../data/calendar/planned.ts';
import type { WeekLayout } from '../../data/calendar/week-layout.ts';

/** The tasks that lie on a day, from top to bottom. */
export function idsOnDay({ weeks }: CalendarPage, layouts: readonly WeekLayout[] | null, day: string): string[] {
  const index = weeks.findIndex((week) => week.includes(day));
  const column = weeks[index]?.indexOf(day) ?? 0;
  const segments = layouts?.[index]?.shown.flat() ?? [];
  return segments
    .filter(({ from, days }) => from <= column && column < from + days)
    .toSorted((a, b) => a.lane - b.lane)
    .map(({ planned: { task } }) => task.id);
}

/** All tasks that are shown, in the order of their days. */
export function idsIn(layouts: readonly WeekLayout[]): string[] {
  return [...new Set(layouts.flatMap(({ shown }) => shown.flat().map(({ planned }) => planned.task.id)))];
}

/** The first day of a task on a page; undefined if it has none there. */
export function firstDayOf({ weeks }: CalendarPage, planned: readonly PlannedTask[], taskId: string) {
  const one = planned.find(({ task }) => task.id === taskId);
  const first = weeks[0]?.[0] ?? '';
  return one && (one.start < first ? first : one.start);
}
