import type { Authorized } from '#platform/access/authorized.ts';
import { excerptOf } from '#platform/excerpt.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, only, query, statement } from '#platform/database/query.ts';
import { checkVersion, notFound, stale } from '#platform/errors.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { addToLog } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { comment, task } from '../schema.ts';
import { aboutTask, facts } from '../task/task-payload.ts';
import type { TaskRow } from '../task/columns.ts';
import { mentionedIn, mentionEvents } from '../task/mentions.ts';
import { commentColumns, type CommentRow } from './comment.ts';
import { keepVersion } from './history.ts';

/** Adds a comment to a task. */
export function addComment(
  ctx: TasksContext,
  found: Authorized<TaskRow, 'comment'>,
  body: string,
): Promise<CommentRow> {
  return withTransaction(ctx, async (inTx) => {
    const authorId = userIdOf(ctx.actor);
    const { organizationId, id: taskId } = found;
    const createdAt = ctx.clock.now().toISOString();
    const row = await only(insert(inTx, { organizationId, id: newId<CommentId>(), taskId, authorId, body, createdAt }));
    const excerpt = await excerptOf(body);
    const mentions = await mentionEvents(inTx, found, { before: '', after: body, commentId: row.id });
    await Promise.all([
      count(inTx, { organizationId, id: taskId, by: 1 }),
      addToLog(inTx, found, [{ type: 'commented', after: excerpt }]),
      publish(inTx, {
        ...aboutTask(found),
        subject: { kind: 'comment', id: row.id, version: row.version },
        type: 'comment.created',
        payload: { ...facts(found), commentId: row.id, authorId, excerpt, mentionedIds: mentionedIn(mentions) },
      }),
      publish(inTx, ...mentions),
    ]);
    return row;
  });
}

export function updateComment(
  ctx: TasksContext,
  { task: found, part }: { task: Authorized<TaskRow, 'comment'>; part: CommentRow },
  body: string,
  ifVersion: number | undefined,
): Promise<CommentRow> {
  return withTransaction(ctx, async (inTx) => {
    const now = ctx.clock.now().toISOString();
    const before = await lockComment(inTx, part);
    if (!before || (ifVersion !== undefined && before.version !== ifVersion))
      throw stale(before?.version ?? part.version);
    if (before.body === body) return before;
    await keepVersion(inTx, before);
    const row = await only(update(inTx, { ...part, body, now }));
    const mentions = await mentionEvents(inTx, found, { before: before.body, after: body, commentId: row.id });
    await publish(inTx, ...mentions);
    await tell(inTx, found, row, 'comment.changed');
    return row;
  });
}

export function deleteComment(
  ctx: TasksContext,
  { task: found, part }: { task: Authorized<TaskRow, 'comment'>; part: CommentRow },
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await first(remove(inTx, part));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await count(inTx, { organizationId: found.organizationId, id: found.id, by: -1 });
    await tell(inTx, found, part, 'comment.deleted');
  });
}

function tell(
  ctx: TasksContext,
  found: TaskRow,
  row: CommentRow,
  type: 'comment.changed' | 'comment.deleted',
): Promise<void> {
  return publish(ctx, {
    ...aboutTask(found),
    subject: { kind: 'comment', id: row.id, version: row.version },
    type,
    payload: { taskId: found.id, teamId: found.teamId, commentId: row.id },
  });
}

const insert = query<{
  organizationId: OrganizationId;
  id: CommentId;
  taskId: TaskId;
  authorId: UserId | null;
  body: string;
  createdAt: string;
}>()((place) =>
  build
    .insert(comment)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      taskId: place.taskId,
      authorId: place.authorId,
      body: place.body,
      createdAt: place.createdAt,
    })
    .returning(commentColumns),
);
type Key = { organizationId: OrganizationId; id: CommentId };
const lockedComment = query<Key>()((place) =>
  build
    .select(commentColumns)
    .from(comment)
    .where(and(eq(comment.organizationId, place.organizationId), eq(comment.id, place.id)))
    .for('update'),
);
/** As it stands, until the transaction ends. */
const lockComment = (ctx: TasksContext, key: Key): Promise<CommentRow | undefined> => first(lockedComment(ctx, key));
const update = query<Key & { body: string; now: string }>()((place) =>
  build
    .update(comment)
    .set({ body: sql`${place.body}`, editedAt: sql`${place.now}`, version: sql`${comment.version} + 1` })
    .where(and(eq(comment.organizationId, place.organizationId), eq(comment.id, place.id)))
    .returning(commentColumns),
);
const remove = query<Key>()((place) =>
  build
    .delete(comment)
    .where(and(eq(comment.organizationId, place.organizationId), eq(comment.id, place.id)))
    .returning({ version: comment.version }),
);
const count = statement<{ organizationId: OrganizationId; id: TaskId; by: number }, object>(
  (place) => sql`
    update ${task} set comment_count = comment_count + ${place.by}
    where ${task.organizationId} = ${place.organizationId} and ${task.id} = ${place.id}`,
);
