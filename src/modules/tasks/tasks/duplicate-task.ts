import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { workInTeam } from '#platform/http/rules.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { qb, and, eq, isNull } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { createsInTeamOf } from '../task/rules.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { copyTask } from '../task/copy-task.ts';
import { Title } from '../task/fields.ts';
import { type TaskRow, wholeColumns, withStatus } from '../task/columns.ts';

export const Duplicate = z.strictObject({
  title: Title.optional(),
  subtasks: z.boolean().default(false).describe('Also copies subtasks, at most 200 tasks.'),
});

const maxTasks = 200;

/**
 * Creates an open copy of a task with its checklist items, without comments, files and log.
 * @throws DomainError 403 for people who may not create tasks in its team, even if they are involved in it.
 */
export function duplicateTask(
  ctx: TasksContext,
  source: Authorized<TaskRow, 'work'>,
  { title, subtasks }: z.output<typeof Duplicate>,
): Promise<TaskRow> {
  workInTeam(ctx.scope, source.teamId);
  return retryOnCollision(ctx, async (inTx) => {
    const copy = await copyTask(inTx, source, title === undefined ? {} : { title });
    const copied = subtasks ? await copyParts(inTx, source, copy, maxTasks - 1) : 0;
    return copied === 0 ? copy : { ...copy, subtaskTotal: await countParts(inTx, copy) };
  });
}

/** Copies subtasks level by level up to `room`, where the caller may create tasks; returns how many. */
async function copyParts(ctx: TasksContext, from: TaskRow, to: TaskRow, room: number): Promise<number> {
  const parts = await partsOf(ctx, { organizationId: from.organizationId, parentId: from.id });
  let copied = 0;
  for (const part of parts.filter((one) => createsInTeamOf(ctx, one))) {
    if (copied >= room) break;
    const copy = await copyTask(ctx, part, { parentId: to.id });
    copied += 1 + (await copyParts(ctx, part, copy, room - copied - 1));
  }
  return copied;
}

/** All subtasks of a task at any depth, if the caller may read them. */
export async function partsOfTask(
  ctx: TasksContext,
  { organizationId, id }: TaskRow,
  room: number,
): Promise<TaskRow[]> {
  const tasks: TaskRow[] = [];
  const parts = await partsOf(ctx, { organizationId, parentId: id });
  for (const part of parts) {
    if (tasks.length >= room) break;
    if (!ctx.scope.team(part.teamId)?.organization.mayReadTeam(part.teamId)) continue;
    tasks.push(part, ...(await partsOfTask(ctx, part, room - tasks.length - 1)));
  }
  return tasks;
}

async function countParts(ctx: TasksContext, { organizationId, id }: TaskRow): Promise<number> {
  return (await partsOf(ctx, { organizationId, parentId: id })).length;
}

const partsOf = query<{ organizationId: OrganizationId; parentId: TaskId }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.parentId, params.parentId),
        isNull(taskTable.deletedAt),
        isNull(taskTable.archivedAt),
      ),
    )
    .orderBy(taskTable.rank)
    .limit(maxTasks),
);
