import { setImmediate as letOthersRun } from 'node:timers/promises';
import { z } from 'zod';
import { startOfDay } from '#platform/dates.ts';
import { OrganizationId } from '#platform/ids.ts';
import { CalendarDate, Moment } from '#platform/http/fields.ts';
import { Timezone } from '#platform/timezone.ts';
import type { TasksContext } from '../context.ts';
import { timezoneOf } from '../task/due.ts';
import { oneDue } from '../task/fields.ts';
import { type Due, type NextDue, nextDue } from './next-date.ts';
import { RecurrenceInput, withWeekStart } from '../task/recurrence-rule.ts';
import { commonWeekStart, weekStartOf } from '../task/week-start.ts';

const maxDates = 12;

export const PreviewQuery = z
  .strictObject({
    ...RecurrenceInput.shape,
    organizationId: OrganizationId.optional().describe(
      'Organization whose first day of the week is used. Default: that of the caller’s organizations if they all agree.',
    ),
    startDate: CalendarDate.optional(),
    dueDate: CalendarDate.optional(),
    dueAt: Moment.optional(),
    dueTimezone: Timezone.optional().describe('Default: the time zone of the caller.'),
    count: z.coerce.number().int().min(1).max(maxDates).default(5).describe(`Number of dates: 1–${maxDates}.`),
  })
  .refine(oneDue.check, oneDue.params);

export const Preview = z
  .strictObject({
    dates: z.array(
      z.strictObject({
        startDate: z.iso.date().nullable(),
        dueDate: z.iso.date().nullable(),
        dueAt: z.iso.datetime().nullable(),
      }),
    ),
    ends: z.boolean().describe('Whether the recurrence ends after these dates.'),
  })
  .meta({ id: 'RecurrencePreview', description: 'Due dates of the next tasks of a recurrence.' });

/**
 * Previews the next dates of a series with the same code that creates its tasks, as if the first task were completed
 * now and each following one on its due day.
 */
export async function previewDates(
  ctx: TasksContext,
  { rule, from, count, organizationId, ...due }: z.output<typeof PreviewQuery>,
): Promise<z.infer<typeof Preview>> {
  const own = await timezoneOf(ctx);
  const { startDate = null, dueDate = null, dueAt = null } = due;
  const dueTimezone = dueAt === null ? null : (due.dueTimezone ?? own);
  const weekStart = organizationId === undefined ? commonWeekStart(ctx) : weekStartOf(ctx, organizationId);
  const recurrence = withWeekStart({ rule, from }, weekStart);
  let task: NextDue = { startDate, dueDate, dueAt, dueTimezone, recurrence };
  let completedAt = ctx.clock.now();
  const dates: z.infer<typeof Preview>['dates'] = [];
  while (dates.length < count) {
    const next = await nextDue(task, completedAt, own);
    if (next === null) return { dates, ends: true };
    dates.push({ startDate: next.startDate, dueDate: next.dueDate, dueAt: next.dueAt });
    completedAt = await momentOf(next, own);
    task = next;
    await letOthersRun();
  }
  return { dates, ends: (await nextDue(task, completedAt, own)) === null };
}

async function momentOf({ dueDate, dueAt }: Due, timezone: string): Promise<Date> {
  return new Date(dueAt ?? (await startOfDay(timezone, dueDate ?? '')));
}
