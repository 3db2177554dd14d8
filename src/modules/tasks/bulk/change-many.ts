import { z } from 'zod';
import { withSavepoint, retryOnCollision } from '#platform/database/database.ts';
import { qb, isNull, and, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { conflict, DomainError, invalid, notFound } from '#platform/errors.ts';
import type { TasksContext } from '../context.ts';
import { LabelId, TaskId } from '../contract.ts';
import { mayChange, mayDelete, mayWork } from '../task/rules.ts';
import { type TaskAndNext } from '../recurrence/task-and-next.ts';
import { withRecurrence } from '../recurrence/with-recurrence.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { planArchive } from '../tasks/archive-task.ts';
import { changeTask } from '../task/change-task.ts';
import { planDeletion } from '../task/delete-task.ts';
import { timezoneOf } from '../task/due.ts';
import { checkParent } from '../task/parents.ts';
import { checkReferences } from '../task/references.ts';
import { type TaskRow, wholeColumns, withStatus } from '../task/columns.ts';
import { planPatch, TaskPatch } from '../tasks/update-task.ts';
import { isInScope, scopeParams, type ScopeParams } from '../task/in-scope.ts';

const maxTasks = 500;
const Change = z.strictObject({
  ...TaskPatch.shape,
  addLabelIds: z.array(LabelId).max(50).optional(),
  removeLabelIds: z.array(LabelId).max(50).optional(),
  archived: z.boolean().optional(),
  deleted: z.boolean().optional(),
});
type Change = z.output<typeof Change>;

const EachChange = z.strictObject({
  id: TaskId,
  change: Change,
  version: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Apply only if the task still has this version; makes an undo safe.'),
});

export const BulkChange = z
  .strictObject({
    ids: z.array(TaskId).min(1).max(maxTasks).optional(),
    change: Change.optional(),
    each: z
      .array(EachChange)
      .min(1)
      .max(maxTasks)
      .optional()
      .describe('Instead of ids and change: a separate change for each task.'),
    atomic: z.boolean().default(false).describe('Apply all changes or none.'),
  })
  .refine(({ ids, change, each }) => (each ? !ids && !change : ids && change), {
    path: ['ids'],
    error: 'give ids and change, or each',
  });

/** The result for one of many tasks. */
export interface Outcome {
  readonly id: TaskId;
  readonly result?: TaskAndNext;
  readonly problem?: DomainError;
}

interface Item {
  readonly id: TaskId;
  readonly change: Change;
  readonly version?: number | undefined;
}

/** How many changes run in parallel, each in its own statement. */
const maxConcurrent = 3;

/**
 * Changes many tasks, each by the rules for a single one. A refused change is reported for its task and does not affect
 * the others. With `atomic`, nothing is changed if any change is refused.
 */
export async function changeMany(ctx: TasksContext, input: z.output<typeof BulkChange>): Promise<Outcome[]> {
  const items = itemsOf(input);
  const work = (inCtx: TasksContext) =>
    changeAll(inCtx, items, input.atomic || inCtx.tx !== undefined ? 1 : maxConcurrent);
  if (!input.atomic) return work(ctx);
  try {
    return await retryOnCollision(ctx, async (inTx) => {
      const outcomes = await work(inTx);
      if (outcomes.some(({ problem }) => problem)) throw new NotAllApplied(outcomes);
      return outcomes;
    });
  } catch (error) {
    if (!(error instanceof NotAllApplied)) throw error;
    const notApplied = conflict(
      'not-applied',
      'Nothing was changed because another of these tasks could not be changed.',
    );
    return error.outcomes.map(({ id, problem }) => ({ id, problem: problem ?? notApplied }));
  }
}

class NotAllApplied extends Error {
  readonly outcomes: readonly Outcome[];
  constructor(outcomes: readonly Outcome[]) {
    super('one of many was refused');
    this.outcomes = outcomes;
  }
}

function itemsOf({ ids, change, each }: z.output<typeof BulkChange>): Item[] {
  const items: Item[] = each ?? (ids ?? []).map((id) => ({ id, change: change ?? {} }));
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

async function changeAll(ctx: TasksContext, items: readonly Item[], width: number): Promise<Outcome[]> {
  const rows = await inScope(ctx, { ids: items.map(({ id }) => id), ...scopeParams(ctx.scope) });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const shared: Shared = { timezone: await timezoneOf(ctx), checked: new Map() };
  const outcomes: Outcome[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) outcomes[index] = await outcomeOf(ctx, item, byId.get(item.id), shared);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return outcomes;
}

/** Lookups that are the same for several tasks and run only once. */
interface Shared {
  readonly timezone: string;
  readonly checked: Map<string, Promise<void>>;
}

async function outcomeOf(ctx: TasksContext, item: Item, row: TaskRow | undefined, shared: Shared): Promise<Outcome> {
  try {
    const isHidden = !row || !ctx.scope.organization(row.organizationId)?.directory.teams.has(row.teamId);
    if (isHidden) throw notFound();
    const { tx } = ctx;
    const change = (inCtx: TasksContext) => changeOne(inCtx, row, item, shared);
    // In a shared transaction a savepoint undoes what a refused change has already written.
    return { id: item.id, result: await (tx ? withSavepoint({ ...ctx, tx }, change) : change(ctx)) };
  } catch (problem) {
    if (problem instanceof DomainError) return { id: item.id, problem };
    throw problem;
  }
}

async function changeOne(
  ctx: TasksContext,
  row: TaskRow,
  { change, version }: Item,
  shared: Shared,
): Promise<TaskAndNext> {
  const { addLabelIds = [], removeLabelIds = [], archived, deleted, ...patch } = change;
  if (deleted === false) throw invalid('change.deleted', 'Deleted tasks can only be restored one by one.');
  if (deleted) {
    const task = await changeTask(ctx, mayDelete(ctx, row), (current) => planDeletion(ctx, current), version);
    return { row: task, next: null };
  }
  const proof = mayChange(ctx, row, Object.keys(patch));
  if (archived !== undefined) mayWork(ctx, row);
  await once(shared, row, patch, addLabelIds, () => check(ctx, row, patch, addLabelIds));
  const changed = await withParent(ctx, row, patch, (inCtx) =>
    withRecurrence(inCtx, { ...proof, recurrence: patch.recurrence ?? row.recurrence }, (inSeries) =>
      changeTask(
        inSeries,
        proof,
        (current) =>
          planPatch(inSeries, current, withLabels(current, patch, addLabelIds, removeLabelIds), shared.timezone),
        version,
      ),
    ),
  );
  if (archived === undefined) return changed;
  const plan = (current: TaskRow) => planArchive(ctx, current, archived, patch.reason);
  return { ...changed, row: await changeTask(ctx, changed.row, plan) };
}

function withParent<Result>(
  ctx: TasksContext,
  row: TaskRow,
  { parentId }: TaskPatch,
  work: (ctx: TasksContext) => Promise<Result>,
): Promise<Result> {
  if (!parentId) return work(ctx);
  return retryOnCollision(ctx, async (inTx) => {
    await checkParent(inTx, row.organizationId, row.id, parentId);
    return work(inTx);
  });
}

function withLabels(
  current: TaskRow,
  patch: TaskPatch,
  add: readonly LabelId[],
  remove: readonly LabelId[],
): TaskPatch {
  if (add.length === 0 && remove.length === 0) return patch;
  const labels = (patch.labelIds ?? current.labelIds).filter((id) => !remove.includes(id));
  return { ...patch, labelIds: [...new Set([...labels, ...add])].slice(0, 50) };
}

async function check(
  ctx: TasksContext,
  row: TaskRow,
  patch: TaskPatch,
  addLabelIds: readonly LabelId[],
): Promise<void> {
  const inProject = patch.projectId === undefined ? row.projectId : patch.projectId;
  await checkReferences(ctx, row, { ...patch, inProject, labelIds: [...(patch.labelIds ?? []), ...addLabelIds] });
}

function once(
  { checked }: Shared,
  row: TaskRow,
  patch: TaskPatch,
  addLabelIds: readonly LabelId[],
  work: () => Promise<void>,
): Promise<void> {
  const inProject = patch.milestoneId ? row.projectId : null;
  const key = JSON.stringify([row.organizationId, row.teamId, inProject, patch, addLabelIds]);
  const pendingCheck = checked.get(key) ?? work();
  checked.set(key, pendingCheck);
  return pendingCheck;
}

const inScope = query<ScopeParams & { ids: readonly TaskId[] }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(and(sql`${taskTable.id} = any(${params.ids})`, isInScope(params, statusTable), isNull(taskTable.deletedAt))),
);
