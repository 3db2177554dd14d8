import { addDays } from '../../i18n/dates.ts';
import { dueDay } from '../../i18n/due.ts';
import type { Timeline } from '../../api/types.ts';
import { zonedFrom } from '../../ui/popup/moment.ts';
import type { KnownTask } from '../tasks/store.ts';
import { daysBetween } from './scale.ts';

export type TimelineRow = Timeline['tasks'][number];

/** From one day to another, both included. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

export type Dates = Partial<Pick<KnownTask, 'startDate' | 'dueDate' | 'dueAt'>>;
type Dated = Pick<KnownTask, 'startDate' | 'dueDate' | 'dueAt' | 'estimate'>;

const minutesADay = 8 * 60;

/** The number of days for a task's estimate; one without an estimate. */
export function daysOf({ estimate }: Pick<KnownTask, 'estimate'>): number {
  return estimate === null ? 1 : Math.max(1, Math.ceil(estimate / minutesADay));
}

/** The planned span: from the start to the due date. If one is missing, the estimate gives the length. */
export function plannedSpan(task: Dated, row: Span, timeZone: string): Span {
  const due = dueDay(task, timeZone);
  const { startDate } = task;
  const length = daysOf(task) - 1;
  if (startDate !== null) return { start: startDate, end: later(due ?? addDays(startDate, length), startDate) };
  return due === null ? row : { start: addDays(due, -length), end: due };
}

export function hasDates({ startDate, dueDate, dueAt }: Pick<Dated, 'startDate' | 'dueDate' | 'dueAt'>): boolean {
  return startDate !== null || dueDate !== null || dueAt !== null;
}

/** The same length, some days later. A task without dates gets both. */
export function movedDates(task: Dated, span: Span, days: number, timeZone: string): Dates {
  if (!hasDates(task)) return { startDate: addDays(span.start, days), dueDate: addDays(span.end, days) };
  return {
    ...(task.startDate === null ? {} : { startDate: addDays(task.startDate, days) }),
    ...dueMoved(task, days, timeZone),
  };
}

/** Moves the start or the end by some days; the task keeps at least one day. */
export function resizedDates(task: Dated, span: Span, edge: 'start' | 'end', days: number, timeZone: string): Dates {
  const hasDue = task.dueDate !== null || task.dueAt !== null;
  if (edge === 'start') {
    const startDate = earlier(addDays(span.start, days), span.end);
    return hasDue ? { startDate } : { startDate, dueDate: span.end };
  }
  const end = later(addDays(span.end, days), span.start);
  const start = task.startDate === null ? { startDate: span.start } : {};
  if (!hasDue) return { ...start, dueDate: end };
  const due = dueDay(task, timeZone) ?? span.end;
  return { ...start, ...dueMoved(task, daysBetween(due, end), timeZone) };
}

/** Keeps the time of day, across clock changes too. */
function dueMoved({ dueDate, dueAt }: Dated, days: number, timeZone: string): Dates {
  if (dueDate !== null) return { dueDate: addDays(dueDate, days) };
  return dueAt === null ? {} : { dueAt: zonedFrom(dueAt, timeZone).add({ days }).toAbsoluteString() };
}

const later = (a: string, b: string) => (a > b ? a : b);
const earlier = (a: string, b: string) => (a < b ? a : b);
