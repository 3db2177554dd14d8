import { bigint, index, instant, oneOf, primaryKey, sql, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { type ExportId, exportStatuses } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/** Archives of everything in an organization: requested, being written, and stored for download. */
export const exportTable = tasks.table(
  'export',
  {
    organizationId: organizationId(),
    id: uuid().$type<ExportId>().notNull(),
    status: text({ enum: exportStatuses }).notNull(),
    storageKey: text().notNull(),
    bytes: bigint({ mode: 'number' }),
    /** When its stored file expires; null without a file. */
    fileUntil: instant(),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('export_id').on(table.id),
    uniqueIndex('export_unfinished')
      .on(table.organizationId)
      .where(sql`${table.status} in ('queued', 'running')`),
    index('export_file')
      .on(table.fileUntil)
      .where(sql`${table.fileUntil} is not null`),
    oneOf('export_status', table.status, exportStatuses),
  ],
);
