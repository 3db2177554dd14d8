import type { Temporal as TemporalTypes } from 'temporal-polyfill';
import { addDays, dayIn, daysBetween } from '#platform/dates.ts';
import type { Recurrence } from '../schema/task.ts';
import { nextPersianDay } from './next-persian-day.ts';
import { parseRule, type RuleParts, ruleText } from '../task/recurrence-rule.ts';

type ZonedDateTime = TemporalTypes.ZonedDateTime;

/** When a task is due: on a day, at a time, or not at all. */
export interface Due {
  readonly startDate: string | null;
  readonly dueDate: string | null;
  readonly dueAt: string | null;
  readonly dueTimezone: string | null;
}

/** The due date of the next task, and the rule that it continues with. */
export interface NextDue extends Due {
  readonly recurrence: Recurrence;
}

/**
 * The next date of a recurring task: the rule's first date after its due date or after the day it was completed. A due
 * time keeps its time of day in its time zone across clock changes. The start date keeps its distance.
 * @param timezone Used to count days if the task has no time zone of its own (IANA name).
 * @returns Null if the rule has ended.
 */
export async function nextDue(
  task: Due & { readonly recurrence: Recurrence },
  completedAt: Date,
  timezone: string,
): Promise<NextDue | null> {
  const rule = parseRule(task.recurrence.rule);
  const rest = rule && decrementCount(rule);
  if (!rest) return null;
  const zone = task.dueTimezone ?? timezone;
  const { Temporal } = await import('temporal-polyfill');
  const due = task.dueAt === null ? null : Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(zone);
  const dueDay = due ? due.toPlainDate().toString() : task.dueDate;
  const today = dayIn(zone, completedAt);
  const from = task.recurrence.from === 'completion' || dueDay === null ? today : dueDay;
  const time = due ? intendedTime(due, task.recurrence.time) : '00:00:00';
  const next = await nextDay(rest, from, { zone, time });
  if (next === null) return null;
  const shifted =
    dueDay === null || task.startDate === null ? null : addDays(next, daysBetween(dueDay, task.startDate));
  const at = due && Temporal.PlainDate.from(next).toZonedDateTime({ timeZone: zone, plainTime: time });
  return {
    startDate: shifted,
    dueDate: at ? null : next,
    dueAt: at ? new Date(at.epochMilliseconds).toISOString() : null,
    dueTimezone: task.dueTimezone,
    recurrence: { rule: ruleText(rest), from: task.recurrence.from, ...(due ? { time } : {}) },
  };
}

/** The stored time of day if it still leads to this due time; otherwise somebody has set another time. */
function intendedTime(due: ZonedDateTime, storedTime: string | undefined): string {
  const isStill =
    storedTime !== undefined &&
    due.toPlainDate().toZonedDateTime({ timeZone: due.timeZoneId, plainTime: storedTime }).epochMilliseconds ===
      due.epochMilliseconds;
  return isStill ? storedTime : due.toPlainTime().toString();
}

/** COUNT counts tasks, including this one. Null if this was the last. */
function decrementCount(rule: RuleParts): RuleParts | null {
  const count = rule.get('COUNT');
  if (count === undefined) return rule;
  if (Number(count) <= 1) return null;
  return new Map([...rule, ['COUNT', String(Number(count) - 1)]]);
}

/**
 * How many periods are searched before a rule counts as one that never occurs, such as 30 February: enough for a leap
 * day on a given weekday. A year costs more the more days the rule names in it.
 */
const maxPeriods: Readonly<Record<string, number>> = { DAILY: 2_000, WEEKLY: 2_000, MONTHLY: 500, YEARLY: 60 };

/** The first day after `from` on which the rule occurs, unless it has ended before. */
async function nextDay(
  rule: RuleParts,
  from: string,
  { zone, time }: { zone: string; time: string },
): Promise<string | null> {
  const { Temporal } = await import('temporal-polyfill');
  const day = rule.get('RSCALE') === 'PERSIAN' ? nextPersianDay(rule, from) : await nextGregorianDay(rule, from);
  if (day === null || day >= '2200') return null;
  const until = rule.get('UNTIL');
  return until === undefined || !isBehind(day, until, { zone, time, Temporal }) ? day : null;
}

/**
 * Calendar days need no clock, so the rule is evaluated in UTC; only an end that is a time is compared with the time of
 * day in the zone.
 */
async function nextGregorianDay(rule: RuleParts, from: string): Promise<string | null> {
  const [{ RRuleTemporal }, { Temporal }] = await Promise.all([import('rrule-temporal'), import('temporal-polyfill')]);
  const endless = new Map([...rule].filter(([name]) => !['COUNT', 'UNTIL', 'RSCALE'].includes(name)));
  const start = Temporal.PlainDate.from(from).toZonedDateTime('UTC');
  try {
    const dates = new RRuleTemporal({
      rruleString: ruleText(endless),
      dtstart: start,
      temporal: Temporal,
      maxIterations: maxPeriods[rule.get('FREQ') ?? ''] ?? 1,
    });
    return dates.next(start, false)?.toPlainDate().toString() ?? null;
  } catch {
    // The library throws this if it finds nothing within the bounds.
    return null;
  }
}

function isBehind(
  day: string,
  until: string,
  { zone, time, Temporal }: { zone: string; time: string; Temporal: typeof import('temporal-polyfill').Temporal },
): boolean {
  if (!until.includes('T')) return day.replaceAll('-', '') > until;
  const end = Temporal.Instant.from(until);
  const at = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time });
  return Temporal.Instant.compare(at.toInstant(), end) > 0;
}
