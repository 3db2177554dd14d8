import { addDays, type DateFormat, dayOf, formatDay, formatTime } from './dates.ts';

export type DueState = 'late' | 'today' | 'ahead';

interface Dated {
  readonly dueDate: string | null;
  readonly dueAt: string | null;
}

/** The due day in the reader's time zone. */
export function dueDay({ dueDate, dueAt }: Dated, timeZone: string): string | null {
  return dueDate ?? (dueAt === null ? null : dayOf(new Date(dueAt), timeZone));
}

/** Overdue, today or ahead; null without a date. */
export function dueState(dated: Dated, timeZone: string, now: Date): DueState | null {
  const day = dueDay(dated, timeZone);
  if (day === null) return null;
  const today = dayOf(now, timeZone);
  const isPast = dated.dueAt === null ? day < today : new Date(dated.dueAt) < now;
  if (isPast) return 'late';
  return day === today ? 'today' : 'ahead';
}

export type NearDay = 'yesterday' | 'today' | 'tomorrow';

/** Nearby days have names; all others are dates. */
export function nearDay(day: string, timeZone: string, now: Date): NearDay | null {
  const today = dayOf(now, timeZone);
  if (day === today) return 'today';
  if (day === addDays(today, 1)) return 'tomorrow';
  return day === addDays(today, -1) ? 'yesterday' : null;
}

/** `12 Nov`, `Tomorrow 09:30`: short enough for a card. `nameOf` returns the names of nearby days. */
export function formatDue(
  dated: Dated,
  dateFormat: DateFormat,
  now: Date,
  nameOf: (near: NearDay) => string,
): string | null {
  const day = dueDay(dated, dateFormat.timeZone);
  if (day === null) return null;
  const near = nearDay(day, dateFormat.timeZone, now);
  const text = near === null ? formatDay(day, dateFormat, now) : nameOf(near);
  return dated.dueAt === null ? text : `${text} ${formatTime(dated.dueAt, dateFormat)}`;
}
