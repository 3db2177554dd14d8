import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { comment, status, task } from '../schema.ts';
import { changeTask } from '../task/change-task.ts';
import { aboutTask, assignmentEvents, facts } from '../task/task-payload.ts';
import { type TaskRow, wholeColumns, withStatus } from '../task/columns.ts';

const chunk = 100;

/**
 * Gives the open tasks of somebody who leaves to an heir, where that one may see them, else to nobody, and takes them off
 * those that they helped with. Each task is a change of its own, so that this may be cut anywhere and begun again.
 */
export async function handOver(
  ctx: TasksContext,
  { organizationId, userId, heirId }: { organizationId: OrganizationId | null; userId: UserId; heirId: UserId | null },
): Promise<{ handedOver: number }> {
  let handedOver = 0;
  for (;;) {
    const rows = await assignedTo(ctx, { organizationId, userId, limit: chunk });
    if (rows.length === 0) break;
    for (const row of rows) await giveTo(ctx, row, userId, await heirFor(ctx, row, heirId));
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
    for (const row of rows) await takeOff(ctx, row, userId);
    if (rows.length < chunk) return;
  }
}

async function heirFor(
  ctx: TasksContext,
  row: { organizationId: OrganizationId; teamId: TeamId },
  heirId: UserId | null,
): Promise<UserId | null> {
  if (heirId === null) return null;
  const { organizationId, teamId } = row;
  const [reader] = await ctx.teams.readersOfTeam(ctx, { organizationId, teamId, userIds: [heirId] });
  return reader ?? null;
}

async function giveTo(ctx: TasksContext, row: TaskRow, from: UserId, to: UserId | null): Promise<void> {
  await changeTask(ctx, row, (current) => {
    // Somebody else was quicker: then it is theirs to say.
    if (current.assigneeId !== from) return null;
    return {
      set: { assigneeId: to },
      log: [{ type: 'changed', field: 'assigneeId', before: from, after: to }],
      events: (after) => [
        { ...aboutTask(after), type: 'task.updated', payload: { ...facts(after), fields: ['assigneeId'] } },
        ...assignmentEvents(current, after),
      ],
    };
  });
}

async function takeOff(ctx: TasksContext, row: TaskRow, userId: UserId): Promise<void> {
  await changeTask(ctx, row, (current) => {
    const before = current.collaboratorIds;
    if (!before.includes(userId)) return null;
    const after = before.filter((id) => id !== userId);
    return {
      set: { collaboratorIds: after },
      log: [{ type: 'changed', field: 'collaboratorIds', before, after }],
      events: (changed) => [
        { ...aboutTask(changed), type: 'task.updated', payload: { ...facts(changed), fields: ['collaboratorIds'] } },
      ],
    };
  });
}

/** What is kept here of a person: the newest of what they made and said. */
export async function personalData(ctx: TasksContext, { userId }: { userId: UserId }) {
  const [tasks, comments] = await Promise.all([tasksBy(ctx, { userId }), commentsBy(ctx, { userId })]);
  return { tasks, comments };
}

/** How many open tasks somebody has in an organization. */
export const openTasksOf = query<{ organizationId: OrganizationId; userId: UserId }>()((place) =>
  build
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(task)
    .innerJoin(status, withStatus)
    .where(
      and(
        eq(task.organizationId, place.organizationId),
        eq(task.assigneeId, place.userId),
        isNull(task.deletedAt),
        isOpen,
      ),
    ),
);
const isOpen = sql`${status.category} in ('todo', 'in_progress')`;
/** In one organization, or with null in all. */
const within = (organizationId: unknown) =>
  sql`${task.organizationId} = coalesce(${organizationId}::uuid, ${task.organizationId})`;
const assignedTo = query<{ organizationId: OrganizationId | null; userId: UserId; limit: number }>()((place) =>
  build
    .select(wholeColumns)
    .from(task)
    .innerJoin(status, withStatus)
    .where(and(within(place.organizationId), eq(task.assigneeId, place.userId), isNull(task.deletedAt), isOpen))
    .limit(place.limit),
);
const withCollaborator = query<{ organizationId: OrganizationId | null; userId: UserId; limit: number }>()((place) =>
  build
    .select(wholeColumns)
    .from(task)
    .innerJoin(status, withStatus)
    .where(
      and(
        sql`${task.collaboratorIds} <> '{}' and ${task.collaboratorIds} @> array[${place.userId}::uuid]`,
        within(place.organizationId),
      ),
    )
    .limit(place.limit),
);
const most = 10_000;
const tasksBy = query<{ userId: UserId }>()((place) =>
  build
    .select({ id: task.id, key: task.key, title: task.title, createdAt: task.createdAt })
    .from(task)
    .where(and(eq(task.createdBy, place.userId), isNull(task.deletedAt)))
    .orderBy(sql`${task.createdAt} desc`)
    .limit(most),
);
const commentsBy = query<{ userId: UserId }>()((place) =>
  build
    .select({ id: comment.id, taskId: comment.taskId, body: comment.body, createdAt: comment.createdAt })
    .from(comment)
    .where(eq(comment.authorId, place.userId))
    .orderBy(sql`${comment.createdAt} desc`)
    .limit(most),
);
