import {
  boolean,
  integer,
  jsonb,
  oneOf,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { TeamId } from '#platform/ids.ts';
import { type FieldId, fieldTypes } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

export interface FieldOption {
  readonly id: string;
  readonly name: string;
  readonly colour: string | null;
}

/** A custom field of a team's tasks. */
export const fieldTable = tasks.table(
  'field',
  {
    organizationId: organizationId(),
    id: uuid().$type<FieldId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    type: text({ enum: fieldTypes }).notNull(),
    /** The options of a choice, in order. */
    options: jsonb().$type<FieldOption[]>().notNull().default([]),
    onCard: boolean().notNull().default(false),
    position: integer().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('field_id').on(table.id),
    uniqueIndex('field_name').on(table.organizationId, table.teamId, sql`lower(${table.name})`),
    oneOf('field_type', table.type, fieldTypes),
  ],
);
