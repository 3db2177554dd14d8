import {
  addDays,
  addMonths,
  type Calendar,
  dayFrom,
  endOfMonth,
  monthsLater,
  nextWeek,
  partsOf,
  weekdayOf,
} from './days.ts';
import type { Values } from './matches.ts';
import { timeIn12, units } from './words.ts';

/** What dates are counted from. */
export interface Today {
  /** Today in the reader's time zone, `2026-11-25`. */
  readonly day: string;
  /** Minutes since midnight there. */
  readonly minutes: number;
  readonly calendar: Calendar;
  /** The first day of the week: 1 is Monday, 7 Sunday (ISO 8601). */
  readonly weekStart: number;
}

/**
 * What a phrase says. Times are minutes since midnight. A night goes on after it: "1 at night" is 25:00, and "midnight"
 * is 24:00, the end of the day that is named.
 */
export type Reading = DateReading | TimeReading | RecurrenceReading;

interface DateReading {
  readonly kind: 'date';
  readonly day: string;
  readonly time?: number | undefined;
  readonly isDeadline: boolean;
}

interface TimeReading {
  readonly kind: 'time';
  readonly time: number;
  /** Nothing says that the hour is in the afternoon: "at 6". */
  readonly isGuess: boolean;
}

export interface RecurrenceReading {
  readonly kind: 'recurrence';
  /** An RFC 5545 rule. */
  readonly rule: string;
  /** The first day of the rule from a day on. */
  readonly first: (from: string) => string | null;
  readonly time?: number | undefined;
  /** The same on the days after, for a time after midnight. */
  readonly nextDays?: (() => RecurrenceReading) | undefined;
}

export type Read = (values: Values, today: Today) => Reading | null;

export const minutesPerDay = 1_440;
const minutesPerHour = 60;
const weekDays = 7;
const farthestDays = 36_500;
export const persianMonths = 100;

const one = (values: Values, slot: keyof Values): number | undefined => values[slot]?.[0];

function date(values: Values, day: string | null, time = one(values, 'part')): Reading | null {
  return day === null ? null : { kind: 'date', day, time, isDeadline: one(values, 'lead') === 1 };
}

const sinceMonday = (weekday: number, start: number) => (weekday - start + weekDays) % weekDays;

/** The next such weekday, never today. */
function comingWeekday(weekday: number, { day }: Today): string {
  return addDays(day, sinceMonday(weekday, weekdayOf(day)) || weekDays);
}

/** What only looks like a phrase: nothing in it is read. */
export const readNothing: Read = () => null;

export const readDay: Read = (values, today) => date(values, addDays(today.day, one(values, 'day') ?? 0));

const noon = 720;
const tonightTime = 1_200;
export const readTonight: Read = (values, today) => date(values, today.day, tonightTime);

/** "This morning": today. */
export const readThisPart: Read = (values, today) => date(values, today.day);

export const readWeekday: Read = (values, today) => {
  const weekday = one(values, 'weekday') ?? one(values, 'shortWeekday');
  return weekday === undefined ? null : date(values, comingWeekday(weekday, today));
};

/** The weekday in the next week. */
export const readNextWeekday: Read = (values, today) => {
  const weekday = one(values, 'weekday') ?? one(values, 'shortWeekday');
  if (weekday === undefined || !isWeek(one(values, 'unit') ?? 3)) return null;
  return date(values, addDays(nextWeek(today.day, today.weekStart), sinceMonday(weekday, today.weekStart)));
};

const isWeek = (unit: number) => units[unit]?.of === 'week' && units[unit].count === 1;
export const isMonth = (unit: number) => units[unit]?.of === 'month' && units[unit].count === 1;

/** "Next week", "next month", "next year": its first day. */
export const readNextUnit: Read = (values, { day, calendar, weekStart }) => {
  const unit = units[one(values, 'unit') ?? 0];
  const { year } = partsOf(day, calendar);
  if (unit === undefined || unit.count !== 1) return null;
  if (unit.of === 'week') return date(values, nextWeek(day, weekStart));
  if (unit.of === 'month') return date(values, dayFrom(addMonths(partsOf(day, calendar), 1), calendar));
  return unit.of === 'year' ? date(values, dayFrom({ year: year + 1, month: 1, day: 1 }, calendar)) : null;
};

/** "In 3 days", "two hours from now". */
export const readLater: Read = (values, { day, minutes, calendar }) => {
  const unit = units[one(values, 'unit') ?? 0];
  const count = (one(values, 'number') ?? 1) * (unit?.count ?? 0);
  if (!unit || count <= 0) return null;
  if (unit.of === 'minute') {
    const time = minutes + count;
    const days = Math.floor(time / minutesPerDay);
    return Number.isInteger(count) && days < farthestDays
      ? date(values, addDays(day, days), time % minutesPerDay)
      : null;
  }
  if (!Number.isInteger(count)) return null;
  if (unit.of === 'day') return date(values, addDays(day, count));
  if (unit.of === 'week') return date(values, addDays(day, count * weekDays));
  return date(values, monthsLater(day, unit.of === 'month' ? count : count * 12, calendar));
};

