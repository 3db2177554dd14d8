import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyName } from '#platform/backup/archive-format.ts';
import { archiveFailure } from '#platform/backup/archive-format.ts';
import { readIdentities } from '#platform/backup/encryption.ts';
import { type ArchiveContent, type ArchiveSource, readArchive } from '#platform/backup/read-archive.ts';
import { dropSchemas, loadArchive, refuseNewer, replaceDatabase } from '#platform/backup/restore-database.ts';
import type { Config } from '#platform/startup/config.ts';
import { type DatabaseTargets, locateDatabase, prepareDatabase, withConnection } from '#platform/database/provision.ts';
import { removeRestoreMark, setRestoreMark } from '#platform/database/restore-mark.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createDataFolder } from '#platform/startup/data-folder.ts';
import { type InstalledKeys, installKeys, openSecrets, readKeys } from '#platform/startup/secrets.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { openStorage } from '#platform/storage/open-storage.ts';
import { composeApp } from './app.ts';
import { archiveSource, fingerprintOf } from './backups.ts';
import { checkTarget } from './restore-target.ts';
import { version } from './version.ts';

export interface ReadArchiveOptions {
  readonly file: string;
  /** The file with the age identity, for an encrypted archive. */
  readonly identity: string | undefined;
  readonly progress?: (bytes: number) => void;
}

/** Reads an archive to its end. @throws StartError that says what is wrong with it. */
export async function verifyArchive(
  config: Config,
  log: Logger,
  options: ReadArchiveOptions,
): Promise<ArchiveContent & { readonly source: ArchiveSource; readonly keys: InstalledKeys }> {
  const identities = options.identity === undefined ? [] : readIdentities(options.identity);
  const source = archiveSource(config, log, options.file, identities);
  const keys: Partial<Record<KeyName, string>> = {};
  try {
    const content = await readArchive(source, {
      key: (name, text) => void (keys[name] = text),
      ...(options.progress ? { progress: options.progress } : {}),
    });
    return { ...content, source, keys };
  } catch (error) {
    throw archiveFailure(options.file, error);
  }
}

export interface RestoreInput extends ReadArchiveOptions {
  /** Replace a database that holds data. It is kept under another name. */
  readonly force: boolean;
  readonly onStep?: (step: string) => void;
}

export interface RestoreOutcome {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** Migrations of this release that the archive lacked. */
  readonly migrations: readonly string[];
  /** The name of the database or folder that keeps the previous data; null if there was none. */
  readonly keptAs: string | null;
  /** Jobs that would have sent something; they wait among the failed jobs. */
  readonly heldJobs: number;
  readonly warnings: readonly string[];
}

export interface RestorePlan extends Pick<RestoreOutcome, 'file' | 'tables' | 'rows' | 'files' | 'warnings'> {
  /** Whether the database holds data, which would be kept under another name. */
  readonly replacesData: boolean;
}

/**
 * Checks the archive and the database like a restore, and changes nothing.
 * @throws StartError for everything that a restore refuses before it begins.
 */
export async function planRestore(config: Config, log: Logger, input: RestoreInput): Promise<RestorePlan> {
  const { keys, ...content } = await verifyArchive(config, log, input);
  await refuseNewer(content.header.migrations, content.header.app, version);
  const secretKey = readKeys(config).secretKey ?? keys['secret-key'] ?? null;
  return {
    file: input.file,
    ...amountsOf(content),
    replacesData: await holdsData(config, input.force),
    warnings: warningsOf(content, secretKey),
  };
}

async function holdsData(config: Config, force: boolean): Promise<boolean> {
  if (config.DATABASE_URL === undefined && !existsSync(join(config.dataDir, 'postgres/PG_VERSION'))) return false;
  const targets = await locateDatabase(config, '', { purpose: 'share' });
  try {
    return (await checkTarget(targets, force)).mustKeep;
  } finally {
    await targets.embedded?.stop();
  }
}

/**
 * Restores an archive into the configured database and storage. Until it has finished, the database is marked, and no
 * server starts on it.
 * @throws StartError with exit code 6 if the database holds data and `force` is not given, or a server runs on it.
 */
export async function restore(config: Config, log: Logger, input: RestoreInput): Promise<RestoreOutcome> {
  return restoreTo(config, log, input, (secretKey) => locateDatabase(config, secretKey, { purpose: 'serve' }));
}

