import { addDays, dayIn, daysBetween, timeIn, timeOfDay } from '#platform/dates.ts';
import type { reminderRepeats } from '../contract.ts';
import { type Due, leadMoment } from './moments.ts';

/** What decides when a person's own reminder is sent. */
export interface ReminderTimes {
  readonly at: string | null;
  readonly beforeMinutes: number | null;
  readonly repeat: (typeof reminderRepeats)[number] | null;
  /** The time zone (IANA name) in which it was set. */
  readonly timezone: string;
  readonly firedAt: string | null;
  /** When a repeating one is sent next, instead of its repetitions until then. */
  readonly snoozedUntil: string | null;
}

/**
 * When a reminder is sent next (RFC 3339, UTC), perhaps in the past; null if never: it was sent and does not repeat, or
 * the task has no due date.
 * @param timezone The person's current time zone (IANA name).
 */
export async function nextReminder(reminder: ReminderTimes, due: Due, timezone: string): Promise<string | null> {
  const { at, beforeMinutes, firedAt, snoozedUntil } = reminder;
  if (snoozedUntil !== null && (firedAt === null || firedAt < snoozedUntil)) return snoozedUntil;
  const first = at ?? (await leadMoment(due, timezone, beforeMinutes ?? 0));
  if (first === null || firedAt === null || firedAt < first) return first;
  return repeatAfter(first, firedAt, reminder, timezone);
}

const daysOf = { daily: 1, weekly: 7 } as const;

/** The first repetition after a moment. It keeps the time of day, also where the person's time zone has changed. */
async function repeatAfter(
  first: string,
  after: string,
  { at, repeat, timezone: setIn }: ReminderTimes,
  timezone: string,
): Promise<string | null> {
  if (repeat === null) return null;
  const origin = at === null ? timezone : setIn;
  const [day, time] = [dayIn(origin, new Date(first)), timeIn(origin, new Date(first))];
  const days = daysOf[repeat];
  const passed = Math.floor(daysBetween(day, dayIn(timezone, new Date(after))) / days);
  for (let count = Math.max(1, passed); ; count += 1) {
    const moment = await timeOfDay(timezone, addDays(day, count * days), time);
    if (moment > after) return moment;
  }
}
