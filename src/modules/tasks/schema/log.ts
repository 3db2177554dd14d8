import { index, instant, jsonb, oneOf, primaryKey, sql, text, uuid } from '#platform/database/drizzle.ts';
import type { TeamId, UserId } from '#platform/ids.ts';
import { type LogEntryId, logTypes, type TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/**
 * Who changed what, from what to what. Rows remain after the task is deleted. They are added, and one is replaced only by
 * a longer one: somebody goes on writing a description.
 */
export const logTable = tasks.table(
  'log',
  {
    organizationId: organizationId(),
    id: uuid().$type<LogEntryId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    type: text({ enum: logTypes }).notNull(),
    actor: jsonb().notNull(),
    actorId: uuid().$type<UserId>(),
    field: text(),
    before: jsonb(),
    after: jsonb(),
    reason: text(),
    requestId: text().notNull(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index('log_task').on(table.organizationId, table.taskId, table.id),
    index('log_team').on(table.organizationId, table.teamId, table.id),
    index('log_actor')
      .on(table.organizationId, table.actorId, table.id)
      .where(sql`${table.actorId} is not null`),
    oneOf('log_type', table.type, logTypes),
  ],
);
