import type { Category, Timeline } from '../../api/types.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { plannedSpan, type Span, type TimelineRow } from '../../data/timeline/spans.ts';

/** A row of the chart. */
export interface TimelineRowData {
  readonly task: KnownTask;
  readonly category: Category;
  /** The planned span of an open task, the actual one of a done task. */
  readonly span: Span;
  /** How many days after its due date. */
  readonly slip: number;
  readonly isCritical: boolean;
  /** The earliest possible end according to the dependencies; null while it is recalculated. */
  readonly end: string | null;
}

/** The server's calculation for a task, with later changes on top. */
export function drawnOf(row: TimelineRow, task: KnownTask, timeZone: string): TimelineRowData {
  const { category } = task;
  const isFresh = (['startDate', 'dueDate', 'dueAt'] as const).every((name) => row.task[name] === task[name]);
  const isDone = category === 'done';
  const planned = plannedSpan(task, row, timeZone);
  const end = isDone && isFresh ? dueEnd(row) : planned.end;
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

/** The keys of the tasks that each task waits for. */
export function waitsOf({ tasks, dependencies }: Timeline): ReadonlyMap<string, readonly string[]> {
  const keyOf = new Map(tasks.map(({ task: { id, key } }) => [id, key]));
  const blockersByTask = groupBy(dependencies, ({ otherId }) => otherId);
  return new Map([...blockersByTask].map(([id, own]) => [id, own.flatMap(({ taskId }) => keyOf.get(taskId) ?? [])]));
}

/** The day after which a done task was late. */
function dueEnd({ end, slipDays, task: { dueDate } }: TimelineRow): string {
  return slipDays > 0 && dueDate !== null ? dueDate : end;
}
