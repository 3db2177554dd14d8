import type { Category, Timeline } from '../../api/types.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { plannedSpan, type Span, type TimelineRow } from '../../data/timeline/spans.ts';

/** A row of the chart. */
export interface Drawn {
  readonly task: KnownTask;
  readonly category: Category;
  /** Of what is open as it was planned, of what is done as it went. */
  readonly span: Span;
  /** So many days behind its due date. */
  readonly slip: number;
  readonly isCritical: boolean;
  /** When it will be done if nothing waits longer than it must; null while that is being worked out anew. */
  readonly end: string | null;
}

/** What the server worked out for a task, under what was changed since. */
export function drawnOf(row: TimelineRow, task: KnownTask, timeZone: string): Drawn {
  const { category } = task;
  const isFresh = (['startDate', 'dueDate', 'dueAt'] as const).every((name) => row.task[name] === task[name]);
  const isDone = category === 'done';
  const planned = plannedSpan(task, row, timeZone);
  const end = isDone && isFresh ? lateEnd(row) : planned.end;
  const start = isDone && isFresh ? (row.start < end ? row.start : end) : planned.start;
  return {
    task,
    category,
    span: { start, end },
    slip: isFresh ? row.slipDays : 0,
    isCritical: row.critical,
    end: isFresh ? row.end : null,
  };
}

/** What each task waits for, by keys. */
export function waitsOf({ tasks, dependencies }: Timeline): ReadonlyMap<string, readonly string[]> {
  const keyOf = new Map(tasks.map(({ task: { id, key } }) => [id, key]));
  const bonds = groupBy(dependencies, ({ otherId }) => otherId);
  return new Map([...bonds].map(([id, own]) => [id, own.flatMap(({ taskId }) => keyOf.get(taskId) ?? [])]));
}

/** Where the late days of something done begin. */
function lateEnd({ end, slipDays, task: { dueDate } }: TimelineRow): string {
  return slipDays > 0 && dueDate !== null ? dueDate : end;
}
