import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, isNull, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { commentTable, commentVersionTable, reactionTable } from '../schema/comment.ts';
import type { TaskRow } from '../task/columns.ts';
import { storeBacklinks } from '../task/store-backlinks.ts';
import type { CommentRow } from './comment.ts';
import { countComments } from './count-comments.ts';
import { hasReplies } from './thread.ts';
import { publishChange } from './write-comment.ts';

/**
 * Deletes a comment with its reactions and earlier texts. One that has replies keeps its place, so that they can be
 * understood, until the last of them is deleted.
 * @throws DomainError 404, 412.
 */
export function deleteComment(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'comment'>; part: CommentRow },
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const { organizationId, id, taskId } = part;
    // A reply that is written meanwhile waits for this lock, or is found below.
    const threadId = part.replyToId ?? id;
    const thread = await maybeOne(lock(inTx, { organizationId, id: threadId }));
    const current = threadId === id ? thread : await maybeOne(lock(inTx, { organizationId, id }));
    if (!current || current.deletedAt !== null) throw notFound();
    checkVersion(current.version, ifVersion);
    if (await hasReplies(inTx, { organizationId, taskId, id })) await empty(inTx, part);
    else await remove(inTx, { organizationId, id });
    const isLastOfDeleted = thread && thread.deletedAt !== null;
    if (isLastOfDeleted && !(await hasReplies(inTx, { organizationId, taskId, id: threadId })))
      await remove(inTx, { organizationId, id: threadId });
    await storeBacklinks(inTx, { organizationId, taskId, sourceId: id }, { before: current.body, after: '' });
    await countComments(inTx, { organizationId, id: task.id, by: -1 });
    await publishChange(inTx, task, part, 'comment.deleted');
  });
}

/** Keeps the place of a comment, and nothing of what somebody wrote. */
async function empty(ctx: TasksContext, { organizationId, id }: CommentRow): Promise<void> {
  await removeVersions(ctx, { organizationId, id });
  await removeReactions(ctx, { organizationId, id });
  await clear(ctx, { organizationId, id, now: ctx.clock.now().toISOString() });
}

type Key = { organizationId: OrganizationId; id: CommentId };
const lock = query<Key>()((params) =>
  qb
    .select({ body: commentTable.body, version: commentTable.version, deletedAt: commentTable.deletedAt })
    .from(commentTable)
    .where(and(eq(commentTable.organizationId, params.organizationId), eq(commentTable.id, params.id)))
    .for('update'),
);
const remove = query<Key>()((params) =>
  qb
    .delete(commentTable)
    .where(and(eq(commentTable.organizationId, params.organizationId), eq(commentTable.id, params.id))),
);
const removeVersions = query<Key>()((params) =>
  qb
    .delete(commentVersionTable)
    .where(
      and(eq(commentVersionTable.organizationId, params.organizationId), eq(commentVersionTable.commentId, params.id)),
    ),
);
const removeReactions = query<Key>()((params) =>
  qb
    .delete(reactionTable)
    .where(and(eq(reactionTable.organizationId, params.organizationId), eq(reactionTable.commentId, params.id))),
);
const clear = query<Key & { now: string }>()((params) =>
  qb
    .update(commentTable)
    .set({
      body: '',
      authorId: null,
      importedAuthor: null,
      importedBy: null,
      editedAt: null,
      deletedAt: sql`${params.now}`,
      version: sql`${commentTable.version} + 1`,
    })
    .where(
      and(
        eq(commentTable.organizationId, params.organizationId),
        eq(commentTable.id, params.id),
        isNull(commentTable.deletedAt),
      ),
    ),
);
