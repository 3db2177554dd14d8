import type { Writable } from 'node:stream';
import type { TransactionSql } from '../database/connection.ts';
import { moduleNames } from '../startup/module-names.ts';

/** The schemas of an archive, in the order of their migrations. pgboss is the queue's. */
export const migratedSchemas: readonly string[] = ['platform', ...moduleNames];
export const archivedSchemas: readonly string[] = [...migratedSchemas, 'pgboss'];

/**
 * What an archive leaves out: rows that describe running processes, backups and counted requests, and tables of pg-boss that the
 * app writes again when it starts.
 */
const leftOut = new Set(['platform.instance', 'platform.rate_limit', 'platform.backup_run']);
const queueTables = new Set(['pgboss.queue', 'pgboss.job']);

/** Of the queue only unfinished jobs, with those that failed permanently, which wait in the dead-letter queues. */
const conditions: Readonly<Record<string, string>> = {
  'pgboss.job': "state < 'completed' and name not like '\\_\\_pgboss%'",
  'pgboss.queue': "name not like '\\_\\_pgboss%'",
};

/** A table with the columns that COPY reads and writes: generated ones are computed again. */
export interface TableColumns {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** The tables whose rows belong into an archive, in a fixed order. */
export async function archivedTables(
  sql: TransactionSql,
  schemas: readonly string[] = archivedSchemas,
): Promise<TableColumns[]> {
  const rows = await sql.unsafe<TableColumns[]>(
    `select nspname as schema, relname as table, array_agg(attname::text order by attnum) as columns
     from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace
       join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     where nspname = any($1) and relkind in ('r', 'p') and not relispartition
     group by nspname, relname
     order by array_position($1, nspname::text), relname`,
    [[...schemas]],
  );
  return rows.filter(({ schema, table }) => {
    const name = `${schema}.${table}`;
    return schema === 'pgboss' ? queueTables.has(name) : !leftOut.has(name);
  });
}

/** The counters of identity columns. */
export async function readSequences(
  sql: TransactionSql,
  schemas: readonly string[],
): Promise<{ schema: string; name: string; value: number }[]> {
  const rows = await sql.unsafe<{ schema: string; name: string; value: number }[]>(
    `select schemaname as schema, sequencename as name, last_value as value from pg_sequences
     where schemaname = any($1) and last_value is not null order by 1, 2`,
    [migratedSchemas.filter((schema) => schemas.includes(schema))],
  );
  return [...rows];
}

/** All rows of a table in the text format of COPY, which every version of PostgreSQL reads. */
export async function* copyOut(
  sql: TransactionSql,
  { schema, table, columns }: TableColumns,
): AsyncGenerator<Buffer, void, undefined> {
  const condition = conditions[`${schema}.${table}`];
  const list = columns.map(quoted).join(', ');
  const from = `${quoted(schema)}.${quoted(table)}`;
  // A partitioned table can only be read by a query.
  const what = condition === undefined ? `${from} (${list})` : `(select ${list} from ${from} where ${condition})`;
  const rows = await sql.unsafe(`copy ${what} to stdout`).readable();
  try {
    yield* rows;
  } finally {
    // If the last rows filled the buffer, postgres.js leaves its socket paused, and the next statement gets no reply.
    // A read resumes it.
    // oxlint-disable-next-line no-underscore-dangle -- Node's name for it
    rows._read(0);
  }
}

/** Settings that make the text of a row the same in every session and version. */
export const textSettings = [
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'postgres'",
  "set local timezone = 'UTC'",
  'set local extra_float_digits = 1',
  "set local bytea_output = 'hex'",
  // Otherwise a scan may start in the middle of a table, and its checksum would differ.
  'set local synchronize_seqscans = off',
  // A query may be scanned in parallel, in any order.
  'set local max_parallel_workers_per_gather = 0',
].join(';');

/** Writes rows in the text format of COPY into an empty table. */
export async function copyIn(sql: TransactionSql, { schema, table, columns }: TableColumns): Promise<Writable> {
  const list = columns.map(quoted).join(', ');
  return sql.unsafe(`copy ${quoted(schema)}.${quoted(table)} (${list}) from stdin`).writable();
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
