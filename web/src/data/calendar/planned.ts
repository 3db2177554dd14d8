import { dueDay } from '../../i18n/due.ts';
import { addDays } from '../../i18n/dates.ts';
import { isOpen } from '../tasks/is-open.ts';
import { priorities } from '../tasks/priorities.ts';
import type { KnownTask } from '../tasks/store.ts';
import type { Span } from '../timeline/spans.ts';

/** A task with its days in a calendar. */
export interface PlannedTask extends Span {
  readonly task: KnownTask;
}

/** From the start to the due date; null without a due date. */
export function spanOf(task: Pick<KnownTask, 'startDate' | 'dueDate' | 'dueAt'>, timeZone: string): Span | null {
  const end = dueDay(task, timeZone);
  if (end === null) return null;
  const { startDate } = task;
  return { start: startDate !== null && startDate < end ? startDate : end, end };
}

interface Within {
  readonly first: string;
  readonly last: string;
  readonly timeZone: string;
}

/** The tasks with a day from the first to the last, in the order in which a day lists them. */
export function plannedWithin(
  tasks: Iterable<KnownTask>,
  { first, last, timeZone }: Within,
  isShown: (task: KnownTask) => boolean,
): readonly PlannedTask[] {
  const planned: PlannedTask[] = [];
  for (const task of tasks) {
    if (!mayTouch(task, first, last) || !isShown(task)) continue;
    const span = spanOf(task, timeZone);
    if (span && span.start <= last && span.end >= first) planned.push({ task, ...span });
  }
  return planned.toSorted(inOrder);
}

/** A quick check before the day of a due time is computed, which is at most one from its day in UTC. */
function mayTouch({ dueDate, dueAt, startDate }: KnownTask, first: string, last: string): boolean {
  const end = dueDate ?? dueAt?.slice(0, 10);
  if (end === undefined || end < addDays(first, -1)) return false;
  return (startDate !== null && startDate < end ? startDate : end) <= addDays(last, 1);
}

/** Bars first, by their start, the longer ones above; then open tasks by time and priority, and closed ones last. */
function inOrder(a: PlannedTask, b: PlannedTask): number {
  return (
    Number(isBar(b)) - Number(isBar(a)) ||
    (isBar(a) ? compare(a.start, b.start) || compare(b.end, a.end) : 0) ||
    Number(!isOpen(a.task)) - Number(!isOpen(b.task)) ||
    compare(a.task.dueAt ?? '', b.task.dueAt ?? '') ||
    priorities.indexOf(a.task.priority) - priorities.indexOf(b.task.priority) ||
    compare(a.task.id, b.task.id)
  );
}

/** Whether it has several days. */
export function isBar({ start, end }: Span): boolean {
  return start < end;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
