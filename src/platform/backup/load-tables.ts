import { pipeline } from 'node:stream/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { ArchiveError, type Manifest, type TableSummary } from './archive-format.ts';
import { archivedTables, copyIn, migratedSchemas, quoted } from './database-tables.ts';

/** Loads the rows of a table, in the text format of COPY. */
type LoadTable = (
  table: { readonly schema: string; readonly table: string },
  rows: AsyncIterable<Buffer>,
) => Promise<void>;

/**
 * Runs `work`, which loads the tables, in one transaction that replaces all rows: after an interruption none of them is visible. Foreign keys,
 * indexes and triggers are taken away first; keys and indexes are built again from the loaded rows, which is faster.
 * @param sql a connection of the role that owns the tables.
 */
export async function loadTables(
  sql: Sql,
  manifest: Manifest,
  work: (load: LoadTable) => Promise<void>,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe('set local idle_in_transaction_session_timeout = 0');
    const known = new Map((await archivedTables(tx)).map((table) => [`${table.schema}.${table.table}`, table]));
    const summaries = new Map(manifest.tables.map((table) => [`${table.schema}.${table.table}`, table]));
    for (const [name, table] of summaries) checkTable(name, table, known.get(name)?.columns);
    const rebuild = await removeConstraints(tx);
    const names = [...known.values()].map(({ schema, table }) => `${quoted(schema)}.${quoted(table)}`);
    await tx.unsafe(`truncate ${names.join(', ')} cascade`);
    await work(async ({ schema, table }, rows) => {
      const summary = summaries.get(`${schema}.${table}`);
      if (!summary) throw new ArchiveError(`contains the unknown table ${schema}.${table}`);
      await pipeline(rows, await copyIn(tx, summary));
    });
    for (const statement of rebuild) await tx.unsafe(statement);
    for (const { schema, name, value } of manifest.sequences) {
      await tx`select setval(${`${quoted(schema)}.${quoted(name)}`}::regclass, ${value})`;
    }
  });
  await sql.unsafe('analyze');
}

function checkTable(name: string, { columns }: TableSummary, known: readonly string[] | undefined): void {
  const isKnown =
    known && columns.every((column) => known.includes(column)) && new Set(columns).size === columns.length;
  if (!isKnown) throw new ArchiveError(`contains the table ${name} in a form that its migrations do not create`);
}

/** @returns the statements that bring back what was removed. */
async function removeConstraints(tx: TransactionSql): Promise<string[]> {
  const schemas = [[...migratedSchemas]];
  const foreignKeys = await tx.unsafe<{ table: string; name: string; definition: string }[]>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
     from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
     where contype = 'f' and nspname = any($1)`,
    schemas,
  );
  const indexes = await tx.unsafe<{ name: string; definition: string }[]>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index
       join pg_class on pg_class.oid = indexrelid
       join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = any($1) and not exists (select from pg_constraint where conindid = indexrelid)`,
    schemas,
  );
  const triggers = await tx.unsafe<{ table: string }[]>(
    `select distinct tgrelid::regclass::text as table
     from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_namespace on pg_namespace.oid = relnamespace
     where not tgisinternal and nspname = any($1)`,
    schemas,
  );
  for (const { table, name } of foreignKeys) await tx.unsafe(`alter table ${table} drop constraint ${quoted(name)}`);
  for (const { name } of indexes) await tx.unsafe(`drop index ${name}`);
  for (const { table } of triggers) await tx.unsafe(`alter table ${table} disable trigger user`);
  return [
    ...indexes.map(({ definition }) => definition),
    ...foreignKeys.map(
      ({ table, name, definition }) => `alter table ${table} add constraint ${quoted(name)} ${definition}`,
    ),
    ...triggers.map(({ table }) => `alter table ${table} enable trigger user`),
  ];
}
