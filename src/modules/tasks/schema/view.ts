import {
  boolean,
  index,
  instant,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { ViewId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/** A saved view of tasks: private to its owner, or shared in the organization. */
export const viewTable = tasks.table(
  'view',
  {
    organizationId: organizationId(),
    id: uuid().$type<ViewId>().notNull(),
    ownerId: uuid().$type<UserId>().notNull(),
    name: text().notNull(),
    isShared: boolean().notNull(),
    settings: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('view_id').on(table.id),
    index('view_owner').on(table.organizationId, table.ownerId),
  ],
);
