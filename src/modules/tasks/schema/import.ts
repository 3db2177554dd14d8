import {
  boolean,
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { TeamId, UserId } from '#platform/ids.ts';
import { type ImportId, importFormats, importKinds, importStatuses } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/** What the requester of an import specifies about reading the file. */
export interface ImportMapping {
  /** The time zone for the file's dates (IANA name). */
  readonly timezone?: string;
}

/** Imports of files, running and finished. */
export const importsTable = tasks.table(
  'import',
  {
    organizationId: organizationId(),
    id: uuid().$type<ImportId>().notNull(),
    format: text({ enum: importFormats }).notNull(),
    status: text({ enum: importStatuses }).notNull(),
    filename: text().notNull(),
    storageKey: text().notNull(),
    teamId: uuid().$type<TeamId>(),
    dryRun: boolean().notNull(),
    /** What the requester specified about reading the file. */
    mapping: jsonb().$type<ImportMapping>(),
    /** When its stored file expires; null once the file is deleted. */
    fileUntil: instant(),
    done: integer().notNull().default(0),
    total: integer().notNull().default(0),
    report: jsonb().notNull(),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('import_id').on(table.id),
    index('import_created').on(table.organizationId, table.createdAt),
    oneOf('import_format', table.format, importFormats),
    oneOf('import_status', table.status, importStatuses),
  ],
);

/**
 * Which record an import created from which source, so that the same thing of the same board is created only once in a
 * team.
 */
export const importSourceTable = tasks.table(
  'import_source',
  {
    organizationId: organizationId(),
    format: text({ enum: importFormats }).notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    kind: text({ enum: importKinds }).notNull(),
    externalId: text().notNull(),
    localId: uuid().notNull(),
    /** The import that created it. Counts what an import has created, also across interrupted attempts. */
    importId: uuid().$type<ImportId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.format, table.teamId, table.kind, table.externalId] }),
    index('import_source_import').on(table.organizationId, table.importId),
    index('import_source_board')
      .on(table.organizationId, table.format, table.externalId)
      .where(sql`${table.kind} = 'board'`),
    oneOf('import_source_kind', table.kind, importKinds),
  ],
);
