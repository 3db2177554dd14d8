import { z } from 'zod';
import { AppPath } from '#platform/http/fields.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import { shownPerson } from '../task/show-task.ts';
import type { TasksContext } from '../context.ts';
import { CommentId, TaskId } from '../contract.ts';
import { commentTable } from '../schema/comment.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRelations } from '../task/task-relations.ts';
import type { TaskRow } from '../task/columns.ts';
import { Reaction, reactionsInRow, reactionsTo } from './reactions.ts';
import { isInScope, scopeParams, type ScopeParams } from '../task/in-scope.ts';

const Author = z
  .strictObject({
    id: UserId.nullable(),
    name: z.string(),
    username: z.string().nullable(),
    avatarUrl: AppPath.nullable(),
  })
  .meta({ id: 'Author', description: 'Without an id: an imported name that belongs to no account.' });

export const Comment = z
  .strictObject({
    id: CommentId,
    taskId: TaskId,
    replyToId: CommentId.nullable().describe('The comment that starts its thread; null if it is not a reply.'),
    author: Author,
    imported: z
      .strictObject({ by: Author })
      .nullable()
      .describe('For imported comments: who imported it. The author is taken from the file.'),
    body: z.string(),
    reactions: z.array(Reaction),
    editedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    deletedAt: z.iso
      .datetime()
      .nullable()
      .describe('A deleted comment that has replies keeps its place, without author and text.'),
    version: z
      .number()
      .int()
      .describe('For `If-Match`: a change of another version than the current one is 412 `stale`.'),
  })
  .meta({ id: 'Comment' });
export type Comment = z.infer<typeof Comment>;

export const CommentBody = z.string().trim().min(1, 'must not be empty').max(50_000);

export const commentColumns = {
  organizationId: commentTable.organizationId,
  id: commentTable.id,
  taskId: commentTable.taskId,
  replyToId: commentTable.replyToId,
  authorId: commentTable.authorId,
  importedAuthor: commentTable.importedAuthor,
  importedBy: commentTable.importedBy,
  body: commentTable.body,
  editedAt: commentTable.editedAt,
  createdAt: commentTable.createdAt,
  deletedAt: commentTable.deletedAt,
  version: commentTable.version,
};
export type CommentRow = Awaited<ReturnType<typeof inScope>>[number];

/** Comments of a task, oldest first. */
export async function listComments(
  ctx: TasksContext,
  { organizationId, id: taskId }: Authorized<TaskRow, 'read'>,
  pageQuery: PageQuery,
): Promise<Page<Comment>> {
  return keysetPage(pageQuery, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { organizationId, taskId, ...page }),
    keyOf: ({ createdAt, id }) => [createdAt, id],
    toItems: (rows) => showComments(ctx, rows),
  });
}

/** The newest comments of a task in chronological order, with their reactions, in one query. */
export async function listNewestComments(
  ctx: TasksContext,
  { organizationId, id: taskId }: Authorized<TaskRow, 'read'>,
  limit: number,
): Promise<{ comments: Comment[]; hasMoreComments: boolean }> {
  const rows = await newest(ctx, { organizationId, taskId, limit: limit + 1 });
  const pageRows = rows.slice(0, limit).toReversed();
  const authors = await ctx.people.byIds(peopleIn(pageRows));
  const comments = pageRows.map(({ reactions, ...row }) => toComment(row, authors, reactions));
  return { comments, hasMoreComments: rows.length > limit };
}

/** A comment in the scope's organizations, or on a task in one of the guest's projects, unless it is deleted. */
export function findComment(ctx: TasksContext, id: string): Promise<CommentRow | undefined> {
  return maybeOne(inScope(ctx, { id: id as CommentId, ...scopeParams(ctx.scope) }));
}

/** Comments with the names of their authors and their reactions: one query for all. */
export async function showComments(ctx: TasksContext, rows: readonly CommentRow[]): Promise<Comment[]> {
  const [authors, reactions] = await Promise.all([ctx.people.byIds(peopleIn(rows)), reactionsTo(ctx, rows)]);
  return rows.map((row) => toComment(row, authors, reactions.get(row.id) ?? []));
}

function toComment(
  { authorId, importedAuthor, importedBy, organizationId: _organizationId, ...comment }: CommentRow,
  people: TaskRelations['people'],
  reactions: Reaction[],
): Comment {
  const author = toAuthor(authorId, people, importedAuthor ?? '');
  const imported = importedBy && { by: toAuthor(importedBy, people, '') };
  return { ...comment, author, imported, reactions };
}

function peopleIn(rows: readonly CommentRow[]): (UserId | null)[] {
  return rows.flatMap(({ authorId, importedBy }) => [authorId, importedBy]);
}

/** A person with an account, or only a name. */
function toAuthor(id: UserId | null, people: TaskRelations['people'], name: string): z.infer<typeof Author> {
  return shownPerson(people, id) ?? { id: null, name, username: null, avatarUrl: null };
}

const order = keysetByTime(commentTable.createdAt, commentTable.id, 'oldest-first');
const find = queryFamily<{ cursor: boolean }, PageParams & { organizationId: OrganizationId; taskId: TaskId }>()(
  (shape, params) =>
    qb
      .select(commentColumns)
      .from(commentTable)
      .where(
        and(
          eq(commentTable.organizationId, params.organizationId),
          eq(commentTable.taskId, params.taskId),
          shape.cursor ? order.behind(params) : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);
const newest = query<{ organizationId: OrganizationId; taskId: TaskId; limit: number }>()((params) =>
  qb
    .select({ ...commentColumns, reactions: reactionsInRow(params.organizationId).as('reactions') })
    .from(commentTable)
    .where(and(eq(commentTable.organizationId, params.organizationId), eq(commentTable.taskId, params.taskId)))
    .orderBy(sql`${commentTable.createdAt} desc`, sql`${commentTable.id} desc`)
    .limit(params.limit),
);
const inScope = query<ScopeParams & { id: CommentId }>()((params) =>
  qb
    .select(commentColumns)
    .from(commentTable)
    .innerJoin(
      taskTable,
      and(eq(taskTable.organizationId, commentTable.organizationId), eq(taskTable.id, commentTable.taskId)),
    )
    .where(and(eq(commentTable.id, params.id), isNull(commentTable.deletedAt), isInScope(params, commentTable))),
);
