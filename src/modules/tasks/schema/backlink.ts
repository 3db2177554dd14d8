import { index, instant, primaryKey, sql, text, uuid } from '#platform/database/drizzle.ts';
import type { CommentId, TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { ofTask } from './task.ts';

/** A task that a text names by its key. The text is a task's description, or one of its comments. */
export const backlinkTable = tasks.table(
  'backlink',
  {
    organizationId: organizationId(),
    /** The task with the text. */
    taskId: uuid().$type<TaskId>().notNull(),
    /** The text: the id of the comment, or of the task for its description. */
    sourceId: uuid().$type<CommentId | TaskId>().notNull(),
    /** The task that is named. */
    targetId: uuid().$type<TaskId>().notNull(),
    /** The key in the text. It may be one that the target had in an earlier team. */
    key: text().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.taskId, table.sourceId, table.targetId] }),
    index('backlink_target').on(
      table.organizationId,
      table.targetId,
      sql`${table.createdAt} desc`,
      sql`${table.sourceId} desc`,
    ),
    ofTask(table),
    ofTask({ organizationId: table.organizationId, taskId: table.targetId }),
  ],
);
