import { index, instant, integer, primaryKey, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { AttachmentId, TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { ofTask } from './task.ts';

/** A file attached to a task; its bytes are in the storage. */
export const attachmentTable = tasks.table(
  'attachment',
  {
    organizationId: organizationId(),
    id: uuid().$type<AttachmentId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    filename: text().notNull(),
    contentType: text().notNull(),
    bytes: integer().notNull(),
    storageKey: text().notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('attachment_id').on(table.id),
    index('attachment_task').on(table.organizationId, table.taskId, table.id),
    ofTask(table),
  ],
);
