import { addDays } from '../../i18n/dates.ts';
import { dueDay } from '../../i18n/due.ts';
import type { Timeline } from '../../api/types.ts';
import { zonedFrom } from '../../ui/popup/moment.ts';
import type { KnownTask } from '../tasks/store.ts';
import { daysBetween } from './scale.ts';

export type TimelineRow = Timeline['tasks'][number];

/** From a day to a day, both included. */
export interface Span {
  readonly start: string;
  readonly end: string;
}

export type Dates = Partial<Pick<KnownTask, 'startDate' | 'dueDate' | 'dueAt'>>;
type Dated = Pick<KnownTask, 'startDate' | 'dueDate' | 'dueAt' | 'estimate'>;

const minutesADay = 8 * 60;

/** So many days as a task's estimate takes; one where it has none. */
export function daysOf({ estimate }: Pick<KnownTask, 'estimate'>): number {
  return estimate === null ? 1 : Math.max(1, Math.ceil(estimate / minutesADay));
}

/** What was planned: from the start to the due date. What lacks one of them is as long as its estimate says. */
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

/** The same length, so many days later. What had no dates gets both. */
export function movedDates(task: Dated, span: Span, days: number, timeZone: string): Dates {
  if (!hasDates(task)) return { startDate: addDays(span.start, days), dueDate: addDays(span.end, days) };
  return {
    ...(task.startDate === null ? {} : { startDate: addDays(task.startDate, days) }),
    ...dueMoved(task, days, timeZone),
  };
}

/** Begins or ends so many days later, and takes a day at least. */
export function stretched(task: Dated, span: Span, edge: 'start' | 'end', days: number, timeZone: string): Dates {
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

/** A moment keeps its time of the day, across changes of the clocks too. */
function dueMoved({ dueDate, dueAt }: Dated, days: number, timeZone: string): Dates {
  if (dueDate !== null) return { dueDate: addDays(dueDate, days) };
  return dueAt === null ? {} : { dueAt: zonedFrom(dueAt, timeZone).add({ days }).toAbsoluteString() };
}

const later = (a: string, b: string) => (a > b ? a : b);
const earlier = (a: string, b: string) => (a < b ? a : b);
