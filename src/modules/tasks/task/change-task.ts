import { breaksConstraint, isCollision, postgresCode } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import { wakeRelay } from '#platform/events/event.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { createKeyedQueue, type KeyedQueue } from './keyed-queue.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LogEntryId, TaskId } from '../contract.ts';
import { type LogDraft, logJson } from './write-log.ts';
import { taskTable } from '../schema/task.ts';
import { withBacklinks } from './store-backlinks.ts';
import { eventsJson, type TaskEvent } from './task-payload.ts';
import { countsChanged, countDeltas, countDeltasJson } from './task-counts.ts';
import type { TaskRow } from './columns.ts';
import { taskById } from './queries.ts';
import { type TaskColumns, writeChange } from './write-change.ts';

/** What a verb changes on the current task. */
export interface TaskChange {
  readonly set: TaskColumns;
  /** Name and category of a new status, which are not in the task's row. */
  readonly status?: { readonly name: string; readonly category: Category };
  readonly log: readonly LogDraft[];
  /** The log entry that this change goes on with. */
  readonly replacedEntry?: LogEntryId | null;
  /** Receives the task as it will be after the change. */
  readonly events: (after: TaskRow) => readonly TaskEvent[];
}

/** Other processes may be faster; within this process each change waits its turn. */
const maxAttempts = 50;

type Plan = (current: TaskRow) => Promise<TaskChange | null> | TaskChange | null;

/**
 * Changes a task in one statement: its row, its log and its events, all or nothing. `plan` receives the current task
 * and returns null if there is nothing to change. The statement applies only to the version that was planned for; after
 * a concurrent change it is planned again, so that a change affects only the fields it names.
 * @throws DomainError 412 if `ifVersion` is not the current version, 404 if the task no longer exists.
 */
export function changeTask(ctx: TasksContext, initial: TaskRow, plan: Plan, ifVersion?: number): Promise<TaskRow> {
  // A transaction holds locks: waiting in the queue could be a deadlock with itself.
  if (ctx.tx) return planAndWrite(ctx, initial, plan, ifVersion, false);
  const enqueue = queueFor(ctx.db);
  return enqueue(initial.id, (hasWaited) => planAndWrite(ctx, initial, plan, ifVersion, hasWaited));
}

const queues = new WeakMap<TasksContext['db'], KeyedQueue>();

function queueFor(db: TasksContext['db']): KeyedQueue {
  const queue = queues.get(db) ?? createKeyedQueue();
  queues.set(db, queue);
  return queue;
}

async function planAndWrite(
  ctx: TasksContext,
  initial: TaskRow,
  plan: Plan,
  ifVersion: number | undefined,
  isOutdated: boolean,
): Promise<TaskRow> {
  let current = isOutdated ? await readCurrent(ctx, initial) : initial;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (ifVersion !== undefined && current.version !== ifVersion) throw stale(current.version);
    const change = await plan(current);
    if (change === null) return current;
    const changed = await write(ctx, current, change);
    if (changed) return changed;
    current = await readCurrent(ctx, initial);
  }
  throw conflict('task-busy', 'Several people are changing this task at the same time. Try again.');
}

/** Reads the current task; in a transaction it locks the row, so that no other change comes first a second time. */
async function readCurrent(ctx: TasksContext, { organizationId, id, deletedAt }: TaskRow): Promise<TaskRow> {
  if (ctx.tx) await lockTask(ctx, { organizationId, id });
  const row = await maybeOne(taskById(ctx, { organizationId, id }));
  if (!row || (row.deletedAt !== null && deletedAt === null)) throw notFound();
  return row;
}

const lockTask = rawQuery<{ organizationId: OrganizationId; id: TaskId }, object>(
  (params) => sql`
    select from ${taskTable} where organization_id = ${params.organizationId} and id = ${params.id} for update`,
);

/**
 * Undefined if another change came first or has just taken the intended position on the board, or if the status no
 * longer has the category that was planned for.
 */
async function write(ctx: TasksContext, current: TaskRow, change: TaskChange): Promise<TaskRow | undefined> {
  const now = ctx.clock.now().toISOString();
  const status = change.status && { status: change.status.name, category: change.status.category };
  const after: TaskRow = { ...current, ...change.set, ...status, updatedAt: now, version: current.version + 1 };
  const deltas = await countDeltas(ctx, current, after);
  try {
    const written = {
      current,
      after,
      set: change.set,
      isStatusChange: change.status !== undefined,
      hasDeltas: deltas.length > 0,
      deltas: countDeltasJson(deltas),
      log: logJson(ctx, current, change.log),
      replacedEntry: change.replacedEntry ?? null,
      events: eventsJson(ctx, [...change.events(after), ...deltas.map(({ row }) => countsChanged(row))]),
    };
    const texts = { before: current.description, after: after.description };
    const changedRow = await withBacklinks(ctx, texts, (inCtx) => writeChange(inCtx, written), current);
    if (changedRow) wakeRelay(ctx);
    return changedRow;
  } catch (error) {
    if (canReplan(error, ctx.tx !== undefined)) return undefined;
    throw error;
  }
}

/**
 * A conflict that planning again resolves: a taken position, a status that was just deleted, and, unless a surrounding
 * transaction keeps its locks, tasks that update each other's counts in opposite order.
 */
function canReplan(error: unknown, isInTransaction: boolean): boolean {
  if (breaksConstraint(error, 'task_place') || postgresCode(error) === '23503') return true;
  return !isInTransaction && isCollision(error);
}
