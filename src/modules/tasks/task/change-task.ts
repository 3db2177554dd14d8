import {
  breaksConstraint,
  type DatabaseContext,
  isCollision,
  postgresCode,
  withSavepoint,
} from '#platform/database/database.ts';
import { and, qb, eq, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery, rawQueryFamily } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import { wakeRelay } from '#platform/events/event.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { createKeyedQueue, type KeyedQueue } from './keyed-queue.ts';
import type { TasksContext } from '../context.ts';
import type { Category, TaskId } from '../contract.ts';
import { type LogDraft, logFromJson, logJson } from './write-log.ts';
import { outbox } from '../schema/module-tables.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { eventsJson, type TaskEvent } from './task-payload.ts';
import { liveLabels, liveValues } from './live-references.ts';
import { addCounts, countsChanged, countDeltas, countDeltasJson } from './task-counts.ts';
import { ownColumns, type TaskRow } from './columns.ts';
import { taskById } from './queries.ts';

/** The columns that a change may set. Version and time of change are always set; counts have statements of their own. */
export type TaskColumns = Partial<
  Omit<
    typeof taskTable.$inferSelect,
    | 'organizationId'
    | 'id'
    | 'importedPeople'
    | 'createdBy'
    | 'createdAt'
    | 'updatedAt'
    | 'version'
    | `${string}Count`
    | `${string}Total`
    | `${string}Done`
  >
>;

/** What a verb changes on the current task. */
export interface TaskChange {
  readonly set: TaskColumns;
  /** Name and category of a new status, which are not in the task's row. */
  readonly status?: { readonly name: string; readonly category: Category };
  readonly log: readonly LogDraft[];
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
  const columns = Object.keys(change.set).toSorted() as (keyof TaskColumns)[];
  const deltas = await countDeltas(ctx, current, after);
  const args = {
    ...change.set,
    category: after.category,
    organizationId: current.organizationId,
    teamIdAfter: after.teamId,
    id: current.id,
    version: current.version,
    now,
    log: logJson(ctx, current, change.log),
    deltas: countDeltasJson(deltas),
    events: eventsJson(ctx, [...change.events(after), ...deltas.map(({ row }) => countsChanged(row))]),
  };
  const shape = { columns, deltas: deltas.length > 0, status: change.status !== undefined };
  const run = (inCtx: DatabaseContext) => maybeOne(update(inCtx, shape, args));
  try {
    const { tx } = ctx;
    const changedRow = await (tx ? withSavepoint({ ...ctx, tx }, run) : run(ctx));
    if (!changedRow) return undefined;
    wakeRelay(ctx);
    return { ...changedRow, status: after.status, category: after.category };
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

const update = rawQueryFamily<
  { columns: (keyof TaskColumns)[]; deltas: boolean; status: boolean },
  TaskColumns & {
    category: Category;
    organizationId: OrganizationId;
    /** The team that the task is in afterwards. */
    teamIdAfter: TeamId;
    id: TaskId;
    version: number;
    now: string;
    log: string;
    deltas: string;
    events: string;
  }
>()(ownColumns, ({ columns, deltas, status }, params) => {
  const changed = qb
    .update(taskTable)
    .set({
      ...Object.fromEntries(columns.map((column) => [column, valueOf(column, params)])),
      updatedAt: sql`${params.now}`,
      version: sql`${taskTable.version} + 1`,
    })
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.id, params.id),
        eq(taskTable.version, params.version),
        status ? hasCategory(params) : undefined,
      ),
    )
    .returning(ownColumns);
  return sql`
    with changed as ${changed},
    logged as (${logFromJson(params.log)} where exists (select from changed)),
    ${deltas ? sql`marked as (${addCounts(params.deltas, params.organizationId)} and exists (select from changed)),` : sql``}
    sent as (
      insert into ${outbox} (id, event)
      select id, event from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb)
      where exists (select from changed))
    select * from changed`;
});

/** Keeps only labels and fields that still exist. */
function valueOf(
  column: keyof TaskColumns,
  params: Record<keyof TaskColumns | 'organizationId' | 'teamIdAfter', Placeholder>,
) {
  if (column === 'labelIds') return liveLabels(params.labelIds, params.organizationId);
  if (column === 'customFields') return liveValues(params.customFields, params.organizationId, params.teamIdAfter);
  return sql`${params[column]}`;
}

/** Locks the new status before the task, in the same order as deleting a status does. */
function hasCategory(params: Record<'organizationId' | 'statusId' | 'category', Placeholder>) {
  return sql`exists (
    select from ${statusTable}
    where organization_id = ${params.organizationId} and id = ${params.statusId} and category = ${params.category}
    for key share)`;
}
