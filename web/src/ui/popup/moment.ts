import {
  type CalendarDate,
  GregorianCalendar,
  parseAbsolute,
  type Time,
  toCalendar,
  toCalendarDateTime,
  toZoned,
  type ZonedDateTime,
} from '@internationalized/date';

const gregorian = new GregorianCalendar();

/** `2026-11-20`, whatever calendar the day was selected in. */
export function isoDay(date: CalendarDate): string {
  return toCalendar(date, gregorian).toString();
}

/** A time of a day in a time zone, in UTC as the API expects. */
export function momentAt(date: CalendarDate, time: Time, timeZone: string): string {
  return toZoned(toCalendarDateTime(toCalendar(date, gregorian), time), timeZone).toAbsoluteString();
}

export function zonedFrom(moment: string, timeZone: string): ZonedDateTime {
  return parseAbsolute(moment, timeZone);
}
