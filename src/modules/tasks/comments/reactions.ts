import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, isNull, type Placeholder, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid, notFound, unauthenticated } from '#platform/errors.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { publish } from '../publish.ts';
import { commentTable, reactionTable } from '../schema/comment.ts';
import { taskEvent } from '../task/task-payload.ts';
import type { TaskRow } from '../task/columns.ts';

export const Reaction = z
  .strictObject({ emoji: z.string(), userIds: z.array(UserId).describe('Who reacted, oldest first.') })
  .meta({ id: 'Reaction' });
export type Reaction = z.infer<typeof Reaction>;

interface Comment {
  readonly organizationId: OrganizationId;
  readonly id: CommentId;
  readonly version: number;
}

const maxKinds = 30;
/** Exactly one emoji as people see it, whatever its code points. */
const oneEmoji = /^\p{RGI_Emoji}$/v;

/**
 * Adds or removes the caller's reaction.
 * @throws DomainError 404 if the comment was deleted, 422 if it is not exactly one emoji, 409 `too-many-reactions`.
 */
export function react(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'comment'>; part: Comment },
  emoji: string,
  isAdded: boolean,
): Promise<void> {
  const userId = userIdOf(ctx.actor);
  if (userId === null) throw unauthenticated();
  if (!oneEmoji.test(emoji)) throw invalid('emoji', 'must be one emoji');
  return withTransaction(ctx, async (inTx) => {
    if (isAdded && !(await maybeOne(lockUndeleted(inTx, part)))) throw notFound();
    const params = { organizationId: part.organizationId, commentId: part.id, emoji, userId };
    const { changed, others } = await one(
      isAdded ? add(inTx, { ...params, at: ctx.clock.now().toISOString() }) : removeReaction(inTx, params),
    );
    if (others >= maxKinds)
      throw conflict('too-many-reactions', `A comment can have at most ${maxKinds} different reactions.`);
    if (changed === 0) return;
    await publish(inTx, {
      ...taskEvent(task),
      subject: { kind: 'comment', id: part.id, version: part.version },
      type: 'comment.changed',
      payload: { taskId: task.id, teamId: task.teamId, commentId: part.id },
    });
  });
}

/** Reactions to these comments. */
export async function reactionsTo(
  ctx: TasksContext,
  comments: readonly Comment[],
): Promise<ReadonlyMap<CommentId, Reaction[]>> {
  const [first] = comments;
  if (!first) return new Map();
  const rows = await find(ctx, { organizationId: first.organizationId, ids: comments.map(({ id }) => id) });
  const reactions = new Map<CommentId, Reaction[]>();
  for (const { commentId, ...reaction } of rows)
    reactions.set(commentId, [...(reactions.get(commentId) ?? []), reaction]);
  return reactions;
}

/** The same as a column of a query of an organization's comments. */
export const reactionsInRow = (organizationId: Placeholder) => sql<Reaction[]>`coalesce((
  select json_agg(json_build_object('emoji', emoji, 'userIds', user_ids) order by first_at) from (
    select emoji, array_agg(user_id order by at, user_id) as user_ids, min(at) as first_at from ${reactionTable}
    where ${reactionTable.organizationId} = ${organizationId} and ${reactionTable.commentId} = ${commentTable.id}
    group by emoji) as kinds), '[]')`;

/** Keeps a comment from being deleted until the transaction ends. */
const lockUndeleted = query<{ organizationId: OrganizationId; id: CommentId }>()((params) =>
  qb
    .select({ id: commentTable.id })
    .from(commentTable)
    .where(
      and(
        eq(commentTable.organizationId, params.organizationId),
        eq(commentTable.id, params.id),
        isNull(commentTable.deletedAt),
      ),
    )
    .for('key share'),
);
type Key = { organizationId: OrganizationId; commentId: CommentId; emoji: string; userId: UserId };
/**
 * Returns how many other kinds of reactions there were before; 0 if this kind is one of them. They are counted before
 * the insert: a distributed database runs the parts of a statement one after the other.
 */
const add = rawQuery<Key & { at: string }, { changed: number; others: number }>(
  (params) => sql`
    with before as materialized (
      select case when bool_or(emoji = ${params.emoji}) then 0 else count(distinct emoji) end as others
      from ${reactionTable}
      where organization_id = ${params.organizationId} and comment_id = ${params.commentId}),
    added as (
      insert into ${reactionTable} (organization_id, comment_id, emoji, user_id, at)
      values (${params.organizationId}, ${params.commentId}, ${params.emoji}, ${params.userId}, ${params.at})
      on conflict do nothing returning emoji)
    select (select count(*) from added) as changed, others from before`,
);
const removeReaction = rawQuery<Key, { changed: number; others: number }>(
  (params) => sql`
    with gone as (
      delete from ${reactionTable} where organization_id = ${params.organizationId} and comment_id = ${params.commentId}
        and emoji = ${params.emoji} and user_id = ${params.userId} returning emoji)
    select count(*) as changed, 0 as others from gone`,
);
const find = query<{ organizationId: OrganizationId; ids: readonly CommentId[] }>()((params) =>
  qb
    .select({
      commentId: reactionTable.commentId,
      emoji: reactionTable.emoji,
      userIds: sql<
        UserId[]
      >`array_agg(${reactionTable.userId} order by ${reactionTable.at}, ${reactionTable.userId})`.as('user_ids'),
    })
    .from(reactionTable)
    .where(
      sql`${reactionTable.organizationId} = ${params.organizationId} and ${reactionTable.commentId} = any(${params.ids})`,
    )
    .groupBy(reactionTable.commentId, reactionTable.emoji)
    .orderBy(sql`min(${reactionTable.at})`),
);
