import {
  boolean,
  bytewiseText,
  instant,
  integer,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { ChecklistItemId, TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { ofTask } from './task.ts';

export const checklistItemTable = tasks.table(
  'checklist_item',
  {
    organizationId: organizationId(),
    id: uuid().$type<ChecklistItemId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** The name of the item's list, if a task has several. */
    checklist: text().notNull().default(''),
    title: text().notNull(),
    done: boolean().notNull().default(false),
    rank: bytewiseText().notNull(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('checklist_item_id').on(table.id),
    uniqueIndex('checklist_item_place').on(table.organizationId, table.taskId, table.rank),
    ofTask(table),
  ],
);
