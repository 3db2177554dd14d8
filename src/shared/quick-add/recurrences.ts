import { addDays, addMonths, type Calendar, dayFrom, partsOf, weekdayOf } from './days.ts';
import type { Values } from './matches.ts';
import { isMonth, persianMonths, type Read, type RecurrenceReading, weekendDays } from './readings.ts';
import { units } from './words.ts';

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const frequencies = { minute: '', day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const;
const maxInterval = 1_000;
const weekDays = 7;
/** Every other month at most lacks a day that some have. */
const searchedMonths = 14;

type First = (from: string) => string | null;

function recurrence(rule: readonly string[], first: First, values: Values): RecurrenceReading {
  return { kind: 'recurrence', rule: rule.filter(Boolean).join(';'), first, time: values.part?.[0] };
}

/** Months and years are those of the reader's calendar (RFC 7529). */
function calendarPart(calendar: Calendar): string {
  return calendar === 'persian' ? 'RSCALE=PERSIAN' : '';
}

function intervalPart(interval: number): string {
  return interval === 1 ? '' : `INTERVAL=${interval}`;
}

/** "Every day", "every 2 weeks", "every other month". */
export const readEveryUnit: Read = (values, { calendar }) => {
  const unit = units[values.unit?.[0] ?? values.often?.[0] ?? 0];
  const isOther = values.other !== undefined || (values.alternate !== undefined && values.number === undefined);
  // "One day in between" is every second day.
  const added = values.alternate !== undefined && values.number !== undefined ? 1 : 0;
  const interval = (isOther ? 2 : (values.number?.[0] ?? 1) + added) * (unit?.count ?? 0);
  if (!unit || unit.of === 'minute' || !Number.isInteger(interval) || interval < 1 || interval > maxInterval)
    return null;
  const scale = unit.of === 'month' || unit.of === 'year' ? calendarPart(calendar) : '';
  return recurrence([scale, `FREQ=${frequencies[unit.of]}`, intervalPart(interval)], (from) => from, values);
};

/** "Every Monday", "every other Monday and Thursday", "Fridays". */
export const readEveryWeekday: Read = (values) => {
  const days = [...new Set(values.weekday ?? values.shortWeekday ?? values.weekdays)];
  return weekly(days, values, values.other === undefined ? 1 : 2);
};

/** From Monday to Friday, in Iran from Saturday to Wednesday. */
export const readWorkdays: Read = (values, { calendar }) => {
  const free = weekendDays(calendar);
  return weekly(
    [1, 2, 3, 4, 5, 6, 7].filter((day) => !free.includes(day)),
    values,
    1,
  );
};

export const readWeekends: Read = (values, { calendar }) => weekly(weekendDays(calendar), values, 1);

/** "Every morning". */
export const readEveryPart: Read = (values) => recurrence(['FREQ=DAILY'], (from) => from, values);

function weekly(days: readonly number[], values: Values, interval: number): RecurrenceReading {
  const list = days.toSorted((a, b) => a - b).map((day) => names[day - 1]);
  const first: First = (from) => {
    const distances = days.map((day) => (day - weekdayOf(from) + weekDays) % weekDays);
    return addDays(from, Math.min(...distances));
  };
  const nextDays = () =>
    weekly(
      days.map((day) => (day % weekDays) + 1),
      values,
      interval,
    );
  const rule = ['FREQ=WEEKLY', intervalPart(interval), `BYDAY=${list.join()}`];
  return { ...recurrence(rule, first, values), nextDays };
}

/** "Every 5th", "every month on the 5th". */
export const readEveryDayOfMonth: Read = (values, today) => {
  const { calendar } = today;
  const day = values.nth?.[0] ?? values.ordinal?.[0] ?? values.number?.[0] ?? 0;
  if (!isMonth(values.unit?.[0] ?? 4)) return null;
  if (day === -1) return readEveryMonthEnd(values, today);
  if (!(day >= 1 && day <= 31)) return null;
  return recurrence(
    [calendarPart(calendar), 'FREQ=MONTHLY', `BYMONTHDAY=${day}`],
    (from) => firstInMonths(from, (month) => dayFrom({ ...month, day }, calendar), calendar),
    values,
  );
};

/** "End of every month". */
export const readEveryMonthEnd: Read = (values, { calendar }) => {
  const last = (month: Month) => lastDay(month, calendar);
  const rule = [calendarPart(calendar), 'FREQ=MONTHLY', 'BYMONTHDAY=-1'];
  return recurrence(rule, (from) => firstInMonths(from, last, calendar), values);
};

/** "First Monday of every month". */
export const readEveryNthWeekday: Read = (values, { calendar }) => {
  const nth = values.nth?.[0] ?? values.ordinal?.[0] ?? 0;
  const weekday = values.weekday?.[0] ?? values.shortWeekday?.[0] ?? 0;
  if (!isMonth(values.unit?.[0] ?? 4) || !(nth === -1 || (nth >= 1 && nth <= 4))) return null;
  const inMonth = (month: Month) => {
    const start =
      nth === -1 ? lastDay(month, calendar) : dayFrom({ ...month, day: 1 + (nth - 1) * weekDays }, calendar);
    if (start === null) return null;
    const distance = (weekday - weekdayOf(start) + weekDays) % weekDays;
    return addDays(start, nth === -1 && distance > 0 ? distance - weekDays : distance);
  };
  return recurrence(
    [calendarPart(calendar), 'FREQ=MONTHLY', `BYDAY=${nth}${names[weekday - 1]}`],
    (from) => firstInMonths(from, inMonth, calendar),
    values,
  );
};

/** "Every 12 March", "هر ۱۲ آذر": yearly from the next one on, in the calendar of the month. */
export const readEveryMonthDay: Read = (values) => {
  const named = values.month?.[0] ?? 0;
  const calendar: Calendar = named > persianMonths ? 'persian' : 'gregorian';
  const month = named % persianMonths;
  const day = values.nth?.[0] ?? values.ordinal?.[0] ?? values.number?.[0] ?? 0;
  const unit = values.unit?.[0];
  if (unit !== undefined && units[unit]?.of !== 'year') return null;
  // 29 February and 30 Esfand are not in every year.
  if (dayFrom({ year: calendar === 'persian' ? 1_406 : 2_027, month, day }, calendar) === null) return null;
  const first: First = (from) => {
    const { year } = partsOf(from, calendar);
    const own = dayFrom({ year, month, day }, calendar);
    return own !== null && own >= from ? own : dayFrom({ year: year + 1, month, day }, calendar);
  };
  return recurrence([calendarPart(calendar), 'FREQ=YEARLY'], first, values);
};

type Month = ReturnType<typeof addMonths>;

function lastDay(month: Month, calendar: Calendar): string | null {
  const next = dayFrom(addMonths(month, 1), calendar);
  return next && addDays(next, -1);
}

/** The first day from `from` on that a month has. */
function firstInMonths(from: string, inMonth: (month: Month) => string | null, calendar: Calendar): string | null {
  const start = partsOf(from, calendar);
  for (let add = 0; add < searchedMonths; add += 1) {
    const day = inMonth(addMonths(start, add));
    if (day !== null && day >= from) return day;
  }
  return null;
}
