import { qb, and, eq, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { taskEvent, taskPayload, type TaskEvent } from './task-payload.ts';
import { type TaskRow, wholeColumns, withStatus } from './columns.ts';
import { hasOpenStatus, isOpen } from './open-category.ts';

// Counts that a task contributes to others: to its parent's progress and to the blockers of tasks that it blocks. They
// are stored in the rows of those tasks, so that a card needs no extra query.

/** Added to a row's counts; negative values subtract. */
export interface CountDelta {
  readonly row: TaskRow;
  total: number;
  done: number;
  blockers: number;
}

type CountedFields = Pick<TaskRow, 'category' | 'deletedAt' | 'parentId'>;

const isCounted = ({ category, deletedAt }: CountedFields) => deletedAt === null && category !== 'cancelled';
const isDone = (row: CountedFields) => isCounted(row) && row.category === 'done';
const isBlocking = ({ category, deletedAt }: CountedFields) => deletedAt === null && isOpen(category);

/** How a change of a task changes the counts of others. Most changes affect none and send no query. */
export async function countDeltas(ctx: TasksContext, before: TaskRow, after: TaskRow): Promise<CountDelta[]> {
  const hasNewParent = before.parentId !== after.parentId;
  const affectsParents = hasNewParent || isCounted(before) !== isCounted(after) || isDone(before) !== isDone(after);
  const affectsBlocked = isBlocking(before) !== isBlocking(after);
  const parentIds = affectsParents ? [before.parentId, after.parentId].filter((id) => id !== null) : [];
  if (parentIds.length === 0 && !affectsBlocked) return [];
  const { organizationId, id } = after;
  const rows = await findAffected(ctx, { organizationId, id: affectsBlocked ? id : null, parentIds });
  return rows.map(({ isBlocked, ...row }) => ({
    row,
    ...subtaskDelta(row.id, before, after),
    blockers: affectsBlocked && isBlocked ? (isBlocking(after) ? 1 : -1) : 0,
  }));
}

/** How a new task changes the counts of its parent. */
export function countDeltaOfNew(parent: TaskRow, subtask: CountedFields): CountDelta {
  return { row: parent, total: isCounted(subtask) ? 1 : 0, done: isDone(subtask) ? 1 : 0, blockers: 0 };
}

function subtaskDelta(parentId: TaskId, before: CountedFields, after: CountedFields): { total: number; done: number } {
  const contribution = (row: CountedFields, sign: number) =>
    row.parentId === parentId
      ? { total: isCounted(row) ? sign : 0, done: isDone(row) ? sign : 0 }
      : { total: 0, done: 0 };
  const [removed, added] = [contribution(before, -1), contribution(after, 1)];
  return { total: removed.total + added.total, done: removed.done + added.done };
}

export function countDeltasJson(changes: readonly CountDelta[]): string {
  return JSON.stringify(changes.map(({ row, total, done, blockers }) => ({ id: row.id, total, done, blockers })));
}

const findAffected = query<{ organizationId: OrganizationId; id: TaskId | null; parentIds: readonly TaskId[] }>()((
  params,
) => {
  const isBlocked = sql<boolean>`exists (
    select from ${dependencyTable} where ${dependencyTable.organizationId} = ${params.organizationId}
      and ${dependencyTable.taskId} = ${params.id}::uuid and ${dependencyTable.otherId} = ${taskTable.id} and ${dependencyTable.type} = 'blocks')`;
  return qb
    .select({ ...wholeColumns, isBlocked: isBlocked.as('is_blocked') })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        sql`${taskTable.id} = any(${params.parentIds}::uuid[] || array(
          select ${dependencyTable.otherId} from ${dependencyTable} where ${dependencyTable.organizationId} = ${params.organizationId}
            and ${dependencyTable.taskId} = ${params.id}::uuid and ${dependencyTable.type} = 'blocks'))`,
      ),
    )
    .orderBy(taskTable.id);
});

/**
 * Recounts these tasks after many tasks were opened, closed or deleted at once. Lock these tasks first, in an earlier
 * statement, so that the recount includes concurrent changes.
 */
export const recountTasks = rawQuery<{ organizationId: OrganizationId; ids: readonly TaskId[] }, object>(
  (params) => sql`
    update ${taskTable} set
      subtask_total = (
        select count(*) from ${taskTable} as part join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = part.status_id
        where part.organization_id = ${params.organizationId} and part.parent_id = task.id and part.deleted_at is null
          and status.category <> 'cancelled'),
      subtask_done = (
        select count(*) from ${taskTable} as part join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = part.status_id
        where part.organization_id = ${params.organizationId} and part.parent_id = task.id and part.deleted_at is null
          and status.category = 'done'),
      blocker_count = (
        select count(*) from ${dependencyTable}
        join ${taskTable} as source on source.organization_id = ${params.organizationId} and source.id = dependency.task_id
        join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = source.status_id
        where dependency.organization_id = ${params.organizationId} and dependency.other_id = task.id
          and dependency.type = 'blocks' and source.deleted_at is null and ${hasOpenStatus})
    where organization_id = ${params.organizationId} and id = any(${params.ids})`,
);

/** The event for people who view a task whose counts have changed. */
export function countsChanged(row: TaskRow): TaskEvent {
  return { ...taskEvent(row), type: 'task.counts-changed', payload: taskPayload(row) };
}

/** Adds to the counts of other tasks and publishes it. In the transaction of the change that causes it. */
export async function publishCounts(ctx: TasksContext, changes: readonly CountDelta[]): Promise<void> {
  const [one] = changes;
  if (!one) return;
  await updateCounts(ctx, { organizationId: one.row.organizationId, deltas: countDeltasJson(changes) });
  await publish(ctx, ...changes.map(({ row }) => countsChanged(row)));
}

/** Adds to the counts of other tasks, as part of the statement that causes it. */
export function addCounts(changes: Placeholder, organizationId: Placeholder) {
  return sql`
    update ${taskTable} set subtask_total = subtask_total + mark.total, subtask_done = subtask_done + mark.done,
      blocker_count = blocker_count + mark.blockers
    from jsonb_to_recordset(${changes}::jsonb) as mark (id uuid, total integer, done integer, blockers integer)
    where ${taskTable.organizationId} = ${organizationId} and ${taskTable.id} = mark.id`;
}

export const updateCounts = rawQuery<{ organizationId: OrganizationId; deltas: string }, object>((params) =>
  addCounts(params.deltas, params.organizationId),
);
