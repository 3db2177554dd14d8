import { addDays, daysBetween } from '#platform/dates.ts';
import type { Category, TaskId } from '../contract.ts';

/** A task in a schedule. Days are calendar days, both ends included. */
export interface PlannedTask {
  readonly id: TaskId;
  readonly category: Category;
  readonly startDate: string | null;
  readonly dueDate: string | null;
  readonly estimate: number | null;
  readonly startedOn: string | null;
  readonly completedOn: string | null;
}

export interface BlockingLink {
  /** The task that blocks the other. */
  readonly taskId: TaskId;
  readonly otherId: TaskId;
}

export interface Scheduled {
  readonly start: string;
  readonly end: string;
  /** How many days it ends after its due date. */
  readonly slipDays: number;
  readonly isCritical: boolean;
}

const minutesADay = 8 * 60;

/**
 * Calculates when each task will be done without unnecessary waiting: not before its start, not before its blockers are
 * done, and open tasks not before today. The critical path is the chain of tasks that decides when the last one is
 * done.
 */
export function schedule(
  tasks: readonly PlannedTask[],
  links: readonly BlockingLink[],
  today: string,
): Map<TaskId, Scheduled> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const blockers = new Map<TaskId, TaskId[]>();
  for (const { taskId, otherId } of links) {
    if (byId.has(taskId) && byId.has(otherId)) blockers.set(otherId, [...(blockers.get(otherId) ?? []), taskId]);
  }
  const spans = new Map<TaskId, Span>();
  for (const task of inOrder(tasks, blockers)) {
    const before = (blockers.get(task.id) ?? []).flatMap((id) => spans.get(id) ?? []);
    spans.set(task.id, spanOf(task, before, today));
  }
  const critical = criticalPath(spans);
  return new Map(
    [...spans].map(([id, { start, end, task }]) => [
      id,
      { start, end, slipDays: slip(task, end), isCritical: critical.has(id) },
    ]),
  );
}

interface Span {
  readonly task: PlannedTask;
  readonly start: string;
  readonly end: string;
  /** What it had to wait for. */
  readonly after: Span | null;
}

/** Blockers first. There are no cycles, so each task is visited once its blockers are done. */
function inOrder(tasks: readonly PlannedTask[], blockers: ReadonlyMap<TaskId, readonly TaskId[]>): PlannedTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const ordered = new Map<TaskId, PlannedTask>();
  const visit = (task: PlannedTask): void => {
    if (ordered.has(task.id)) return;
    for (const id of blockers.get(task.id) ?? []) {
      const blocker = byId.get(id);
      if (blocker && !ordered.has(id)) visit(blocker);
    }
    ordered.set(task.id, task);
  };
  for (const task of tasks) visit(task);
  return [...ordered.values()];
}

function spanOf(task: PlannedTask, before: readonly Span[], today: string): Span {
  const length = daysNeeded(task);
  if (task.completedOn !== null) {
    const start = earlier(task.startedOn ?? task.startDate ?? task.completedOn, task.completedOn);
    return { task, start, end: task.completedOn, after: null };
  }
  const planned =
    task.startedOn ?? task.startDate ?? (task.dueDate === null ? today : addDays(task.dueDate, 1 - length));
  const last = before.reduce<Span | null>((latest, span) => (latest && latest.end >= span.end ? latest : span), null);
  const free = last ? addDays(last.end, 1) : planned;
  const isHeldUp = last !== null && free > planned;
  const start = isHeldUp ? free : planned;
  // Work in progress ends today at the earliest; work that has not started cannot start before today.
  const isUnderWay = task.startedOn !== null && !isHeldUp;
  const begins = isUnderWay ? start : later(start, today);
  const end = later(addDays(begins, length - 1), today);
  return { task, start: begins, end, after: isHeldUp ? last : null };
}

/** From its start to its due date, otherwise by its estimate, otherwise one day. */
function daysNeeded({ startDate, dueDate, estimate }: PlannedTask): number {
  if (startDate !== null && dueDate !== null && dueDate >= startDate) return daysBetween(startDate, dueDate) + 1;
  return estimate === null ? 1 : Math.max(1, Math.ceil(estimate / minutesADay));
}

function slip({ dueDate }: PlannedTask, end: string): number {
  return dueDate === null || end <= dueDate ? 0 : daysBetween(dueDate, end);
}

function criticalPath(spans: ReadonlyMap<TaskId, Span>): ReadonlySet<TaskId> {
  const open = [...spans.values()].filter(({ task }) => task.completedOn === null);
  const last = open.reduce<Span | null>((latest, span) => (latest && latest.end >= span.end ? latest : span), null);
  const path = new Set<TaskId>();
  for (let span = last; span !== null; span = span.after) path.add(span.task.id);
  return path;
}

const later = (a: string, b: string) => (a > b ? a : b);
const earlier = (a: string, b: string) => (a < b ? a : b);
