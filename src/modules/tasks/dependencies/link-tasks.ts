import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { DependencyType, TaskId } from '../contract.ts';
import { addToLog } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { taskTable } from '../schema/task.ts';
import { isOpen } from '../task/open-category.ts';
import { publishCounts } from '../task/task-counts.ts';
import { taskEvent } from '../task/task-payload.ts';
import { lockTaskGraph } from '../task/parents.ts';
import { tasksByIds } from '../task/queries.ts';
import type { TaskRow } from '../task/columns.ts';
import { leadsTo } from './dependency.ts';

/**
 * Links two tasks: the first blocks, duplicates or relates to the second. An existing link between them is replaced.
 * @throws DomainError 409 `dependency-cycle` if the second already blocks the first through a chain, 409
 * `too-many-dependencies`.
 */
export function linkTasks(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  other: Authorized<TaskRow, 'read'>,
  type: DependencyType,
): Promise<void> {
  return changeLink(ctx, task, other, async (inTx, from, to, before) => {
    if (before?.taskId === from.id && before.type === type) return before;
    if (from.id === to.id) throw cycleError();
    if (before?.type === 'relates' && type === 'relates') return before;
    const { organizationId } = from;
    if (before === null) await checkRoom(inTx, organizationId, [from.id, to.id]);
    await deleteLink(inTx, { organizationId, a: from.id, b: to.id });
    // A link that blocked in the other direction would form a cycle of two.
    if (type === 'blocks') {
      const createsCycle =
        before?.type === 'blocks' || (await one(leadsTo(inTx, { organizationId, from: to.id, to: from.id }))).isSo;
      if (createsCycle) throw cycleError();
    }
    const createdAt = ctx.clock.now().toISOString();
    await insertLink(inTx, {
      organizationId,
      taskId: from.id,
      otherId: to.id,
      type,
      createdBy: userIdOf(ctx.actor),
      createdAt,
    });
    return { taskId: from.id, otherId: to.id, type };
  });
}

async function checkRoom(ctx: TasksContext, organizationId: OrganizationId, ids: readonly TaskId[]): Promise<void> {
  const counts = await Promise.all(ids.map((id) => one(countLinks(ctx, { organizationId, id }))));
  if (counts.some(({ total }) => total >= maxLinks)) {
    throw conflict('too-many-dependencies', `A task can have at most ${maxLinks} dependencies.`);
  }
}

/** Removes the link between two tasks, in either direction. */
export function unlinkTasks(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  other: Authorized<TaskRow, 'read'>,
): Promise<void> {
  return changeLink(ctx, task, other, async (inTx, from, to, before) => {
    if (before) await deleteLink(inTx, { organizationId: from.organizationId, a: from.id, b: to.id });
    return null;
  });
}

interface TaskLink {
  readonly taskId: TaskId;
  readonly otherId: TaskId;
  readonly type: DependencyType;
}

const maxLinks = 200;

/**
 * Allows one change of links in an organization at a time, and raises the versions of both tasks: a concurrent change
 * of either is planned again, so that counts stay correct.
 */
function changeLink(
  ctx: TasksContext,
  task: TaskRow,
  other: TaskRow,
  change: (ctx: TasksContext, from: TaskRow, to: TaskRow, before: TaskLink | null) => Promise<TaskLink | null>,
): Promise<void> {
  const { organizationId } = task;
  return retryOnCollision(ctx, async (inTx) => {
    await lockTaskGraph(inTx, { organizationId });
    await lockTasks(inTx, { organizationId, ids: [task.id, other.id] });
    const rows = await tasksByIds(inTx, { organizationId, ids: [task.id, other.id] });
    const currentOf = (row: TaskRow) => rows.find(({ id }) => id === row.id) ?? row;
    const [from, to] = [currentOf(task), currentOf(other)];
    const [before = null] = await findLink(inTx, { organizationId, a: from.id, b: to.id });
    const after = await change(inTx, from, to, before);
    if (isSame(before, after)) return;
    await raiseVersions(inTx, { organizationId, ids: [from.id, to.id], now: ctx.clock.now().toISOString() });
    await updateBlockerCount(inTx, from, to, before, -1);
    await updateBlockerCount(inTx, from, to, after, 1);
    await publishChange(inTx, from, to, before, after);
    await publishChange(inTx, to, from, before, after);
  });
}

