import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionSql } from '../database/connection.ts';
import { type AppliedMigrations, appliedMigrations } from '../database/migrations.ts';
import { refuseHalfRestored } from '../database/restore-mark.ts';
import { DomainError } from '../errors.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Storage } from '../storage/storage.ts';
import { type KeyName, type Manifest, newHeader, partBytes, type TableSummary } from './archive-format.ts';
import { archivedTables, copyOut, migratedSchemas, readSequences, type TableColumns } from './database-tables.ts';
import { countLines } from './read-archive.ts';
import { type BackupDatabases, type Snapshot, withSnapshots } from './snapshots.ts';
import { type ArchiveWriter, type Written, writeArchive } from './write-archive.ts';

export interface BackupOptions {
  readonly databases: BackupDatabases;
  /** Null leaves the attachments out. */
  readonly storage: Pick<Storage, 'list' | 'get'> | null;
  /** The keys to put into the archive. */
  readonly keys: Readonly<Partial<Record<KeyName, string>>>;
  readonly keyFingerprint: string;
  /** The release. */
  readonly app: string;
  readonly now: Date;
  /** age recipients; empty for an archive that is not encrypted. */
  readonly recipients: readonly string[];
  readonly sink: (bytes: Readable) => Promise<void>;
  /** Is told how many bytes of rows and attachments are read. */
  readonly progress?: (bytes: number) => void;
}

export interface CreatedBackup extends Written {
  readonly manifest: Manifest;
}

/**
 * Writes an archive of one moment: all tables in one snapshot of each database, then the attachments, which never change. A file that is
 * uploaded during the backup may be in it without its row; a file without its bytes is counted as missing.
 */
export async function createBackup(options: BackupOptions): Promise<CreatedBackup> {
  const { databases, recipients, sink } = options;
  await refuseHalfRestored(databases.main);
  let manifest: Manifest | undefined;
  const written = await writeArchive(recipients, sink, async (writer) => {
    const database = await dumpDatabases(writer, options);
    const tableBytes = database.tables.reduce((sum, { bytes }) => sum + bytes, 0);
    const files = await dumpFiles(writer, options, tableBytes);
    const keys = await dumpKeys(writer, options.keys);
    manifest = { ...database, files, keys };
    await writer.add('manifest.json', json(manifest));
  });
  if (!manifest) throw new Error('an archive without a manifest');
  return { ...written, manifest };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value, null, 1));

async function dumpDatabases(
  writer: ArchiveWriter,
  { databases, app, now, storage, keys, keyFingerprint, progress }: BackupOptions,
): Promise<Pick<Manifest, 'snapshots' | 'tables' | 'sequences'>> {
  return withSnapshots(databases, async (snapshots) => {
    const tables = await tablesOf(snapshots);
    const [main] = snapshots;
    if (!main || tables.length === 0) {
      throw new StartError(exitCodes.database, 'The database is empty: there is nothing to back up.');
    }
    const header = newHeader({
      app,
      createdAt: now.toISOString(),
      postgres: main.version,
      migrations: await migrationsOf(snapshots),
      hasFiles: storage !== null,
      hasKeys: Object.keys(keys).length > 0,
      keyFingerprint,
    });
    await writer.add('header.json', json(header));
    const summaries: TableSummary[] = [];
    let bytes = 0;
    for (const { tx, table } of tables) {
      const summary = await dumpTable(tx, writer, table, (more) => progress?.(bytes + more));
      bytes += summary.bytes;
      summaries.push(summary);
    }
    const sequences: Manifest['sequences'] = [];
    for (const { tx, schemas } of snapshots) sequences.push(...(await readSequences(tx, schemas)));
    const read = snapshots.map(({ schemas, at }) => ({ schemas: [...schemas], at }));
    return { snapshots: read, tables: summaries, sequences };
  });
}

async function tablesOf(
  snapshots: readonly Snapshot[],
): Promise<{ readonly tx: TransactionSql; readonly table: TableColumns }[]> {
  const tables = [];
  for (const { tx, schemas } of snapshots) {
    for (const table of await archivedTables(tx, schemas)) tables.push({ tx, table });
  }
  return tables;
}

/** Of each schema where it is. */
async function migrationsOf(snapshots: readonly Snapshot[]): Promise<AppliedMigrations> {
  const migrations: AppliedMigrations = {};
  for (const { tx, schemas } of snapshots) {
    const own = migratedSchemas.filter((schema) => schemas.includes(schema));
    Object.assign(migrations, await appliedMigrations(tx, own));
  }
  return migrations;
}

async function dumpTable(
  tx: TransactionSql,
  writer: ArchiveWriter,
  table: TableColumns,
  progress: (bytes: number) => void,
): Promise<TableSummary> {
  const hash = createHash('sha256');
  const { schema, table: name, columns } = table;
  let part: Buffer[] = [];
  let partSize = 0;
  let parts = 0;
  let bytes = 0;
  let rows = 0;
  // While a part is compressed, the next one is read.
  let adding: Promise<void> = Promise.resolve();
  const flush = async () => {
    if (partSize === 0) return;
    parts += 1;
    const content = Buffer.concat(part);
    hash.update(content);
    rows += countLines(content);
    bytes += content.length;
    part = [];
    partSize = 0;
    await adding;
    adding = writer.add(`tables/${schema}.${name}/${parts}`, content);
    // It is awaited before the next part, or at the end.
    adding.catch(() => undefined);
    progress(bytes);
  };
  for await (const chunk of copyOut(tx, table)) {
    part.push(chunk);
    partSize += chunk.length;
    if (partSize >= partBytes) await flush();
  }
  await flush();
  await adding;
  return { schema, table: name, columns: [...columns], rows, bytes, sha256: hash.digest('hex') };
}

async function dumpFiles(
  writer: ArchiveWriter,
  { storage, progress }: BackupOptions,
  tableBytes: number,
): Promise<Manifest['files']> {
  const hash = createHash('sha256');
  const files = { count: 0, bytes: 0, missing: 0 };
  for await (const { key, bytes } of storage ? storage.list() : []) {
    const content = storage && (await openFile(storage, key, bytes));
    if (!content) {
      files.missing += 1;
      continue;
    }
    files.count += 1;
    files.bytes += bytes;
    hash.update(`${key}\0${bytes}\0`);
    await writer.addStream(`files/${key}`, bytes, hashed(content, hash));
    progress?.(tableBytes + files.bytes);
  }
  return { ...files, sha256: hash.digest('hex') };
}

/** Null for a file that was removed since it was listed. */
async function openFile(storage: Pick<Storage, 'get'>, key: string, bytes: number): Promise<Readable | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storage.get(key, bytes);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'file-missing') return null;
      if (attempt === 3) throw error;
      await sleep(1_000 * attempt);
    }
  }
}

async function* hashed(content: Readable, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}

async function dumpKeys(writer: ArchiveWriter, keys: BackupOptions['keys']): Promise<Manifest['keys']> {
  const written: Manifest['keys'] = [];
  for (const name of ['secret-key', 'service-key'] as const) {
    const key = keys[name];
    if (key === undefined) continue;
    await writer.add(`keys/${name}`, Buffer.from(key));
    written.push({ name, sha256: createHash('sha256').update(key).digest('hex') });
  }
  return written;
}
