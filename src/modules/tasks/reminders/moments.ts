import { addDays, startOfDay, timeOfDay } from '#platform/dates.ts';

/** When a task is due: a day, a time, or neither. */
export interface Due {
  readonly dueDate: string | null;
  readonly dueAt: string | null;
}

/** Where a date has no time, people are notified at this time of day. */
const morning = '09:00';
const minutesLeftInTheMorning = 15 * 60;
const dayMinutes = 24 * 60;

/**
 * When a person is notified this long before a task is due (RFC 3339, UTC); null without a due date. Without a time of
 * day: in the morning of the last day that leaves this much time before the due date ends.
 * @param timezone The person's time zone (IANA name).
 */
export function leadMoment({ dueDate, dueAt }: Due, timezone: string, leadMinutes: number): Promise<string> | null {
  if (dueAt !== null) return Promise.resolve(new Date(Date.parse(dueAt) - leadMinutes * 60_000).toISOString());
  if (dueDate === null) return null;
  const daysBefore = Math.max(0, Math.ceil((leadMinutes - minutesLeftInTheMorning) / dayMinutes));
  return timeOfDay(timezone, addDays(dueDate, -daysBefore), morning);
}

/** When it becomes overdue for a person: without a time of day, when the day ends where they are. */
export function dueMoment({ dueDate, dueAt }: Due, timezone: string): Promise<string> | null {
  if (dueAt !== null) return Promise.resolve(dueAt);
  return dueDate === null ? null : startOfDay(timezone, addDays(dueDate, 1));
}

/** When a person is notified that it is overdue: at once, or without a time of day the next morning. */
export function overdueMoment({ dueDate, dueAt }: Due, timezone: string): Promise<string> | null {
  if (dueAt !== null) return Promise.resolve(dueAt);
  return dueDate === null ? null : timeOfDay(timezone, addDays(dueDate, 1), morning);
}
