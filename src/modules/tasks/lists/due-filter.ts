import { z } from 'zod';
import { sql } from '#platform/database/drizzle.ts';
import { addDays, dayIn, startOfDay } from '#platform/dates.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { dueDayUtc, isDated, isPlanned, taskTable } from '../schema/task.ts';
import { alongOrder, type FilterContext, listFilter } from './filter.ts';
import { hasOpenStatus } from '../task/open-category.ts';

const DayRange = z.pipe(
  z
    .string()
    .regex(/^\S{10}\.\.\S{10}$/)
    .transform((text) => text.split('..')),
  z.tuple([CalendarDate, CalendarDate]),
);
const Due = z.union([z.enum(['overdue', 'today', 'week', 'none']), DayRange], {
  error: 'must be overdue, today, week, none or two days such as 2026-11-01..2026-11-30',
});

/** Each is a day with the moment at which it begins for the reader. */
async function boundsOf(context: FilterContext, [from, last]: readonly [string, string]) {
  const until = addDays(last, 1);
  const timezone = await context.timezone();
  const [fromMoment, untilMoment] = await Promise.all([startOfDay(timezone, from), startOfDay(timezone, until)]);
  return { from, until, fromMoment, untilMoment };
}

const longAgo = '1900-01-01';
const nothing = { dueFrom: null, dueUntil: null, dueFromMoment: null, dueUntilMoment: null };

/** Days are in the reader's time zone. Half-open: due on or after one day, before another; due times likewise. */
export const dueFilter = listFilter({
  schema: Due.optional().describe(
    '`overdue`, `today`, `week` (today and the next six days), `none`, or a range of dates such as 2026-11-01..2026-11-30, inclusive.',
  ),
  async apply(
    value,
    context,
  ): Promise<{ form: 'none' | 'overdue' | 'range'; args: Record<keyof typeof nothing, string | null> }> {
    if (value === 'none') return { form: 'none', args: nothing };
    const timezone = await context.timezone();
    const today = dayIn(timezone, context.now);
    if (value === 'overdue') {
      const args = { dueFrom: longAgo, dueUntil: today, dueFromMoment: `${longAgo}T00:00:00Z` };
      return { form: 'overdue', args: { ...args, dueUntilMoment: context.now.toISOString() } };
    }
    const days =
      value === 'today' ? ([today, today] as const) : value === 'week' ? ([today, addDays(today, 6)] as const) : value;
    const { from, until, fromMoment, untilMoment } = await boundsOf(context, days);
    const args = { dueFrom: from, dueUntil: until, dueFromMoment: fromMoment, dueUntilMoment: untilMoment };
    return { form: 'range', args };
  },
  where(params, form, { isAlongOrder }) {
    const isDue = sql`(
      (${taskTable.dueDate} >= ${params.dueFrom}::date and ${taskTable.dueDate} < ${params.dueUntil}::date)
      or (${taskTable.dueAt} >= ${params.dueFromMoment}::timestamptz and ${taskTable.dueAt} < ${params.dueUntilMoment}::timestamptz))`;
    if (form === 'none') return sql`not ${isDated(taskTable)}`;
    const day = dueDayUtc(taskTable);
    const isAbout = sql`${isDated(taskTable)} and ${day} >= ${params.dueFrom}::date - 1 and ${day} <= ${params.dueUntil}::date`;
    if (form !== 'overdue') return sql`${isAbout} and ${isDue}`;
    // Open tasks have no completion; that it is named leads to the indexes of late tasks.
    const isLate = isAlongOrder ? alongOrder(isDue) : sql`${isAbout} and ${isDue}`;
    return sql`${taskTable.completedAt} is null and ${isLate} and ${hasOpenStatus}`;
  },
  leavesFew: (form) => form !== 'none',
  mayLeaveMuch: (form) => form === 'overdue',
});

/**
 * The tasks of a calendar: due within the days, or begun before their end and due after them. A task without a due date
 * has no day there.
 */
export const plannedFilter = listFilter({
  schema: DayRange.optional().describe(
    'Tasks whose days, from the start date to the due date, touch a range of dates such as 2026-11-01..2026-11-30, inclusive.',
  ),
  async apply(value, context) {
    const { from, until, fromMoment, untilMoment } = await boundsOf(context, value);
    return {
      form: 'range',
      args: { plannedFrom: from, plannedUntil: until, plannedFromMoment: fromMoment, plannedUntilMoment: untilMoment },
    };
  },
  where(params) {
    const { dueDate, dueAt, startDate } = taskTable;
    const { plannedFrom, plannedUntil, plannedFromMoment, plannedUntilMoment } = params;
    const day = dueDayUtc(taskTable);
    const isDueWithin = sql`(
      (${dueDate} >= ${plannedFrom}::date and ${dueDate} < ${plannedUntil}::date)
      or (${dueAt} >= ${plannedFromMoment}::timestamptz and ${dueAt} < ${plannedUntilMoment}::timestamptz))`;
    const isDueLater = sql`(${dueDate} >= ${plannedUntil}::date or ${dueAt} >= ${plannedUntilMoment}::timestamptz)`;
    // Each side has an index of its own.
    return sql`(
      (${isDated(taskTable)} and ${day} >= ${plannedFrom}::date - 1 and ${day} <= ${plannedUntil}::date and ${isDueWithin})
      or (${isPlanned(taskTable)} and ${day} >= ${plannedUntil}::date - 1 and ${startDate} < ${plannedUntil}::date
        and ${isDueLater}))`;
  },
  leavesFew: () => true,
});
