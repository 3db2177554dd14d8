import { breaksConstraint } from '#platform/database/database.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { type DomainError, invalid } from '#platform/errors.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { commentTable } from '../schema/comment.ts';
import type { TaskRow } from '../task/columns.ts';

// Threads have one level: a reply names the comment that starts its thread, also if it answers another reply.

interface Thread {
  /** The comment that starts it; null for a comment that answers none. */
  readonly id: CommentId | null;
  /** The author of the comment that is answered. */
  readonly answeredId: UserId | null;
}

/**
 * The thread of a new comment.
 * @throws DomainError 422 if the task does not have the comment that it answers.
 */
export async function threadOf(
  ctx: TasksContext,
  { organizationId, id: taskId }: TaskRow,
  answeredComment: CommentId | null,
): Promise<Thread> {
  if (answeredComment === null) return { id: null, answeredId: null };
  const answered = await maybeOne(inTask(ctx, { organizationId, taskId, id: answeredComment }));
  if (!answered) throw answersNothing();
  return { id: answered.replyToId ?? answered.id, answeredId: answered.authorId };
}

/** The comment that starts the thread may be deleted while a reply is written. */
export async function unlessThreadIsGone<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    throw breaksConstraint(error, 'comment_thread') ? answersNothing() : error;
  }
}

function answersNothing(): DomainError {
  return invalid('replyToId', 'is not a comment of this task, or was deleted', 'no-such-comment');
}

type Key = { organizationId: OrganizationId; taskId: TaskId; id: CommentId };

/** Whether a comment has replies. */
export async function hasReplies(ctx: TasksContext, key: Key): Promise<boolean> {
  return (await one(countReplies(ctx, key))).replies;
}

const inTask = query<Key>()((params) =>
  qb
    .select({ id: commentTable.id, replyToId: commentTable.replyToId, authorId: commentTable.authorId })
    .from(commentTable)
    .where(
      and(
        eq(commentTable.organizationId, params.organizationId),
        eq(commentTable.taskId, params.taskId),
        eq(commentTable.id, params.id),
      ),
    ),
);
const countReplies = rawQuery<Key, { replies: boolean }>(
  (params) => sql`
    select count(*) > 0 as replies from (
      select from ${commentTable}
      where organization_id = ${params.organizationId} and task_id = ${params.taskId} and reply_to_id = ${params.id}
      limit 1) as reply`,
);
