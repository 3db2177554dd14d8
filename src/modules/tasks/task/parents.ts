import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { taskTable } from '../schema/task.ts';
import { taskById } from './queries.ts';
import type { TaskRow } from './columns.ts';

/** The maximum depth of subtasks. */
const maxDepth = 10;

/** One change of parents or dependencies at a time, so that two concurrent changes cannot close a cycle. */
export const lockTaskGraph = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('bonds ' || ${params.organizationId}::text, 0))`,
);

/**
 * Finds and checks the new parent of a task. Call it in the transaction that sets it.
 * @param child Null for a new task.
 * @throws DomainError 422 if the caller does not see the parent, 409 `parent-cycle`, 409 `too-deep`.
 */
export async function checkParent(
  ctx: TasksContext,
  organizationId: OrganizationId,
  child: TaskId | null,
  parentId: TaskId,
): Promise<TaskRow> {
  await lockTaskGraph(ctx, { organizationId });
  const parent = await maybeOne(taskById(ctx, { organizationId, id: parentId }));
  const isVisible = parent && ctx.scope.organization(organizationId)?.mayReadTeam(parent.teamId);
  if (!isVisible || parent.deletedAt !== null) throw invalid('parentId', 'This task does not exist.');
  const { isBelow, above, below } = await one(lineage(ctx, { organizationId, child, parentId }));
  if (child === parentId || isBelow)
    throw conflict('parent-cycle', 'A task can’t be its own parent, directly or through other tasks.');
  if (above + 1 + below > maxDepth) {
    throw conflict('too-deep', `Subtasks can be nested at most ${maxDepth} levels deep.`);
  }
  return parent;
}

/** How many ancestors the parent has, and how deep the subtasks of the child go. */
const lineage = rawQuery<
  { organizationId: OrganizationId; child: TaskId | null; parentId: TaskId },
  { isBelow: boolean; above: number; below: number }
>(
  (params) => sql`
    with recursive up as (
      select id, parent_id, 0 as distance from ${taskTable}
      where organization_id = ${params.organizationId} and id = ${params.parentId}
      union all
      select task.id, task.parent_id, up.distance + 1 from ${taskTable} join up on task.id = up.parent_id
      where task.organization_id = ${params.organizationId} and up.distance < 50),
    down as (
      select id, 0 as distance from ${taskTable}
      where organization_id = ${params.organizationId} and id = ${params.child}::uuid
      union all
      select task.id, down.distance + 1 from ${taskTable} join down on task.parent_id = down.id
      where task.organization_id = ${params.organizationId} and down.distance < 50)
    select exists (select from up where id = ${params.child}::uuid) as "isBelow",
      (select max(distance) from up) as above, coalesce((select max(distance) from down), 0) as below`,
);
