import {
  type AnyColumn,
  foreignKey,
  index,
  instant,
  integer,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { ofTask } from './task.ts';

export const commentTable = tasks.table(
  'comment',
  {
    organizationId: organizationId(),
    id: uuid().$type<CommentId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** The comment that starts its thread; null if it is one that nobody answered, or starts one. */
    replyToId: uuid().$type<CommentId>(),
    /** Null if an import could not match the author, or may not name them: then `importedAuthor` has the name. */
    authorId: uuid().$type<UserId>(),
    importedAuthor: text(),
    /** Who imported it; shown whoever the author is. */
    importedBy: uuid().$type<UserId>(),
    body: text().notNull(),
    editedAt: instant(),
    createdAt: instant().notNull(),
    /** A deleted comment that has replies stays, without its author and text. */
    deletedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('comment_id').on(table.id),
    index('comment_task').on(table.organizationId, table.taskId, table.createdAt, table.id),
    uniqueIndex('comment_in_task').on(table.organizationId, table.taskId, table.id),
    index('comment_replies')
      .on(table.organizationId, table.taskId, table.replyToId)
      .where(sql`${table.replyToId} is not null`),
    ofTask(table),
    foreignKey({
      name: 'comment_thread',
      columns: [table.organizationId, table.taskId, table.replyToId],
      foreignColumns: [table.organizationId, table.taskId, table.id],
    }),
  ],
);

const ofComment = (table: { organizationId: AnyColumn; commentId: AnyColumn }) =>
  foreignKey({
    columns: [table.organizationId, table.commentId],
    foreignColumns: [commentTable.organizationId, commentTable.id],
  }).onDelete('cascade');

/** The earlier texts of a comment. */
export const commentVersionTable = tasks.table(
  'comment_version',
  {
    organizationId: organizationId(),
    commentId: uuid().$type<CommentId>().notNull(),
    version: integer().notNull(),
    body: text().notNull(),
    /** When this text was written. */
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.commentId, table.version] }), ofComment(table)],
);

export const reactionTable = tasks.table(
  'reaction',
  {
    organizationId: organizationId(),
    commentId: uuid().$type<CommentId>().notNull(),
    emoji: text().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.commentId, table.emoji, table.userId] }),
    ofComment(table),
  ],
);
