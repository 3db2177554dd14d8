import { index, instant, oneOf, primaryKey, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { dependencyTypes, type TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { ofTask } from './task.ts';

/** `task` blocks, relates to or duplicates `other`. Two tasks have at most one such link, in either direction. */
export const dependencyTable = tasks.table(
  'dependency',
  {
    organizationId: organizationId(),
    taskId: uuid().$type<TaskId>().notNull(),
    otherId: uuid().$type<TaskId>().notNull(),
    type: text({ enum: dependencyTypes }).notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.taskId, table.otherId] }),
    index('dependency_other').on(table.organizationId, table.otherId),
    ofTask(table),
    ofTask({ organizationId: table.organizationId, taskId: table.otherId }),
    oneOf('dependency_type', table.type, dependencyTypes),
  ],
);
