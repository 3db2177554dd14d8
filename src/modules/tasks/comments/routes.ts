import { z } from 'zod';
import { userIdOf } from '#platform/context.ts';
import { forbidden } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { isTeamAdmin } from '#platform/http/rules.ts';
import type { TasksContext } from '../context.ts';
import { CommentId } from '../contract.ts';
import { chosenIdMeaning } from '../task/chosen-id.ts';
import { mayComment, mayRead, ofPart, taskCommenter, taskReader } from '../task/rules.ts';
import { Comment, CommentBody, type CommentRow, findComment, listComments, showComments } from './comment.ts';
import { CommentVersion, historyOf } from './history.ts';
import { react } from './reactions.ts';
import { deleteComment } from './delete-comment.ts';
import { addComment, updateComment } from './write-comment.ts';

const route = routeOf<TasksContext>();
const NewComment = z.strictObject({
  id: CommentId.optional().describe(chosenIdMeaning),
  body: CommentBody,
  replyToId: CommentId.nullable()
    .optional()
    .describe('The comment that it answers. An answer to a reply joins the thread of that reply.'),
});
const CommentPatch = z.strictObject({ body: CommentBody });

const commentReader = ofPart('may read the comment’s task', findComment, mayRead);
const reactor = ofPart('may comment on the comment’s task', findComment, mayComment);

const commentAuthor = ofPart('author of the comment', findComment, (caller, task, part: CommentRow) => {
  const proof = mayComment(caller, task);
  if (part.authorId === null || part.authorId !== userIdOf(caller.actor)) {
    throw forbidden('not-the-author', 'Only the author can change a comment.');
  }
  return proof;
});

const commentRemover = ofPart(
  'author of the comment, or admin of its team',
  findComment,
  (caller, task, part: CommentRow) => {
    const proof = mayComment(caller, task);
    const team = caller.scope.team(task.teamId);
    const isAuthor = part.authorId !== null && part.authorId === userIdOf(caller.actor);
    if (!isAuthor && !(team && isTeamAdmin(team))) {
      throw forbidden('not-the-author', 'Only the author and the team’s admins can delete a comment.');
    }
    return proof;
  },
);

async function show(ctx: TasksContext, row: CommentRow) {
  const [comment] = await showComments(ctx, [row]);
  if (!comment) throw new Error('a row gives a comment');
  return reply(comment, { version: row.version });
}

export const commentRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/comments',
    summary: 'List the comments of a task, oldest first',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: z.uuid().optional() }),
    reply: { status: 200, body: pageOf(Comment) },
    handle: (ctx, { allowed, query }) => listComments(ctx, allowed, query),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/comments',
    summary: 'Comment on a task',
    rule: taskCommenter,
    body: NewComment,
    reply: { status: 201, body: Comment },
    handle: async (ctx, { allowed, body }) => show(ctx, await addComment(ctx, allowed, body)),
  }),
  route({
    method: 'patch',
    path: '/comments/{id}',
    summary: 'Update my comment',
    rule: commentAuthor,
    body: CommentPatch,
    reply: { status: 200, body: Comment },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      show(ctx, await updateComment(ctx, allowed, body.body, ifVersion)),
  }),
  route({
    method: 'get',
    path: '/comments/{id}/history',
    summary: 'List previous versions of a comment, newest first',
    rule: commentReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(CommentVersion) },
    handle: async (ctx, { allowed }) => ({ items: await historyOf(ctx, allowed.part), nextCursor: null }),
  }),
  route({
    method: 'put',
    path: '/comments/{id}/reactions/{emoji}',
    summary: 'React to a comment',
    rule: reactor,
    reply: { status: 200, body: Comment },
    handle: async (ctx, { allowed, params }) => {
      await react(ctx, allowed, params.emoji, true);
      return show(ctx, allowed.part);
    },
  }),
  route({
    method: 'delete',
    path: '/comments/{id}/reactions/{emoji}',
    summary: 'Remove my reaction',
    rule: reactor,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => react(ctx, allowed, params.emoji, false),
  }),
  route({
    method: 'delete',
    path: '/comments/{id}',
    summary: 'Delete a comment',
    rule: commentRemover,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteComment(ctx, allowed, ifVersion),
  }),
];
