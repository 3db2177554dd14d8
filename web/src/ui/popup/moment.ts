import {
  type CalendarDate,
  GregorianCalendar,
  parseAbsolute,
  parseDate,
  parseTime,
  Time,
  toCalendar,
  toCalendarDateTime,
  toZoned,
  type ZonedDateTime,
} from '@internationalized/date';
import { addDays, dayOf } from '../../i18n/dates.ts';

const morning = new Time(9);

const gregorian = new GregorianCalendar();

/** `2026-11-20`, whatever calendar the day was selected in. */
export function isoDay(date: CalendarDate): string {
  return toCalendar(date, gregorian).toString();
}

/** A time of a day in a time zone, in UTC as the API expects. */
export function momentAt(date: CalendarDate, time: Time, timeZone: string): string {
  return toZoned(toCalendarDateTime(toCalendar(date, gregorian), time), timeZone).toAbsoluteString();
}

/** A time (`09:30`) of a day (`2026-11-20`) in a time zone. */
export function momentOn(day: string, time: string, timeZone: string): string {
  return momentAt(parseDate(day), parseTime(time), timeZone);
}

/** The morning of a day (`2026-11-20`) in a time zone, for those who chose no time. */
export function morningOf(day: string, timeZone: string): string {
  return momentAt(parseDate(day), morning, timeZone);
}

/** Tomorrow morning in a time zone. */
export function tomorrowMorning(now: Date, timeZone: string): string {
  return morningOf(addDays(dayOf(now, timeZone), 1), timeZone);
}

const halfHourMs = 1_800_000;
const laterMs = 2 * 3_600_000;

/** Two hours from now, at a full or half hour; null if that is tomorrow. */
export function laterToday(now: Date, timeZone: string): string | null {
  const later = new Date(Math.ceil((now.getTime() + laterMs) / halfHourMs) * halfHourMs);
  return dayOf(later, timeZone) === dayOf(now, timeZone) ? later.toISOString() : null;
}

export function zonedFrom(moment: string, timeZone: string): ZonedDateTime {
  return parseAbsolute(moment, timeZone);
}
