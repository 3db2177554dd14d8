import {
  type CalendarDate,
  endOfMonth,
  GregorianCalendar,
  parseDate,
  PersianCalendar,
  startOfMonth,
  toCalendar,
} from '@internationalized/date';
import { addDays, type Calendar } from '../../i18n/dates.ts';
import { isoDay } from '../../ui/popup/moment.ts';
import { weekdayOf } from '../../i18n/weekdays.ts';
import { daysBetween } from '../timeline/scale.ts';

/** How much a calendar shows at once. */
export type CalendarUnit = 'month' | 'week';

/** A month or a week of a calendar. */
export interface CalendarPage {
  /** Its first and last day. */
  readonly first: string;
  readonly last: string;
  /** Whole weeks: those of a month begin before it and end after it. */
  readonly weeks: readonly (readonly string[])[];
}

interface WeekFormat {
  readonly calendar: Calendar;
  /** The first day of the week: 1 is Monday, 7 Sunday. */
  readonly weekStart: number;
}

const weekLength = 7;
const calendars = { gregorian: new GregorianCalendar(), persian: new PersianCalendar() } as const;

/** The page that contains a day (`2026-11-20`). */
export function pageOf(day: string, unit: CalendarUnit, { calendar, weekStart }: WeekFormat): CalendarPage {
  const date = dateOf(day, calendar);
  const first = unit === 'month' ? isoDay(startOfMonth(date)) : startOfWeek(day, weekStart);
  const last = unit === 'month' ? isoDay(endOfMonth(date)) : addDays(first, weekLength - 1);
  const start = startOfWeek(first, weekStart);
  const count = Math.floor(daysBetween(start, last) / weekLength) + 1;
  const weeks = Array.from({ length: count }, (_, index) => weekFrom(addDays(start, index * weekLength)));
  return { first, last, weeks };
}

/** The same day some pages later: the last day of a month that is shorter. */
export function dayOnPage(day: string, unit: CalendarUnit, count: number, calendar: Calendar): string {
  return isoDay(dateOf(day, calendar).add(unit === 'month' ? { months: count } : { weeks: count }));
}

export function startOfWeek(day: string, weekStart: number): string {
  return addDays(day, -((weekdayOf(day) - weekStart + weekLength) % weekLength));
}

/** The first and the last day that a page shows. */
export function shownDays({ weeks }: CalendarPage): { readonly first: string; readonly last: string } {
  return { first: weeks[0]?.[0] ?? '', last: weeks.at(-1)?.at(-1) ?? '' };
}

function weekFrom(start: string): readonly string[] {
  return Array.from({ length: weekLength }, (_, index) => addDays(start, index));
}

function dateOf(day: string, calendar: Calendar): CalendarDate {
  return toCalendar(parseDate(day), calendars[calendar]);
}
