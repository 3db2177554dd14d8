// Calendar days as `2026-11-25`, in both calendars.

export type Calendar = 'gregorian' | 'persian';

/** A day in a calendar; months count from 1. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const dayMs = 86_400_000;
const monthsPerYear = 12;
/** The Persian year 1 began in the Gregorian year 622. */
const yearsBetween = 621;

const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The day this many days later, or earlier if negative. */
export function addDays(day: string, count: number): string {
  return dayAt(timeOf(day) + count * dayMs);
}

/** 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdayOf(day: string): number {
  return ((new Date(timeOf(day)).getUTCDay() + 6) % 7) + 1;
}

/** The first day of the week after the one that contains the day. */
export function nextWeek(day: string, weekStart: number): string {
  return addDays(day, 7 - ((weekdayOf(day) - weekStart + 7) % 7));
}

let persianFormat: Intl.DateTimeFormat | undefined;

function persianParts(time: number): DateParts {
  persianFormat ??= new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const parts = new Map(persianFormat.formatToParts(time).map(({ type, value }) => [type, Number.parseInt(value, 10)]));
  return { year: parts.get('year') ?? 0, month: parts.get('month') ?? 0, day: parts.get('day') ?? 0 };
}

export function partsOf(day: string, calendar: Calendar): DateParts {
  if (calendar === 'persian') return persianParts(timeOf(day));
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { year, month, day: date };
}

/** The day with these parts; null if the calendar does not have it, such as 31 April. */
export function dayFrom({ year, month, day }: DateParts, calendar: Calendar): string | null {
  if (year < 1 || year > 3_000 || month < 1 || month > monthsPerYear || day < 1 || day > 31) return null;
  if (calendar === 'gregorian') {
    const time = Date.UTC(year, month - 1, day);
    return new Date(time).getUTCDate() === day ? dayAt(time) : null;
  }
  // The year begins on 20, 21 or 22 March: six months of 31 days, then months of 30.
  const dayOfYear = (month - 1) * 30 + Math.min(month - 1, 6) + day - 1;
  const guess = Date.UTC(year + yearsBetween, 2, 21) + dayOfYear * dayMs;
  const time = [0, -1, 1, -2, 2].map((shift) => guess + shift * dayMs).find((one) => isAt(one, { year, month, day }));
  return time === undefined ? null : dayAt(time);
}

function isAt(time: number, parts: DateParts): boolean {
  const { year, month, day } = persianParts(time);
  return year === parts.year && month === parts.month && day === parts.day;
}

/** The month this many months later, as its first day. */
export function addMonths({ year, month }: DateParts, count: number): DateParts {
  const months = year * monthsPerYear + month - 1 + count;
  return { year: Math.floor(months / monthsPerYear), month: (months % monthsPerYear) + 1, day: 1 };
}

/** The same day some months later; in a shorter month its last day. */
export function monthsLater(day: string, count: number, calendar: Calendar): string | null {
  const parts = partsOf(day, calendar);
  const month = addMonths(parts, count);
  return [0, 1, 2, 3].reduce<string | null>(
    (result, less) => result ?? dayFrom({ ...month, day: parts.day - less }, calendar),
    null,
  );
}

/** The last day of the month of a day. */
export function endOfMonth(day: string, calendar: Calendar): string | null {
  const first = dayFrom(addMonths(partsOf(day, calendar), 1), calendar);
  return first && addDays(first, -1);
}
