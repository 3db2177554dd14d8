import { currentLanguage } from './language.ts';

const days = 7;
/** 1 January 2024 was a Monday. */
const monday = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

/** A weekday's name; 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdayName(day: number, weekday: 'long' | 'short' | 'narrow'): string {
  const locale = currentLanguage() === 'fa' ? 'fa-IR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(monday + (day - 1) * dayMs);
}

/** The days of a week in order, from a given first day. */
export function weekFrom(start: number): number[] {
  return Array.from({ length: days }, (_, index) => ((start - 1 + index) % days) + 1);
}
