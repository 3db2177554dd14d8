import type { Language } from './languages.ts';

export type Calendar = 'gregorian' | 'persian';

/** How dates are shown: language, calendar, time zone. */
export interface DateFormat {
  readonly language: Language;
  readonly calendar: Calendar;
  readonly timeZone: string;
}

type DateParts = 'day' | 'month' | 'year' | 'weekday';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** A person's time zone; if this browser does not know it, the browser's own. */
export function shownZone(timezone: string): string {
  try {
    formatter('en-CA', { timeZone: timezone });
    return timezone;
  } catch {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

/** Whether clocks in two time zones show the same day and time at a moment. */
export function hasSameTime(moment: string, timeZone: string, otherZone: string): boolean {
  const [time, otherTime] = [timeZone, otherZone].map((zone) =>
    formatter('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(moment)),
  );
  return time === otherTime;
}

/** The locale for Intl and React Aria: `fa-IR-u-ca-persian`, `en-u-ca-gregory`. */
export function localeTag({ language, calendar }: Pick<DateFormat, 'language' | 'calendar'>): string {
  return `${language === 'fa' ? 'fa-IR' : 'en-GB'}-u-ca-${calendar === 'persian' ? 'persian' : 'gregory'}`;
}

/** The parts in the spoken order: Persian says weekday, day, month, year, and Intl does not. */
function joinParts(
  at: Date,
  dateFormat: DateFormat,
  timeZone: string,
  requestedParts: readonly DateParts[],
  month: 'short' | 'long',
): string {
  const options = {
    timeZone,
    day: requestedParts.includes('day') ? 'numeric' : undefined,
    month: requestedParts.includes('month') ? month : undefined,
    year: requestedParts.includes('year') ? 'numeric' : undefined,
    weekday: requestedParts.includes('weekday') ? 'long' : undefined,
  } as const;
  const definedOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const parts = formatter(localeTag(dateFormat), definedOptions).formatToParts(at);
  const textOf = (name: DateParts) => parts.find(({ type }) => type === name)?.value;
  const order: readonly DateParts[] = ['weekday', 'day', 'month', 'year'];
  return order.flatMap((name) => (requestedParts.includes(name) ? (textOf(name) ?? []) : [])).join(' ');
}

/** The day of a moment in a time zone, as `2026-11-20`. */
export function dayOf(at: Date, timeZone: string): string {
  return formatter('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** The minutes since midnight of a moment in a time zone, as its clocks show them. */
export function minutesOf(at: Date, timeZone: string): number {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const [hours = 0, minutes = 0] = formatter('en-GB', options).format(at).split(':').map(Number);
  return hours * 60 + minutes;
}

export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + count);
  return at.toISOString().slice(0, 10);
}

/** A calendar day, `2026-11-20`; the year is shown only if it is not the current one. */
export function formatDay(day: string, dateFormat: DateFormat, now: Date): string {
  const at = new Date(`${day}T00:00:00Z`);
  const year = (moment: Date, timeZone: string) => joinParts(moment, dateFormat, timeZone, ['year'], 'short');
  const isThisYear = year(at, 'UTC') === year(now, dateFormat.timeZone);
  return joinParts(at, dateFormat, 'UTC', isThisYear ? ['day', 'month'] : ['day', 'month', 'year'], 'short');
}

/** A calendar day with all parts. */
export function formatDayLong(day: string, dateFormat: DateFormat): string {
  return joinParts(new Date(`${day}T00:00:00Z`), dateFormat, 'UTC', ['weekday', 'day', 'month', 'year'], 'long');
}

/** The month of a calendar day with its year, as a heading. */
export function formatMonth(day: string, dateFormat: DateFormat): string {
  return joinParts(new Date(`${day}T00:00:00Z`), dateFormat, 'UTC', ['month', 'year'], 'long');
}

/** The name of the month of a calendar day, as short as the language has it. */
export function formatMonthShort(day: string, dateFormat: DateFormat): string {
  return joinParts(new Date(`${day}T00:00:00Z`), dateFormat, 'UTC', ['month'], 'short');
}

export function formatTime(moment: string, { language, timeZone }: DateFormat): string {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hour12: false } as const;
  return formatter(language === 'fa' ? 'fa-IR' : 'en-GB', options).format(new Date(moment));
}

/** A moment as day and time, in the reader's time zone. */
export function formatMoment(moment: string, dateFormat: DateFormat, now: Date): string {
  const day = formatDay(dayOf(new Date(moment), dateFormat.timeZone), dateFormat, now);
  return `${day}${dateFormat.language === 'fa' ? '،' : ','} ${formatTime(moment, dateFormat)}`;
}

const steps = [
  { unit: 'minute', seconds: 60 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'day', seconds: 86_400 },
] as const;

/** `5 min ago`; older than a week, the day. */
export function formatAgo(moment: string, dateFormat: DateFormat, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(moment).getTime()) / 1_000);
  if (seconds > 7 * 86_400) return formatDay(dayOf(new Date(moment), dateFormat.timeZone), dateFormat, now);
  const step = steps.findLast((one) => seconds >= one.seconds);
  const words = new Intl.RelativeTimeFormat(dateFormat.language === 'fa' ? 'fa-IR' : 'en-GB', {
    numeric: 'auto',
    style: 'short',
  });
  return step ? words.format(-Math.floor(seconds / step.seconds), step.unit) : words.format(0, 'second');
}