/** The same into a database that is located by the key of this installation. */
export async function restoreTo(
  config: Config,
  log: Logger,
  input: RestoreInput,
  locate: (secretKey: string) => Promise<DatabaseTargets>,
): Promise<RestoreOutcome> {
  const { file, force, onStep = () => undefined } = input;
  onStep('Checking the archive');
  const { source, keys, ...content } = await verifyArchive(config, log, input);
  const { header } = content;
  await refuseNewer(header.migrations, header.app, version);
  createDataFolder(config.dataDir);
  installKeys(config, keys);
  const secrets = await openSecrets(config, async () => false);
  const targets = await locate(secrets.secretKey);
  try {
    const keptAs = await makeRoom(config, targets, { secretKey: secrets.secretKey, file, force });
    onStep('Creating the tables');
    await withConnection(targets.migrator, 'restore', dropSchemas);
    await prepareDatabase(config, targets, secrets.secretKey, { only: header.migrations, isRestore: true });
    onStep('Loading the data');
    const storage = openStorage(config.storage, log);
    if (header.hasFiles) await storage.start();
    await withConnection(targets.migrator, 'restore', (sql) =>
      loadArchive(source, content, {
        sql,
        storage: header.hasFiles ? storage : null,
        ...(input.progress ? { progress: input.progress } : {}),
      }),
    ).catch((error: unknown) => {
      throw archiveFailure(file, error);
    });
    onStep('Finishing');
    const migrations = await prepareDatabase(config, targets, secrets.secretKey, { isRestore: true });
    const heldJobs = await settle(config, log, targets);
    await withConnection(targets.migrator, 'restore', removeRestoreMark);
    return {
      file,
      ...amountsOf(content),
      migrations,
      keptAs,
      heldJobs,
      warnings: warningsOf(content, secrets.secretKey),
    };
  } finally {
    await targets.embedded?.stop();
  }
}

interface RoomOptions {
  readonly secretKey: string;
  readonly file: string;
  readonly force: boolean;
}

/**
 * Checks that the database may be replaced, marks it, and moves its data away if it must be.
 * @returns the names under which the previous data is kept; null if there was none.
 */
async function makeRoom(
  config: Config,
  targets: DatabaseTargets,
  { secretKey, file, force }: RoomOptions,
): Promise<string | null> {
  const { mustKeep, ...state } = await checkTarget(targets, force);
  const keptSuffix = mustKeep ? newSuffix() : (state.mark?.keptSuffix ?? null);
  const mark = { archive: file, keptSuffix };
  if (mustKeep || !state.isThere) await replaceDatabase(targets, { secretKey, mark, isThere: state.isThere });
  else await withConnection(targets.migrator, 'restore', (sql) => setRestoreMark(sql, mark));
  return keptSuffix === null ? null : keepFiles(config, keptSuffix, `${targets.migrator.database}_${keptSuffix}`);
}

function newSuffix(): string {
  return `before_restore_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
}

/**
 * Attachments in a folder are kept beside it, also by a repeated restore if the first one was interrupted before. Those
 * in a bucket stay: their names never repeat.
 */
function keepFiles({ storage }: Config, suffix: string, database: string): string {
  if (storage.kind !== 'folder') return database;
  const folder = `${storage.folder}.${suffix}`;
  if (existsSync(folder)) return `${database}, ${folder}`;
  if (!existsSync(storage.folder)) return database;
  try {
    renameSync(storage.folder, folder);
  } catch (error) {
    throw new StartError(
      exitCodes.refused,
      `The previous database is kept as ${database}, but ${storage.folder} can't be renamed. Move it away, then restore again.`,
      error,
    );
  }
  return `${database}, ${folder}`;
}

/**
 * Brings the restored state to rest: what was under way inside the app is done, what would leave it is put aside.
 * @returns how many jobs were put aside.
 */
async function settle(config: Config, log: Logger, targets: DatabaseTargets): Promise<number> {
  const app = await composeApp({ ...config, JOBS: 'on' }, log, { targets: { ...targets, embedded: null } });
  try {
    return await app.settleAfterRestore();
  } finally {
    await app.stop();
  }
}

function amountsOf({ manifest }: ArchiveContent) {
  return {
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    files: manifest.files.count,
  };
}

/** @param secretKey null if this installation has none yet. */
function warningsOf({ header }: ArchiveContent, secretKey: string | null): string[] {
  if (secretKey !== null && fingerprintOf(secretKey) === header.keyFingerprint) return [];
  return [
    'This installation has another secret key than the one that made the backup. Authenticator apps, webhooks, emailed links and push messages of existing accounts stop working. If you still have the key, put it into SECRET_KEY or DATA_DIR/secrets/secret-key.',
  ];
}
