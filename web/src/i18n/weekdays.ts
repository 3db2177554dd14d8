import { dayMs } from '../lib/day-ms.ts';
import { currentLanguage } from './language.ts';
import type { Language } from './languages.ts';

const days = 7;
/** 1 January 2024 was a Monday. */
const monday = Date.UTC(2024, 0, 1);

/** A weekday's name; 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdayName(
  day: number,
  weekday: 'long' | 'short' | 'narrow',
  language: Language = currentLanguage(),
): string {
  const locale = language === 'fa' ? 'fa-IR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(monday + (day - 1) * dayMs);
}

/** The weekday of a day (`2026-11-20`): 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** The days of a week in order, from a given first day. */
export function weekFrom(start: number): number[] {
  return Array.from({ length: days }, (_, index) => ((start - 1 + index) % days) + 1);
}
