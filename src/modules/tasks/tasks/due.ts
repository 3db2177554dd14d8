import { z } from 'zod';
import { addDays, dayIn, startOfDay } from '#platform/dates.ts';
import type { TasksContext } from '../context.ts';
import { userIdOf } from '#platform/context.ts';
import { CalendarDate } from '#platform/http/fields.ts';

const DayRange = z.pipe(
  z
    .string()
    .regex(/^\S{10}\.\.\S{10}$/)
    .transform((text) => text.split('..')),
  z.tuple([CalendarDate, CalendarDate]),
);

/** `overdue`, `today`, `week`, `none`, or `2026-11-01..2026-11-30`, both days included. */
export const DueFilter = z.union([z.enum(['overdue', 'today', 'week', 'none']), DayRange], {
  error: 'must be overdue, today, week, none or two days such as 2026-11-01..2026-11-30',
});

/** Half-open: due days from `from`, before `until`; due moments likewise, in the caller's time zone. */
export interface DueRange {
  readonly kind: 'overdue' | 'none' | 'range';
  readonly from: string | null;
  readonly until: string | null;
  readonly fromMoment: string | null;
  readonly untilMoment: string | null;
}

const longAgo = '1900-01-01';

/** The caller's time zone (IANA name), in which their days are counted. */
export async function timezoneOf(ctx: TasksContext): Promise<string> {
  const userId = ctx.scope.userId ?? userIdOf(ctx.actor);
  return (userId && (await ctx.people.byIds([userId])).get(userId)?.timezone) || 'UTC';
}

export async function dueRange(ctx: TasksContext, filter: z.output<typeof DueFilter>): Promise<DueRange> {
  if (filter === 'none') return { kind: 'none', from: null, until: null, fromMoment: null, untilMoment: null };
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const today = dayIn(timezone, now);
  if (filter === 'overdue') {
    return {
      kind: 'overdue',
      from: longAgo,
      until: today,
      fromMoment: `${longAgo}T00:00:00Z`,
      untilMoment: now.toISOString(),
    };
  }
  const [from, last] = filter === 'today' ? [today, today] : filter === 'week' ? [today, addDays(today, 6)] : filter;
  const until = addDays(last, 1);
  const [fromMoment, untilMoment] = await Promise.all([startOfDay(timezone, from), startOfDay(timezone, until)]);
  return { kind: 'range', from, until, fromMoment, untilMoment };
}
