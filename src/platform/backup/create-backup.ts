import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { appliedMigrations } from '../database/migrations.ts';
import { DomainError } from '../errors.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Storage } from '../storage/storage.ts';
import { type KeyName, type Manifest, newHeader, partBytes, type TableSummary } from './archive-format.ts';
import {
  archivedTables,
  copyOut,
  migratedSchemas,
  readSequences,
  type TableColumns,
  textSettings,
} from './database-tables.ts';
import { countLines } from './read-archive.ts';
import { type ArchiveWriter, type Written, writeArchive } from './write-archive.ts';

export interface BackupOptions {
  /** A connection of the role that owns the tables. */
  readonly sql: Sql;
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
  readonly progress?: (bytes: number) => void;
}

export interface CreatedBackup extends Written {
  readonly manifest: Manifest;
}

/**
 * Writes an archive of one moment: all tables in one snapshot, then the attachments, which never change. A file that is
 * uploaded during the backup may be in it without its row; a file without its bytes is counted as missing.
 */
export async function createBackup(options: BackupOptions): Promise<CreatedBackup> {
  const { sql, recipients, sink } = options;
  let manifest: Manifest | undefined;
  const written = await writeArchive(recipients, sink, async (writer) => {
    const database = await dumpDatabase(sql, writer, options);
    const files = await dumpFiles(writer, options);
    const keys = await dumpKeys(writer, options.keys);
    manifest = { ...database, files, keys };
    await writer.add('manifest.json', json(manifest));
  });
  if (!manifest) throw new Error('an archive without a manifest');
  return { ...written, manifest };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value, null, 1));

async function dumpDatabase(
  sql: Sql,
  writer: ArchiveWriter,
  { app, now, storage, keys, keyFingerprint, progress }: BackupOptions,
): Promise<Pick<Manifest, 'snapshots' | 'tables' | 'sequences'>> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    await tx.unsafe(textSettings);
    const [server] = await tx<{ version: string; at: string }[]>`
      select current_setting('server_version') as version,
        to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
    const migrations = await appliedMigrations(tx, migratedSchemas);
    const tables = await archivedTables(tx);
    if (!server || tables.length === 0) {
      throw new StartError(exitCodes.database, 'The database is empty: there is nothing to back up.');
    }
    await writer.add(
      'header.json',
      json(
        newHeader({
          app,
          createdAt: now.toISOString(),
          postgres: server.version,
          migrations,
          hasFiles: storage !== null,
          hasKeys: Object.keys(keys).length > 0,
          keyFingerprint,
        }),
      ),
    );
    const summaries: TableSummary[] = [];
    let bytes = 0;
    for (const table of tables) {
      const summary = await dumpTable(tx, writer, table, (more) => progress?.(bytes + more));
      bytes += summary.bytes;
      summaries.push(summary);
    }
    const sequences = await readSequences(tx);
    const schemas = [...new Set(tables.map(({ schema }) => schema))];
    return { snapshots: [{ schemas, at: server.at }], tables: summaries, sequences };
  });
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
  const flush = async () => {
    if (partSize === 0) return;
    parts += 1;
    const content = Buffer.concat(part);
    hash.update(content);
    rows += countLines(content);
    bytes += content.length;
    part = [];
    partSize = 0;
    await writer.add(`tables/${schema}.${name}/${parts}`, content);
    progress(bytes);
  };
  for await (const chunk of copyOut(tx, table)) {
    part.push(chunk);
    partSize += chunk.length;
    if (partSize >= partBytes) await flush();
  }
  await flush();
  return { schema, table: name, columns: [...columns], rows, bytes, sha256: hash.digest('hex') };
}

async function dumpFiles(writer: ArchiveWriter, { storage }: BackupOptions): Promise<Manifest['files']> {
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
