import type { Temporal as TemporalTypes } from 'temporal-polyfill';
import { addDays, dayIn } from '../task/dates.ts';
import type { Recurrence } from '../schema.ts';
import { parseRule, type RuleParts, ruleText } from '../task/recurrence-rule.ts';

type ZonedDateTime = TemporalTypes.ZonedDateTime;

/** When a task is due: on a day, at a moment, or not at all. */
export interface Due {
  readonly startDate: string | null;
  readonly dueDate: string | null;
  readonly dueAt: string | null;
  readonly dueTimezone: string | null;
}

/** What the next task is given, and the rule as it goes on from there. */
export interface NextDue extends Due {
  readonly recurrence: Recurrence;
}

/**
 * The next date of a recurring task: the rule's first one behind its due date, or behind the day of its completion. A
 * moment keeps its time of day in its time zone, also where the clocks change. A start keeps its distance.
 * @param timezone In which days are counted where the task has none of its own (IANA name).
 * @returns Null where the rule has come to its end.
 */
export async function nextDue(
  task: Due & { readonly recurrence: Recurrence },
  completedAt: Date,
  timezone: string,
): Promise<NextDue | null> {
  const rule = parseRule(task.recurrence.rule);
  const rest = rule && countedDown(rule);
  if (!rest) return null;
  const zone = task.dueTimezone ?? timezone;
  const { Temporal } = await import('temporal-polyfill');
  const due = task.dueAt === null ? null : Temporal.Instant.from(task.dueAt).toZonedDateTimeISO(zone);
  const dueDay = due ? due.toPlainDate().toString() : task.dueDate;
  const today = dayIn(zone, completedAt);
  const from = task.recurrence.from === 'completion' || dueDay === null ? today : dueDay;
  const time = due ? timeMeant(due, task.recurrence.time) : '00:00:00';
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

/** The time of day that was kept, where it still leads to this very moment; else somebody has set another. */
function timeMeant(due: ZonedDateTime, storedTime: string | undefined): string {
  const isStill =
    storedTime !== undefined &&
    due.toPlainDate().toZonedDateTime({ timeZone: due.timeZoneId, plainTime: storedTime }).epochMilliseconds ===
      due.epochMilliseconds;
  return isStill ? storedTime : due.toPlainTime().toString();
}

/** A count is of tasks, this one among them. Null where this was the last. */
function countedDown(rule: RuleParts): RuleParts | null {
  const count = rule.get('COUNT');
  if (count === undefined) return rule;
  if (Number(count) <= 1) return null;
  return new Map([...rule, ['COUNT', String(Number(count) - 1)]]);
}

/**
 * So many periods are searched before a rule is taken for one that never comes, such as the 30th of February: enough
 * for a leap day on a certain weekday. A year costs the more, the more days the rule names in it.
 */
const maxPeriods: Readonly<Record<string, number>> = { DAILY: 2_000, WEEKLY: 2_000, MONTHLY: 500, YEARLY: 60 };

/**
 * The first day behind `from` on which the rule falls, counted from there. Days are days here: a rule of days knows no
 * clock, so it is asked in UTC; only its end, where that is a moment, is held against the time of day in the zone.
 */
async function nextDay(
  rule: RuleParts,
  from: string,
  { zone, time }: { zone: string; time: string },
): Promise<string | null> {
  const [{ RRuleTemporal }, { Temporal }] = await Promise.all([import('rrule-temporal'), import('temporal-polyfill')]);
  const endless = new Map([...rule].filter(([name]) => name !== 'COUNT' && name !== 'UNTIL'));
  const start = Temporal.PlainDate.from(from).toZonedDateTime('UTC');
  let day: string;
  try {
    const dates = new RRuleTemporal({
      rruleString: ruleText(endless),
      dtstart: start,
      temporal: Temporal,
      maxIterations: maxPeriods[rule.get('FREQ') ?? ''] ?? 1,
    });
    const date = dates.next(start, false);
    if (!date) return null;
    day = date.toPlainDate().toString();
  } catch {
    // The library's way to say that nothing was found within the bounds.
    return null;
  }
  if (day >= '2200') return null;
  const until = rule.get('UNTIL');
  return until === undefined || !isBehind(day, until, { zone, time, Temporal }) ? day : null;
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

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
