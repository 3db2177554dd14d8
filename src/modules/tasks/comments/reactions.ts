import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { build, sql } from '#platform/database/drizzle.ts';
import { only, query, statement } from '#platform/database/query.ts';
import { conflict, invalid, unauthenticated } from '#platform/errors.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { publish } from '../publish.ts';
import { comment, reaction } from '../schema.ts';
import { aboutTask } from '../task/task-payload.ts';
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

const mostKinds = 30;
/** One emoji as people see it, whatever code points it is made of. */
const oneEmoji = /^\p{RGI_Emoji}$/v;

/**
 * Adds or takes back the caller's reaction.
 * @throws DomainError 422 for what is not one emoji, 409 `too-many-reactions`.
 */
export function react(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'comment'>; part: Comment },
  emoji: string,
  isThere: boolean,
): Promise<void> {
  const userId = userIdOf(ctx.actor);
  if (userId === null) throw unauthenticated();
  if (!oneEmoji.test(emoji)) throw invalid('emoji', 'must be one emoji');
  return withTransaction(ctx, async (inTx) => {
    const place = { organizationId: part.organizationId, commentId: part.id, emoji, userId };
    const { changed, others } = await only(
      isThere ? add(inTx, { ...place, at: ctx.clock.now().toISOString() }) : takeBack(inTx, place),
    );
    if (others >= mostKinds)
      throw conflict('too-many-reactions', `A comment can have at most ${mostKinds} different reactions.`);
    if (changed === 0) return;
    await publish(inTx, {
      ...aboutTask(task),
      subject: { kind: 'comment', id: part.id, version: part.version },
      type: 'comment.changed',
      payload: { taskId: task.id, teamId: task.teamId, commentId: part.id },
    });
  });
}

/** Reactions to all of these comments. */
export async function reactionsTo(
  ctx: TasksContext,
  comments: readonly Comment[],
): Promise<ReadonlyMap<CommentId, Reaction[]>> {
  const [one] = comments;
  if (!one) return new Map();
  const rows = await find(ctx, { organizationId: one.organizationId, ids: comments.map(({ id }) => id) });
  const found = new Map<CommentId, Reaction[]>();
  for (const { commentId, ...shown } of rows) found.set(commentId, [...(found.get(commentId) ?? []), shown]);
  return found;
}

/** The same for a query of comments, in the row of each. */
export const reactionsInRow = sql<Reaction[]>`coalesce((
  select json_agg(json_build_object('emoji', emoji, 'userIds', user_ids) order by first_at) from (
    select emoji, array_agg(user_id order by at, user_id) as user_ids, min(at) as first_at from ${reaction}
    where ${reaction.organizationId} = ${comment.organizationId} and ${reaction.commentId} = ${comment.id}
    group by emoji) as kinds), '[]')`;

type Key = { organizationId: OrganizationId; commentId: CommentId; emoji: string; userId: UserId };
/** With how many kinds there were before this one; none where it was there already. */
const add = statement<Key & { at: string }, { changed: number; others: number }>(
  (place) => sql`
    with added as (
      insert into ${reaction} (organization_id, comment_id, emoji, user_id, at)
      values (${place.organizationId}, ${place.commentId}, ${place.emoji}, ${place.userId}, ${place.at})
      on conflict do nothing returning emoji)
    select (select count(*) from added) as changed, (
      select case when bool_or(emoji = ${place.emoji}) then 0 else count(distinct emoji) end from ${reaction}
      where organization_id = ${place.organizationId} and comment_id = ${place.commentId}) as others`,
);
const takeBack = statement<Key, { changed: number; others: number }>(
  (place) => sql`
    with gone as (
      delete from ${reaction} where organization_id = ${place.organizationId} and comment_id = ${place.commentId}
        and emoji = ${place.emoji} and user_id = ${place.userId} returning emoji)
    select count(*) as changed, 0 as others from gone`,
);
const find = query<{ organizationId: OrganizationId; ids: readonly CommentId[] }>()((place) =>
  build
    .select({
      commentId: reaction.commentId,
      emoji: reaction.emoji,
      userIds: sql<UserId[]>`array_agg(${reaction.userId} order by ${reaction.at}, ${reaction.userId})`.as('user_ids'),
    })
    .from(reaction)
    .where(sql`${reaction.organizationId} = ${place.organizationId} and ${reaction.commentId} = any(${place.ids})`)
    .groupBy(reaction.commentId, reaction.emoji)
    .orderBy(sql`min(${reaction.at})`),
);
