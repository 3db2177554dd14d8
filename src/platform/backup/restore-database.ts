import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '../database/connection.ts';
import { type AppliedMigrations, compareMigrations } from '../database/migrations.ts';
import { type DatabaseTargets, prepareServer, withConnection } from '../database/provision.ts';
import { type RestoreMark, setRestoreMark } from '../database/restore-mark.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Storage } from '../storage/storage.ts';
import { ArchiveError, maxEntryBytes } from './archive-format.ts';
import { archivedSchemas, copyOut, migratedSchemas, quoted, textSettings } from './database-tables.ts';
import { loadTables } from './load-tables.ts';
import { type ArchiveContent, type ArchiveSource, countLines, readArchive } from './read-archive.ts';

/** @throws StartError if the archive has migrations that this release does not know. */
export async function refuseNewer(migrations: AppliedMigrations, app: string, own: string): Promise<void> {
  const { unknown } = await compareMigrations(migrations, migratedSchemas);
  if (unknown.length === 0) return;
  throw new StartError(
    exitCodes.refused,
    `The archive was made by TaskUno ${app}, which is newer than this one (${own}) or another edition: it has the migration ${unknown[0]}. Restore it with that release.`,
  );
}

/** Removes the schemas of the app with all that they contain. */
export async function dropSchemas(sql: Sql): Promise<void> {
  for (const schema of [...archivedSchemas, 'language']) await sql.unsafe(`drop schema if exists ${schema} cascade`);
  const journals = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'drizzle' and tablename <> '__restore'`;
  for (const { name } of journals) await sql`drop table drizzle.${sql(name)}`;
}

export interface LoadOptions {
  readonly sql: Sql;
  /** Null leaves the attachments of the archive out. */
  readonly storage: Pick<Storage, 'put'> | null;
  readonly progress?: (bytes: number) => void;
}

/** Loads the tables of a checked archive, in one transaction, then its attachments. */
export async function loadArchive(
  source: ArchiveSource,
  checked: ArchiveContent,
  { sql, storage, progress }: LoadOptions,
): Promise<void> {
  await loadTables(sql, checked.manifest, async (load) => {
    const { manifest } = await readArchive(source, { table: load, ...(progress ? { progress } : {}) });
    if (!isDeepStrictEqual(manifest, checked.manifest)) throw new ArchiveError('changed while it was restored');
  });
  if (storage === null || checked.manifest.files.count === 0) return;
  await readArchive(source, {
    async file(key, _size, bytes) {
      await storage.put(key, bytes, maxEntryBytes.file);
    },
  });
}

/** A table of an archive beside the loaded one. */
export interface ComparedTable {
  readonly name: string;
  readonly expectedRows: number;
  readonly rows: number;
  /** Whether the checksums are equal. */
  readonly equal: boolean;
}

/** Compares the tables with an archive, by count and checksum. */
export async function compareTables(sql: Sql, { manifest }: ArchiveContent): Promise<ComparedTable[]> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx.unsafe(textSettings);
    const compared: ComparedTable[] = [];
    for (const summary of manifest.tables) {
      const hash = createHash('sha256');
      let rows = 0;
      for await (const chunk of copyOut(tx, summary)) {
        hash.update(chunk);
        rows += countLines(chunk);
      }
      compared.push({
        name: `${summary.schema}.${summary.table}`,
        expectedRows: summary.rows,
        rows,
        equal: hash.digest('hex') === summary.sha256,
      });
    }
    return compared;
  });
}

/** How many servers reported within the last seconds that they run on this database. */
export async function runningInstances(sql: Sql): Promise<number> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('platform.instance')::text as name`;
  if (!table?.name) return 0;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from platform.instance where seen_at > now() - interval '5 seconds'`;
  return row?.count ?? 0;
}

/** How a database is replaced by an empty one. */
export interface Replacement {
  readonly secretKey: string;
  /** The mark of the restore that the new database is for. */
  readonly mark: RestoreMark;
  /** Whether a database of this name exists. */
  readonly isThere: boolean;
}

/**
 * Puts an empty, marked database in the place of the configured one, in one step: a server finds either the old one, or
 * one on which it does not start.
 */
export async function replaceDatabase(
  { embedded, migrator }: Pick<DatabaseTargets, 'embedded' | 'migrator'>,
  { secretKey, mark, isThere }: Replacement,
): Promise<void> {
  const { database } = migrator;
  const draft = `${database}_restoring`;
  const kept = isThere ? `${database}_${mark.keptSuffix ?? 'before_restore'}` : null;
  const admin = embedded ? embedded.target : { ...migrator, database: 'postgres' };
  try {
    await withConnection(admin, 'restore', async (sql) => {
      await sql.unsafe(`drop database if exists ${quoted(draft)}`);
      if (embedded) await prepareServer(embedded.target, secretKey, draft);
      else await createLike(sql, database, draft);
      await withConnection({ ...migrator, database: draft }, 'restore', (own) => setRestoreMark(own, mark));
      await sql.begin(async (tx) => {
        if (kept !== null) await tx.unsafe(`alter database ${quoted(database)} rename to ${quoted(kept)}`);
        await tx.unsafe(`alter database ${quoted(draft)} rename to ${quoted(database)}`);
      });
    });
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      exitCodes.database,
      `The database ${database} can't be renamed to keep it (${reason}). Create an empty database yourself and set DATABASE_URL to it.`,
      cause,
    );
  }
}

/** Creates an empty database with the order and letters of another one. */
async function createLike(sql: Sql, model: string, name: string): Promise<void> {
  const [old] = await sql<{ collation: string; ctype: string }[]>`
    select datcollate as collation, datctype as ctype from pg_database where datname = ${model}`;
  if (!old) throw new Error(`there is no database ${model}`);
  await sql.unsafe(
    `create database ${quoted(name)} template template0 encoding 'UTF8' lc_collate ${literal(old.collation)} lc_ctype ${literal(old.ctype)}`,
  );
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
