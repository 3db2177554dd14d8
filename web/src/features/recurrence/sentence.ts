import i18next from 'i18next';
import type { Recurrence } from '../../api/types.ts';
import { type DateFormat, formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { weekdayName, weekFrom } from '../../i18n/weekdays.ts';
import { hasCalendar, type Nth, type Plan, planOf, type Weekday, weekdays } from './plan.ts';

export function nameOfWeekday(weekday: Weekday, { language }: DateFormat, length: 'long' | 'short' = 'long'): string {
  return weekdayName(weekdays.indexOf(weekday) + 1, length, language);
}

/** The days of a week in order, from a given first day; 1 is Monday, 7 Sunday (ISO 8601). */
export function weekdaysFrom(weekStart: number): readonly Weekday[] {
  return weekFrom(weekStart).flatMap((day) => weekdays[day - 1] ?? []);
}

/** The days of a week in the order of the reader's language. */
function weekdaysFor({ language }: DateFormat): readonly Weekday[] {
  return language === 'fa' ? ['SA', 'SU', 'MO', 'TU', 'WE', 'TH', 'FR'] : weekdays;
}

/** The rule in words: "Every week on Monday and Thursday, until 5 Dec." */
export function repeatSentence({ rule, from }: Recurrence, dateFormat: DateFormat, now: Date): string {
  const plan = planOf(rule, dateFormat);
  const when = plan ? rhythm(plan, dateFormat) : i18next.t('repeat.byRule', { rule });
  const isOther = plan !== null && hasCalendar(plan) && plan.calendar !== dateFormat.calendar;
  const calendar = isOther ? i18next.t(`repeat.in.${plan.calendar}`) : '';
  const counted = from === 'completion' ? i18next.t('repeat.fromCompletion') : '';
  const end = plan ? endText(plan, dateFormat, now) : '';
  return `${[when, calendar, counted, end].filter(Boolean).join(i18next.t('common.comma'))}${i18next.t('repeat.stop')}`;
}

/** "Every 2 weeks on Monday": the rule without its end. */
function rhythm({ every: count, unit, weekdays: days, monthDay }: Plan, dateFormat: DateFormat): string {
  const t = i18next.t;
  if (unit === 'week' && days.length > 0) {
    const names = weekdaysFor(dateFormat)
      .filter((day) => days.includes(day))
      .map((day) => nameOfWeekday(day, dateFormat));
    const list = new Intl.ListFormat(dateFormat.language, { type: 'conjunction' }).format(names);
    return t('repeat.weekOn', { count, days: list });
  }
  if (unit === 'month') {
    switch (monthDay.kind) {
      case 'day':
        return t('repeat.monthOnDay', { count, day: formatNumber(monthDay.day) });
      case 'last':
        return t('repeat.monthOnLast', { count });
      case 'weekday': {
        const values = { nth: nthName(monthDay.nth), weekday: nameOfWeekday(monthDay.weekday, dateFormat) };
        return t('repeat.monthOnWeekday', { count, ...values });
      }
      case 'same':
    }
  }
  return t(`repeat.${unit}`, { count });
}

export function nthName(nth: Nth): string {
  return i18next.t(`repeat.nth.${nth === -1 ? 'last' : nth}`);
}

function endText({ end }: Plan, dateFormat: DateFormat, now: Date): string {
  switch (end.kind) {
    case 'never':
      return '';
    case 'count':
      return i18next.t('repeat.times', { count: end.count });
    case 'until':
      return i18next.t('repeat.untilDay', { date: formatDay(end.day, dateFormat, now) });
  }
}
