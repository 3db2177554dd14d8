import { LRUCache } from 'lru-cache';

/** The calendar day (`2026-11-20`) of a time in a time zone (IANA name). */
export function dayIn(timezone: string, moment: Date): string {
  // Swedish writes dates as in ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(moment);
}

/** The time of day (`09:30:00`) of a moment in a time zone (IANA name). */
export function timeIn(timezone: string, moment: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, timeStyle: 'medium' }).format(moment);
}

/** The day this many days later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** How many days lie between two calendar days; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/**
 * The first day of the week that contains a day.
 * @param weekStart The first day of the week: 1 is Monday, 7 Sunday (ISO 8601).
 */
export function startOfWeek(day: string, weekStart: number): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday - weekStart + 7) % 7));
}

const maxMoments = 2_000;
const moments = new LRUCache<string, Promise<string>>({ max: maxMoments });

/** The time (RFC 3339, UTC) at which a day begins in a time zone, even if a clock change skips midnight. */
export function startOfDay(timezone: string, day: string): Promise<string> {
  return momentIn(timezone, day, null);
}

/** A time of day (`09:00`) of a day in a time zone; where a clock change skips it, as much later (RFC 3339, UTC). */
export function timeOfDay(timezone: string, day: string, time: string): Promise<string> {
  return momentIn(timezone, day, time);
}

function momentIn(timezone: string, day: string, time: string | null): Promise<string> {
  const key = `${day} ${time} ${timezone}`;
  const moment = moments.get(key) ?? readMoment(timezone, day, time);
  moments.set(key, moment);
  return moment;
}

async function readMoment(timezone: string, day: string, time: string | null): Promise<string> {
  const { Temporal } = await import('temporal-polyfill');
  const plainTime = time === null ? {} : { plainTime: Temporal.PlainTime.from(time) };
  const moment = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: timezone, ...plainTime });
  return new Date(moment.epochMilliseconds).toISOString();
}
