import type { Authorized } from '#platform/access/authorized.ts';
import { excerptOf } from '#platform/excerpt.ts';
import { userIdOf } from '#platform/context.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { withChosenId } from '../task/chosen-id.ts';
import { addToLog } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { commentTable } from '../schema/comment.ts';
import { taskEvent, taskPayload } from '../task/task-payload.ts';
import type { TaskRow } from '../task/columns.ts';
import { mentionedIn, mentionEvents } from '../task/mentions.ts';
import { storeBacklinks } from '../task/store-backlinks.ts';
import { commentColumns, type CommentRow } from './comment.ts';
import { countComments } from './count-comments.ts';
import { storeVersion } from './history.ts';
import { threadOf, unlessThreadIsGone } from './thread.ts';

interface NewComment {
  /** An id that the client chose. */
  readonly id?: CommentId | undefined;
  readonly body: string;
  /** The comment that it answers. */
  readonly replyToId?: CommentId | null | undefined;
}

/** @throws DomainError 409 `id-taken`, 422 if the task has no comment that it could answer. */
export function addComment(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'comment'>,
  { id = newId<CommentId>(), body, replyToId = null }: NewComment,
): Promise<CommentRow> {
  const write = async (inTx: TasksContext) => {
    const authorId = userIdOf(ctx.actor);
    const { organizationId, id: taskId } = task;
    const createdAt = ctx.clock.now().toISOString();
    const thread = await threadOf(inTx, task, replyToId);
    const row = await one(
      insert(inTx, { organizationId, id, taskId, replyToId: thread.id, authorId, body, createdAt }),
    );
    const excerpt = await excerptOf(body);
    const mentions = await mentionEvents(inTx, task, { before: '', after: body, commentId: row.id });
    await Promise.all([
      countComments(inTx, { organizationId, id: taskId, by: 1 }),
      addToLog(inTx, task, [{ type: 'commented', after: excerpt }]),
      publish(inTx, {
        ...taskEvent(task),
        subject: { kind: 'comment', id: row.id, version: row.version },
        type: 'comment.created',
        payload: {
          ...taskPayload(task),
          commentId: row.id,
          authorId,
          excerpt,
          mentionedIds: mentionedIn(mentions),
          replyToId: thread.id,
          answeredId: thread.answeredId,
        },
      }),
      publish(inTx, ...mentions),
      storeBacklinks(inTx, { organizationId, taskId, sourceId: row.id }, { before: '', after: body }),
    ]);
    return row;
  };
  return withChosenId('comment', () => unlessThreadIsGone(() => retryOnCollision(ctx, write)));
}

export function updateComment(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'comment'>; part: CommentRow },
  body: string,
  ifVersion: number | undefined,
): Promise<CommentRow> {
  return retryOnCollision(ctx, async (inTx) => {
    const now = ctx.clock.now().toISOString();
    const before = await lockComment(inTx, part);
    // It may have been deleted since it was found.
    if (!before || before.deletedAt !== null) throw notFound();
    checkVersion(before.version, ifVersion);
    if (before.body === body) return before;
    if (!isSameEditing(before, now)) await storeVersion(inTx, before);
    const row = await one(update(inTx, { ...part, body, now }));
    const mentions = await mentionEvents(inTx, task, { before: before.body, after: body, commentId: row.id });
    await publish(inTx, ...mentions);
    const source = { organizationId: row.organizationId, taskId: row.taskId, sourceId: row.id };
    await storeBacklinks(inTx, source, { before: before.body, after: body });
    await publishChange(inTx, task, row, 'comment.changed');
    return row;
  });
}

/** An edited comment is saved with each pause of typing: of an editing, the text before it is stored. */
const editingMs = 10 * 60_000;
const isSameEditing = ({ editedAt }: CommentRow, now: string) =>
  editedAt !== null && Date.parse(now) - Date.parse(editedAt) < editingMs;

/** Notifies everyone who views the task that a comment is another one or gone. */
export function publishChange(
  ctx: TasksContext,
  task: TaskRow,
  row: CommentRow,
  type: 'comment.changed' | 'comment.deleted',
): Promise<void> {
  return publish(ctx, {
    ...taskEvent(task),
    subject: { kind: 'comment', id: row.id, version: row.version },
    type,
    payload: { taskId: task.id, teamId: task.teamId, commentId: row.id },
  });
}

const insert = query<{
  organizationId: OrganizationId;
  id: CommentId;
  taskId: TaskId;
  replyToId: CommentId | null;
  authorId: UserId | null;
  body: string;
  createdAt: string;
}>()((params) =>
  qb
    .insert(commentTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      taskId: params.taskId,
      replyToId: params.replyToId,
      authorId: params.authorId,
      body: params.body,
      createdAt: params.createdAt,
    })
    .returning(commentColumns),
);
type Key = { organizationId: OrganizationId; id: CommentId };
const lockedComment = query<Key>()((params) =>
  qb
    .select(commentColumns)
    .from(commentTable)
    .where(and(eq(commentTable.organizationId, params.organizationId), eq(commentTable.id, params.id)))
    .for('update'),
);
/** Reads the current comment and locks it until the transaction ends. */
const lockComment = (ctx: TasksContext, key: Key): Promise<CommentRow | undefined> => maybeOne(lockedComment(ctx, key));
const update = query<Key & { body: string; now: string }>()((params) =>
  qb
    .update(commentTable)
    .set({ body: sql`${params.body}`, editedAt: sql`${params.now}`, version: sql`${commentTable.version} + 1` })
    .where(and(eq(commentTable.organizationId, params.organizationId), eq(commentTable.id, params.id)))
    .returning(commentColumns),
);
