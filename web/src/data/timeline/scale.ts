import { addDays, type Calendar } from '../../i18n/dates.ts';
import { weekdayOf } from '../../i18n/weekdays.ts';
import { dayMs } from '../../lib/day-ms.ts';
import type { Zoom } from './zooms.ts';

const dayWidths: Readonly<Record<Zoom, number>> = { weeks: 32, months: 10, quarters: 4 };
const daysBefore = 14;
const daysAfter = 42;

/** Days as a distance in pixels from the start of the scale. */
export interface Scale {
  readonly zoom: Zoom;
  readonly first: string;
  readonly days: number;
  readonly dayWidth: number;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

/** A scale on which all these days have their place, with some room at both sides. */
export function scaleOver(days: readonly string[], zoom: Zoom): Scale {
  const sorted = days.toSorted();
  const first = addDays(sorted[0] ?? '1970-01-01', -daysBefore);
  const last = addDays(sorted.at(-1) ?? '1970-01-01', daysAfter);
  return { zoom, first, days: daysBetween(first, last) + 1, dayWidth: dayWidths[zoom] };
}

/** The distance at which a day begins. */
export function xOf({ first, dayWidth }: Scale, day: string): number {
  return daysBetween(first, day) * dayWidth;
}

export function dayAt({ first, dayWidth }: Scale, x: number): string {
  return addDays(first, Math.floor(x / dayWidth));
}

export interface Month {
  /** The first day on the scale. */
  readonly first: string;
  readonly days: number;
}

const dayNumbers = {
  gregorian: new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { day: 'numeric', timeZone: 'UTC' }),
  persian: new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', { day: 'numeric', timeZone: 'UTC' }),
} as const;

/** The day of the month, in the given calendar. */
export function dayOfMonth(day: string, calendar: Calendar): number {
  return Number(dayNumbers[calendar].format(new Date(`${day}T00:00:00Z`)));
}

/** The months of a calendar, the first and the last cut off at the ends of the scale. */
export function monthsOf({ first, days }: Scale, calendar: Calendar): readonly Month[] {
  const begins = Array.from({ length: days }, (_, index) => addDays(first, index)).filter(
    (day, index) => index === 0 || dayOfMonth(day, calendar) === 1,
  );
  const end = addDays(first, days);
  return begins.map((day, index) => ({ first: day, days: daysBetween(day, begins[index + 1] ?? end) }));
}

/** The days of a month that get a number: all, the first day of each week, or none. */
export function ticksOf({ first, days }: Month, zoom: Zoom, weekStart: number): readonly string[] {
  if (zoom === 'quarters') return [];
  const all = Array.from({ length: days }, (_, index) => addDays(first, index));
  return zoom === 'weeks' ? all : all.filter((day) => weekdayOf(day) === weekStart);
}
