import { addDays, addMonths, type DateParts, dayFrom, partsOf, weekdayOf } from '../../../shared/quick-add/days.ts';
import type { RuleParts } from '../task/recurrence-rule.ts';

// Rules in months or years of the Persian calendar (RFC 7529, RSCALE=PERSIAN), which rrule-temporal does not know.

/** As many periods are searched as for other rules: 30 Esfand is in every fourth or fifth year. */
const maxPeriods = { MONTHLY: 500, YEARLY: 60 } as const;
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * The first day after `from` on which a rule with RSCALE=PERSIAN occurs, without regard to its end; null if it never
 * does. A month that lacks the day is left out, which is the default of RFC 7529.
 */
export function nextPersianDay(rule: RuleParts, from: string): string | null {
  const start = partsOf(from, 'persian');
  const interval = Number(rule.get('INTERVAL') ?? 1);
  const isYearly = rule.get('FREQ') === 'YEARLY';
  const months = isYearly ? (numbersOf(rule, 'BYMONTH') ?? [start.month]).toSorted((a, b) => a - b) : [start.month];
  const daysAsked = rule.has('BYDAY') ? null : [start.day];
  for (let period = 0; period < maxPeriods[isYearly ? 'YEARLY' : 'MONTHLY']; period += 1) {
    for (const month of months) {
      const count = period * interval;
      const first = isYearly ? { year: start.year + count, month, day: 1 } : addMonths(start, count);
      const day = daysIn(first, rule, daysAsked).find((one) => one > from);
      if (day !== undefined) return day;
    }
  }
  return null;
}

/** The days of a month on which the rule occurs, in order. @param byDefault Days of the month, if it names none. */
function daysIn(month: DateParts, rule: RuleParts, byDefault: readonly number[] | null): string[] {
  const first = dayFrom(month, 'persian');
  const next = dayFrom(addMonths(month, 1), 'persian');
  if (first === null || next === null) return [];
  const length = Math.round((Date.parse(next) - Date.parse(first)) / 86_400_000);
  const monthDays = numbersOf(rule, 'BYMONTHDAY') ?? byDefault;
  const byDay = rule.get('BYDAY')?.split(',') ?? null;
  return Array.from({ length }, (_, index) => addDays(first, index)).filter((day, index) => {
    const isDay = monthDays === null || monthDays.includes(index + 1) || monthDays.includes(index - length);
    return isDay && (byDay === null || byDay.some((one) => isWeekday(one, day, index, length)));
  });
}

/** Whether `MO`, `1MO` or `-1MO` is this day of the month. */
function isWeekday(text: string, day: string, index: number, length: number): boolean {
  if (weekdays[weekdayOf(day) - 1] !== text.slice(-2)) return false;
  const nth = Number(text.slice(0, -2));
  return nth === 0 || (nth > 0 ? Math.floor(index / 7) + 1 === nth : Math.floor((length - 1 - index) / 7) + 1 === -nth);
}

function numbersOf(rule: RuleParts, name: string): number[] | null {
  return rule.get(name)?.split(',').map(Number) ?? null;
}