function isSame(a: TaskLink | null, b: TaskLink | null): boolean {
  return a === b || (a !== null && b !== null && a.taskId === b.taskId && a.type === b.type);
}

async function updateBlockerCount(
  ctx: TasksContext,
  from: TaskRow,
  to: TaskRow,
  link: TaskLink | null,
  sign: number,
): Promise<void> {
  if (link?.type !== 'blocks') return;
  const [blocker, blocked] = link.taskId === from.id ? [from, to] : [to, from];
  if (blocker.deletedAt !== null || !isOpen(blocker.category)) return;
  await publishCounts(ctx, [{ row: blocked, total: 0, done: 0, blockers: sign }]);
}

async function publishChange(
  ctx: TasksContext,
  row: TaskRow,
  other: TaskRow,
  before: TaskLink | null,
  after: TaskLink | null,
) {
  const toLogValue = (link: TaskLink | null) =>
    link && { type: link.type, direction: link.taskId === row.id ? 'out' : 'in', otherId: other.id, key: other.key };
  await addToLog(ctx, row, [
    { type: 'changed', field: 'dependency', before: toLogValue(before), after: toLogValue(after) },
  ]);
  await publish(ctx, {
    ...taskEvent({ ...row, version: row.version + 1 }),
    type: 'dependency.changed',
    payload: { taskId: row.id, teamId: row.teamId, otherId: other.id },
  });
}

function cycleError() {
  return conflict(
    'dependency-cycle',
    'This would create a cycle: the other task is already blocked by this one, directly or through other tasks.',
  );
}

const findLink = rawQuery<{ organizationId: OrganizationId; a: TaskId; b: TaskId }, TaskLink>(
  (params) => sql`
    select task_id as "taskId", other_id as "otherId", type from ${dependencyTable}
    where organization_id = ${params.organizationId}
      and ((task_id = ${params.a} and other_id = ${params.b}) or (task_id = ${params.b} and other_id = ${params.a}))`,
);
const countLinks = rawQuery<{ organizationId: OrganizationId; id: TaskId }, { total: number }>(
  (params) => sql`
    select count(*) as total from ${dependencyTable}
    where organization_id = ${params.organizationId} and (task_id = ${params.id} or other_id = ${params.id})`,
);
const deleteLink = rawQuery<{ organizationId: OrganizationId; a: TaskId; b: TaskId }, object>(
  (params) => sql`
    delete from ${dependencyTable} where organization_id = ${params.organizationId}
      and ((task_id = ${params.a} and other_id = ${params.b}) or (task_id = ${params.b} and other_id = ${params.a}))`,
);
const insertLink = rawQuery<
  TaskLink & { organizationId: OrganizationId; createdBy: UserId | null; createdAt: string },
  object
>(
  (params) => sql`
    insert into ${dependencyTable} (organization_id, task_id, other_id, type, created_by, created_at)
    values (${params.organizationId}, ${params.taskId}, ${params.otherId}, ${params.type}, ${params.createdBy}, ${params.createdAt})`,
);
const lockTasks = rawQuery<{ organizationId: OrganizationId; ids: readonly TaskId[] }, object>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and id = any(${params.ids}) order by id for update`,
);
const raiseVersions = rawQuery<{ organizationId: OrganizationId; ids: readonly TaskId[]; now: string }, object>(
  (params) => sql`
    update ${taskTable} set version = version + 1, updated_at = ${params.now}
    where organization_id = ${params.organizationId} and id = any(${params.ids})`,
);
