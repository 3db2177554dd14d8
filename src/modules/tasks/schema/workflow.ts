import { index, integer, oneOf, primaryKey, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { TeamId } from '#platform/ids.ts';
import { categories, type StatusId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/** A column of a team's workflow. */
export const statusTable = tasks.table(
  'status',
  {
    organizationId: organizationId(),
    id: uuid().$type<StatusId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    category: text({ enum: categories }).notNull(),
    position: integer().notNull(),
    /** The intended maximum of cards in the column; null for no limit. */
    wipLimit: integer(),
    /** The statuses a task may move to from here; null for all. */
    transitions: uuid().array().$type<StatusId[]>(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('status_id').on(table.id),
    index('status_team').on(table.organizationId, table.teamId, table.position),
    oneOf('status_category', table.category, categories),
  ],
);

/** A team's settings for its work, other than statuses. */
export const workflowTable = tasks.table(
  'workflow',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    /** Closed tasks are archived after this many days; null for never. */
    archiveAfterDays: integer(),
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

/** The last number used in a team's keys. */
export const counterTable = tasks.table(
  'counter',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    lastNumber: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);
