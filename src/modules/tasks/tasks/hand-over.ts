import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { commentTable } from '../schema/comment.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { changeTask } from '../task/change-task.ts';
import { taskEvent, assignmentEvents, taskPayload } from '../task/task-payload.ts';
import { type TaskRow, wholeColumns, withStatus } from '../task/columns.ts';
import { hasOpenStatus } from '../task/open-category.ts';

const chunk = 100;

/**
 * Reassigns the open tasks of a person who leaves to a successor if that person can see them, otherwise to nobody, and
 * removes the person from collaborators. Each task is its own change, so that this can be interrupted and repeated.
 */
export async function handOver(
  ctx: TasksContext,
  {
    organizationId,
    userId,
    successorId,
  }: { organizationId: OrganizationId | null; userId: UserId; successorId: UserId | null },
): Promise<{ handedOver: number }> {
  let handedOver = 0;
  for (;;) {
    const rows = await assignedTo(ctx, { organizationId, userId, limit: chunk });
    if (rows.length === 0) break;
    for (const row of rows) await reassign(ctx, row, userId, await successorFor(ctx, row, successorId));
    handedOver += rows.length;
  }
  await leaveCollaborations(ctx, organizationId, userId);
  return { handedOver };
}

async function leaveCollaborations(
  ctx: TasksContext,
  organizationId: OrganizationId | null,
  userId: UserId,
): Promise<void> {
  for (;;) {
    const rows = await withCollaborator(ctx, { organizationId, userId, limit: chunk });
    for (const row of rows) await removeCollaborator(ctx, row, userId);
    if (rows.length < chunk) return;
  }
}

async function successorFor(
  ctx: TasksContext,
  row: { organizationId: OrganizationId; teamId: TeamId },
  successorId: UserId | null,
): Promise<UserId | null> {
  if (successorId === null) return null;
  const { organizationId, teamId } = row;
  const [reader] = await ctx.teams.readersOfTeam(ctx, { organizationId, teamId, userIds: [successorId] });
  return reader ?? null;
}

async function reassign(ctx: TasksContext, row: TaskRow, from: UserId, to: UserId | null): Promise<void> {
  await changeTask(ctx, row, (current) => {
    // Somebody else has reassigned it in the meantime: their change stays.
    if (current.assigneeId !== from) return null;
    return {
      set: { assigneeId: to },
      log: [{ type: 'changed', field: 'assigneeId', before: from, after: to }],
      events: (after) => [
        { ...taskEvent(after), type: 'task.updated', payload: { ...taskPayload(after), fields: ['assigneeId'] } },
        ...assignmentEvents(current, after),
      ],
    };
  });
}

async function removeCollaborator(ctx: TasksContext, row: TaskRow, userId: UserId): Promise<void> {
  await changeTask(ctx, row, (current) => {
    const before = current.collaboratorIds;
    if (!before.includes(userId)) return null;
    const after = before.filter((id) => id !== userId);
    return {
      set: { collaboratorIds: after },
      log: [{ type: 'changed', field: 'collaboratorIds', before, after }],
      events: (changed) => [
        {
          ...taskEvent(changed),
          type: 'task.updated',
          payload: { ...taskPayload(changed), fields: ['collaboratorIds'] },
        },
      ],
    };
  });
}

/** The newest tasks and comments stored for a person. */
export async function personalData(ctx: TasksContext, { userId }: { userId: UserId }) {
  const [tasks, comments] = await Promise.all([tasksBy(ctx, { userId }), commentsBy(ctx, { userId })]);
  return { tasks, comments };
}

/** How many open tasks are assigned to a person in an organization. */
export const openTasksOf = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.assigneeId, params.userId),
        isNull(taskTable.deletedAt),
        hasOpenStatus,
      ),
    ),
);
/** In one organization, or in all with null. */
const within = (organizationId: unknown) =>
  sql`${taskTable.organizationId} = coalesce(${organizationId}::uuid, ${taskTable.organizationId})`;
const assignedTo = query<{ organizationId: OrganizationId | null; userId: UserId; limit: number }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        within(params.organizationId),
        eq(taskTable.assigneeId, params.userId),
        isNull(taskTable.deletedAt),
        hasOpenStatus,
      ),
    )
    .limit(params.limit),
);
const withCollaborator = query<{ organizationId: OrganizationId | null; userId: UserId; limit: number }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        sql`${taskTable.collaboratorIds} <> '{}' and ${taskTable.collaboratorIds} @> array[${params.userId}::uuid]`,
        within(params.organizationId),
      ),
    )
    .limit(params.limit),
);
const most = 10_000;
const tasksBy = query<{ userId: UserId }>()((params) =>
  qb
    .select({ id: taskTable.id, key: taskTable.key, title: taskTable.title, createdAt: taskTable.createdAt })
    .from(taskTable)
    .where(and(eq(taskTable.createdBy, params.userId), isNull(taskTable.deletedAt)))
    .orderBy(sql`${taskTable.createdAt} desc`)
    .limit(most),
);
const commentsBy = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      id: commentTable.id,
      taskId: commentTable.taskId,
      body: commentTable.body,
      createdAt: commentTable.createdAt,
    })
    .from(commentTable)
    .where(eq(commentTable.authorId, params.userId))
    .orderBy(sql`${commentTable.createdAt} desc`)
    .limit(most),
);
