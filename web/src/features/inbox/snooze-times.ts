import { addDays, type DateFormat, dayOf } from '../../i18n/dates.ts';
import { weekdayOf } from '../../i18n/weekdays.ts';
import { laterToday, morningOf, tomorrowMorning } from '../../ui/popup/moment.ts';

/** The reader's week; 1 is Monday, 7 Sunday (ISO 8601). */
export interface Week {
  readonly weekStart: number;
  readonly workingDays: readonly number[];
}

/** Times to snooze until; null for one that has passed or that another one names already. */
export interface SnoozeTimes {
  readonly laterToday: string | null;
  readonly tomorrow: string;
  readonly weekend: string | null;
  readonly nextWeek: string | null;
}

const daysAhead = [1, 2, 3, 4, 5, 6, 7];

/** Days begin in the morning of the reader's time zone. */
export function snoozeTimes(now: Date, { timeZone }: Pick<DateFormat, 'timeZone'>, week: Week): SnoozeTimes {
  const today = dayOf(now, timeZone);
  const isWorking = (day: string) => week.workingDays.includes(weekdayOf(day));
  const days = daysAhead.map((count) => addDays(today, count));
  const weekend = days.find((day) => !isWorking(day) && isWorking(addDays(day, -1)));
  const nextWeek = days.find((day) => weekdayOf(day) === week.weekStart);
  const tomorrow = addDays(today, 1);
  const unlessTomorrow = (day: string | undefined) =>
    day === undefined || day === tomorrow ? null : morningOf(day, timeZone);
  return {
    laterToday: laterToday(now, timeZone),
    tomorrow: tomorrowMorning(now, timeZone),
    weekend: unlessTomorrow(weekend),
    nextWeek: nextWeek === weekend ? null : unlessTomorrow(nextWeek),
  };
}
