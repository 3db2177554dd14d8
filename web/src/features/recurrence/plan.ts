import type { Calendar } from '../../../../src/shared/quick-add/days.ts';
import { type DateFormat, dayOf } from '../../i18n/dates.ts';

// The parts of an RFC 5545 RRULE, with RFC 7529's RSCALE, that the editor supports.

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

export const units = ['day', 'week', 'month', 'year'] as const;
export type Unit = (typeof units)[number];

export const places = [1, 2, 3, 4, -1] as const;
/** The first to the fourth of a month, or the last one. */
export type Nth = (typeof places)[number];

/** The day of the month: the due date's own, a number, the last day, or for example the second Tuesday. */
export type MonthDay =
  | { readonly kind: 'same' }
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'weekday'; readonly nth: Nth; readonly weekday: Weekday };

export type End =
  | { readonly kind: 'never' }
  /** So many tasks, the present one among them. */
  | { readonly kind: 'count'; readonly count: number }
  /** `moment` is the end as the rule has it, where that is more than a day. */
  | { readonly kind: 'until'; readonly day: string; readonly moment?: string };

export interface Plan {
  readonly every: number;
  readonly unit: Unit;
  /** Weekdays; none for the weekday of the due date. */
  readonly weekdays: readonly Weekday[];
  readonly monthDay: MonthDay;
  /** Whose months and years are meant. */
  readonly calendar: Calendar;
  readonly end: End;
  /** The first day of the rule's weeks, if it names one. The editor keeps it. */
  readonly weekStart?: string;
}

const frequencies = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
const frequencyOf = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const;

/**
 * Null for a rule that the editor does not support.
 * @param reader The zone in which the rule's end is shown as a day, and the calendar that a rule of days or weeks gets
 *   if somebody changes it to months.
 */
export function planOf(rule: string, reader: Pick<DateFormat, 'timeZone' | 'calendar'>): Plan | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const take = (name: string) => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const scale = take('RSCALE');
  const unit = frequencies[take('FREQ') as keyof typeof frequencies];
  const every = Number(take('INTERVAL') ?? 1);
  const end = endOf(take('COUNT'), take('UNTIL'), reader.timeZone);
  const weekStart = take('WKST');
  const days = unit === 'week' ? weekdaysOf(take('BYDAY')) : [];
  const monthDay = unit === 'month' ? monthDayOf(take('BYMONTHDAY'), take('BYDAY')) : { kind: 'same' as const };
  if (unit === undefined || days === null || monthDay === null || parts.size > 0) return null;
  const ownCalendar = scale === 'PERSIAN' ? 'persian' : 'gregorian';
  const calendar = hasCalendar({ unit }) ? ownCalendar : reader.calendar;
  return { every, unit, weekdays: days, monthDay, calendar, end, ...(weekStart === undefined ? {} : { weekStart }) };
}

/** Whether a plan depends on a calendar. */
export function hasCalendar({ unit }: Pick<Plan, 'unit'>): boolean {
  return unit === 'month' || unit === 'year';
}

export function ruleOf({ every, unit, weekdays: days, monthDay, calendar, end, weekStart }: Plan): string {
  return [
    hasCalendar({ unit }) && calendar === 'persian' ? 'RSCALE=PERSIAN' : '',
    `FREQ=${frequencyOf[unit]}`,
    every === 1 ? '' : `INTERVAL=${every}`,
    unit === 'week' && days.length > 0 ? `BYDAY=${weekdays.filter((day) => days.includes(day)).join()}` : '',
    unit === 'month' ? monthDayPart(monthDay) : '',
    end.kind === 'count' ? `COUNT=${end.count}` : '',
    end.kind === 'until' ? `UNTIL=${end.moment ?? end.day.replaceAll('-', '')}` : '',
    weekStart === undefined ? '' : `WKST=${weekStart}`,
  ]
    .filter(Boolean)
    .join(';');
}

function monthDayPart(on: MonthDay): string {
  switch (on.kind) {
    case 'same':
      return '';
    case 'day':
      return `BYMONTHDAY=${on.day}`;
    case 'last':
      return 'BYMONTHDAY=-1';
    case 'weekday':
      return `BYDAY=${on.nth}${on.weekday}`;
  }
}

function weekdaysOf(text: string | undefined): readonly Weekday[] | null {
  if (text === undefined) return [];
  const days = text.split(',').map((name) => weekdays.find((one) => one === name));
  return days.includes(undefined) ? null : days.flatMap((day) => day ?? []);
}

function monthDayOf(monthDay: string | undefined, byDay: string | undefined): MonthDay | null {
  if (monthDay !== undefined && byDay !== undefined) return null;
  if (monthDay === '-1') return { kind: 'last' };
  if (monthDay !== undefined) return /^\d+$/.test(monthDay) ? { kind: 'day', day: Number(monthDay) } : null;
  if (byDay === undefined) return { kind: 'same' };
  const [, number, name] = /^([+-]?\d)([A-Z]{2})$/.exec(byDay) ?? [];
  const nth = places.find((one) => one === Number(number));
  const weekday = weekdays.find((one) => one === name);
  return nth === undefined || weekday === undefined ? null : { kind: 'weekday', nth, weekday };
}

function endOf(count: string | undefined, until: string | undefined, timeZone: string): End {
  if (count !== undefined) return { kind: 'count', count: Number(count) };
  if (until === undefined) return { kind: 'never' };
  const day = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
  const [, hours, minutes, seconds] = /T(\d\d)(\d\d)(\d\d)Z$/.exec(until) ?? [];
  if (hours === undefined) return { kind: 'until', day };
  return { kind: 'until', day: dayOf(new Date(`${day}T${hours}:${minutes}:${seconds}Z`), timeZone), moment: until };
}
