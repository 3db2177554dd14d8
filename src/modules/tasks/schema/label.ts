import { integer, primaryKey, sql, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { LabelId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

export const labelTable = tasks.table(
  'label',
  {
    organizationId: organizationId(),
    id: uuid().$type<LabelId>().notNull(),
    name: text().notNull(),
    colour: text().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('label_id').on(table.id),
    uniqueIndex('label_name').on(table.organizationId, sql`lower(${table.name})`, table.colour),
  ],
);