/** "12 March", "15 Aban 1405": the next one if no year is said. */
export const readMonthDay: Read = (values, today) => {
  const named = one(values, 'month') ?? 0;
  const calendar: Calendar = named > persianMonths ? 'persian' : 'gregorian';
  const parts = { month: named % persianMonths, day: dayNumber(values) };
  const year = one(values, 'year');
  if (year !== undefined) return date(values, dayFrom({ year, ...parts }, calendar));
  const thisYear = partsOf(today.day, calendar).year;
  // A leap day may be some years away.
  const days = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((add) => dayFrom({ year: thisYear + add, ...parts }, calendar));
  return date(values, days.find((day) => day !== null && day >= today.day) ?? null);
};

function dayNumber(values: Values): number {
  return one(values, 'nth') ?? one(values, 'ordinal') ?? one(values, 'number') ?? 0;
}

/** "The 5th": of this month, or of the next one that has it. "Of this month" may be past. */
export const readDayOfMonth: Read = (values, { day: from, calendar }) => {
  if (!isMonth(one(values, 'unit') ?? 4)) return null;
  const dayIn = (add: number) =>
    dayFrom({ ...addMonths(partsOf(from, calendar), add), day: dayNumber(values) }, calendar);
  if (values.this !== undefined) return date(values, dayIn(0));
  if (values.next !== undefined || values.after !== undefined) return date(values, dayIn(1));
  return date(values, [0, 1, 2, 3].map(dayIn).find((day) => day !== null && day >= from) ?? null);
};

/** A date in digits: years before 1700 are Persian. */
export const readDigits: Read = (values) => {
  const value = one(values, 'date') ?? 0;
  const parts = { year: Math.floor(value / 10_000), month: Math.floor(value / 100) % 100, day: value % 100 };
  return date(values, dayFrom(parts, parts.year < 1_700 ? 'persian' : 'gregorian'));
};

export const readMonthEnd: Read = (values, { day, calendar }) => {
  const month = dayFrom(addMonths(partsOf(day, calendar), one(values, 'monthEnd') ?? 0), calendar);
  return date(values, month && endOfMonth(month, calendar));
};

/** The first day of a weekend: Saturday, in Iran Thursday. */
export const weekendDays = (calendar: Calendar) => (calendar === 'persian' ? [4, 5] : [6, 7]);

export const readWeekend: Read = (values, today) => {
  const [first = 6] = weekendDays(today.calendar);
  const isNext = values.next !== undefined || values.after !== undefined;
  const from = isNext ? addDays(nextWeek(today.day, today.weekStart), -1) : today.day;
  return date(values, comingWeekday(first, { ...today, day: from }));
};

/** "9am", "9:30 in the evening". */
export const readTime: Read = (values) => {
  const time = one(values, 'time') ?? one(values, 'namedTime') ?? 0;
  const part = one(values, 'dayPart') ?? one(values, 'inPart');
  return timeOf(part === undefined ? time : timeIn(part, time));
};

/** "At 9", "half past 9", "9 in the morning". From 1 to 6 it is the afternoon's if nothing else is said. */
export const readHour: Read = (values) => {
  const hour = one(values, 'number') ?? 0;
  const part = one(values, 'dayPart') ?? one(values, 'inPart');
  const extra = one(values, 'andMinutes') ?? one(values, 'past') ?? 0;
  if (!Number.isInteger(hour) || hour > 23) return null;
  const isGuess = part === undefined && hour >= 1 && hour <= 6;
  const time = part === undefined ? hour * minutesPerHour + (isGuess ? noon : 0) : timeIn(part, hour * minutesPerHour);
  return time === null || time + extra < 0 ? null : timeOf(time + extra, isGuess);
};

/** "9 pm", "۹ صبح". Fewer than 7 nights are counted: "۳ شب" is three nights. */
export const readBareHour: Read = (values, today) => {
  const isNight = (one(values, 'dayPart') ?? one(values, 'inPart')) === 3;
  return isNight && (one(values, 'number') ?? 0) < 7 ? null : readHour(values, today);
};

function timeOf(time: number | null, isGuess = false): TimeReading | null {
  return time === null ? null : { kind: 'time', time, isGuess };
}

/** A time beside a part of the day, such as "this evening at 7:30". If they contradict each other, the time counts. */
export function timeBeside(part: number, { time, isGuess }: TimeReading): number {
  const stated = isGuess ? time - noon : time;
  // "Tomorrow morning at 12" is noon.
  if (part < noon) return stated;
  return timeIn(part === noon ? 1 : part < tonightTime ? 2 : 3, stated) ?? time;
}

/** A time with a part of the day (`dayPart`); null if they contradict each other. */
function timeIn(part: number, time: number): number | null {
  const [hour, minute] = [Math.floor(time / minutesPerHour), time % minutesPerHour];
  const isNoon = part === 1 && (hour < 4 || hour === 12);
  const isAfterMidnight = part === 3 && (hour < 5 || hour === 12);
  const isAfternoon = part === 2 || (part === 3 && !isAfterMidnight) || isNoon;
  if (hour > 12) return part > 0 && hour < 24 ? time : null;
  if (hour === 0 && isAfternoon) return null;
  const inHalf = timeIn12(hour || 12, minute, isAfternoon);
  return inHalf === null || !isAfterMidnight ? inHalf : inHalf + minutesPerDay;
}
