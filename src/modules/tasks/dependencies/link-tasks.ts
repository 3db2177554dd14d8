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
import { dependencyTable, taskTable } from '../schema.ts';
import { isOpen, publishCounts } from '../task/task-counts.ts';
import { taskEvent } from '../task/task-payload.ts';
import { lockBonds } from '../task/parents.ts';
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
  return changingBond(ctx, task, other, async (inTx, from, to, before) => {
    if (before?.taskId === from.id && before.type === type) return before;
    if (from.id === to.id) throw cycle();
    if (before?.type === 'relates' && type === 'relates') return before;
    const { organizationId } = from;
    if (before === null) await checkRoom(inTx, organizationId, [from.id, to.id]);
    await cut(inTx, { organizationId, a: from.id, b: to.id });
    // A link that blocked in the other direction would form a cycle of two.
    if (type === 'blocks') {
      const isBehind =
        before?.type === 'blocks' || (await one(leadsTo(inTx, { organizationId, from: to.id, to: from.id }))).isSo;
      if (isBehind) throw cycle();
    }
    const createdAt = ctx.clock.now().toISOString();
    await tie(inTx, {
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
  const counts = await Promise.all(ids.map((id) => one(countBonds(ctx, { organizationId, id }))));
  if (counts.some(({ total }) => total >= maxBonds)) {
    throw conflict('too-many-dependencies', `A task can have at most ${maxBonds} dependencies.`);
  }
}

/** Removes the link between two tasks, in either direction. */
export function unlinkTasks(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  other: Authorized<TaskRow, 'read'>,
): Promise<void> {
  return changingBond(ctx, task, other, async (inTx, from, to, before) => {
    if (before) await cut(inTx, { organizationId: from.organizationId, a: from.id, b: to.id });
    return null;
  });
}

interface Bond {
  readonly taskId: TaskId;
  readonly otherId: TaskId;
  readonly type: DependencyType;
}

const maxBonds = 200;

/**
 * Allows one change of links in an organization at a time, and raises the versions of both tasks: a concurrent change
 * of either is planned again, so that counts stay correct.
 */
function changingBond(
  ctx: TasksContext,
  task: TaskRow,
  other: TaskRow,
  work: (ctx: TasksContext, from: TaskRow, to: TaskRow, before: Bond | null) => Promise<Bond | null>,
): Promise<void> {
  const { organizationId } = task;
  return retryOnCollision(ctx, async (inTx) => {
    await lockBonds(inTx, { organizationId });
    await lockTasks(inTx, { organizationId, ids: [task.id, other.id] });
    const rows = await tasksByIds(inTx, { organizationId, ids: [task.id, other.id] });
    const rowOf = (wanted: TaskRow) => rows.find(({ id }) => id === wanted.id) ?? wanted;
    const [from, to] = [rowOf(task), rowOf(other)];
    const [before = null] = await bondOf(inTx, { organizationId, a: from.id, b: to.id });
    const after = await work(inTx, from, to, before);
    if (isSame(before, after)) return;
    await raise(inTx, { organizationId, ids: [from.id, to.id], now: ctx.clock.now().toISOString() });
    await mark(inTx, from, to, before, -1);
    await mark(inTx, from, to, after, 1);
    await publishChange(inTx, from, to, before, after);
    await publishChange(inTx, to, from, before, after);
  });
}

function isSame(a: Bond | null, b: Bond | null): boolean {
  return a === b || (a !== null && b !== null && a.taskId === b.taskId && a.type === b.type);
}

async function mark(ctx: TasksContext, from: TaskRow, to: TaskRow, bond: Bond | null, sign: number): Promise<void> {
  if (bond?.type !== 'blocks') return;
  const [blocker, blocked] = bond.taskId === from.id ? [from, to] : [to, from];
  if (blocker.deletedAt !== null || !isOpen(blocker.category)) return;
  await publishCounts(ctx, [{ row: blocked, total: 0, done: 0, blockers: sign }]);
}

async function publishChange(ctx: TasksContext, row: TaskRow, other: TaskRow, before: Bond | null, after: Bond | null) {
  const shown = (bond: Bond | null) =>
    bond && { type: bond.type, direction: bond.taskId === row.id ? 'out' : 'in', otherId: other.id, key: other.key };
  await addToLog(ctx, row, [{ type: 'changed', field: 'dependency', before: shown(before), after: shown(after) }]);
  await publish(ctx, {
    ...taskEvent({ ...row, version: row.version + 1 }),
    type: 'dependency.changed',
    payload: { taskId: row.id, teamId: row.teamId, otherId: other.id },
  });
}

function cycle() {
  return conflict(
    'dependency-cycle',
    'This would create a cycle: the other task is already blocked by this one, directly or through other tasks.',
  );
}

const bondOf = rawQuery<{ organizationId: OrganizationId; a: TaskId; b: TaskId }, Bond>(
  (params) => sql`
    select task_id as "taskId", other_id as "otherId", type from ${dependencyTable}
    where organization_id = ${params.organizationId}
      and ((task_id = ${params.a} and other_id = ${params.b}) or (task_id = ${params.b} and other_id = ${params.a}))`,
);
const countBonds = rawQuery<{ organizationId: OrganizationId; id: TaskId }, { total: number }>(
  (params) => sql`
    select count(*) as total from ${dependencyTable}
    where organization_id = ${params.organizationId} and (task_id = ${params.id} or other_id = ${params.id})`,
);
const cut = rawQuery<{ organizationId: OrganizationId; a: TaskId; b: TaskId }, object>(
  (params) => sql`
    delete from ${dependencyTable} where organization_id = ${params.organizationId}
      and ((task_id = ${params.a} and other_id = ${params.b}) or (task_id = ${params.b} and other_id = ${params.a}))`,
);
const tie = rawQuery<Bond & { organizationId: OrganizationId; createdBy: UserId | null; createdAt: string }, object>(
  (params) => sql`
    insert into ${dependencyTable} (organization_id, task_id, other_id, type, created_by, created_at)
    values (${params.organizationId}, ${params.taskId}, ${params.otherId}, ${params.type}, ${params.createdBy}, ${params.createdAt})`,
);
const lockTasks = rawQuery<{ organizationId: OrganizationId; ids: readonly TaskId[] }, object>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and id = any(${params.ids}) order by id for update`,
);
const raise = rawQuery<{ organizationId: OrganizationId; ids: readonly TaskId[]; now: string }, object>(
  (params) => sql`
    update ${taskTable} set version = version + 1, updated_at = ${params.now}
    where organization_id = ${params.organizationId} and id = any(${params.ids})`,
);
