import type { Config } from '#platform/startup/config.ts';
import { type ModuleName, moduleNames } from '#platform/startup/module-names.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { connect } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { locateDatabase } from '#platform/database/provision.ts';
import type { KeyName } from '#platform/backup/archive-format.ts';
import {
  type ArchiveLocation,
  archiveName,
  type KeptBackup,
  locateArchive,
  locateFolder,
  locateTarget,
  type LocationContext,
  timeOfArchive,
} from '#platform/backup/archive-location.ts';
import type { CreatedBackup } from '#platform/backup/create-backup.ts';
import { checkRecipients } from '#platform/backup/encryption.ts';
import type { ArchiveSource } from '#platform/backup/read-archive.ts';
import type { BackupDatabases } from '#platform/backup/snapshots.ts';
import { storeBackup } from '#platform/backup/store-backup.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { derivedKey, keyedDigest, readKeys } from '#platform/startup/secrets.ts';
import { openStorage } from '#platform/storage/open-storage.ts';
import { version } from './version.ts';

export interface NewBackup {
  /** A file, a folder or `s3://…`. */
  readonly to: string;
  readonly recipients: readonly string[];
  readonly withKeys: boolean;
  readonly withFiles: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((bytes: number) => void) | undefined;
}

export interface StoredBackup extends CreatedBackup {
  /** The full name of the archive. */
  readonly file: string;
  readonly location: ArchiveLocation;
}

/** Makes a backup of the configured database, which a running server may use at the same time. */
export async function backUp(config: Config, log: Logger, backup: NewBackup): Promise<StoredBackup> {
  const { secretKey } = readKeys(config);
  if (secretKey === null) {
    throw new StartError(
      exitCodes.dataFolder,
      `There is nothing to back up: ${config.dataDir} belongs to no installation.`,
    );
  }
  const targets = await locateDatabase(config, secretKey, {
    purpose: 'share',
    ...(backup.signal ? { signal: backup.signal } : {}),
  });
  try {
    return await backUpFrom(targets, config, log, backup);
  } finally {
    await targets.embedded?.stop();
  }
}

/** The same from a located database. */
export async function backUpFrom(
  targets: DatabaseTargets,
  config: Config,
  log: Logger,
  { to, recipients, withKeys, withFiles, signal, progress }: NewBackup,
): Promise<StoredBackup> {
  await checkRecipients(recipients);
  const { secretKey, serviceKey } = readKeys(config);
  const now = new Date();
  const { location, name } = await locateTarget(
    to,
    archiveName(now, recipients.length > 0),
    locationContext(config, log),
  );
  const keys: Partial<Record<KeyName, string>> = {
    ...(withKeys && secretKey !== null ? { 'secret-key': secretKey } : {}),
    ...(withKeys && serviceKey !== null ? { 'service-key': serviceKey } : {}),
  };
  const created = await withDatabases(targets, (databases) =>
    storeBackup({
      databases,
      storage: withFiles ? openStorage(config.storage, log) : null,
      keys,
      keyFingerprint: fingerprintOf(secretKey ?? ''),
      app: version,
      now,
      recipients,
      location,
      name,
      signal,
      ...(progress ? { progress } : {}),
    }),
  );
  return { ...created, file: location.nameOf(name), location };
}

/** Connects to every database of the installation. */
async function withDatabases<Result>(
  targets: DatabaseTargets,
  work: (databases: BackupDatabases) => Promise<Result>,
): Promise<Result> {
  await using connections = new AsyncDisposableStack();
  const open = (target: ConnectionTarget) => {
    const sql = connect(target, { connections: 1, name: 'backup' });
    connections.defer(() => sql.end({ timeout: 5 }));
    return sql;
  };
  // What refers to others is read before them: a task before its team.
  const separate = separateModules(targets)
    .toReversed()
    .map((name) => ({ sql: open(targets.modules[name]), schemas: [name] }));
  // Awaited here, before the connections are closed.
  return await work({ main: open(targets.migrator), separate, relay: open(targets.migrator) });
}

/** The modules whose tables are not in the main database. */
export function separateModules({ modules, events }: DatabaseTargets): ModuleName[] {
  const isSame = (one: ConnectionTarget) =>
    one.host === events.host && one.port === events.port && one.database === events.database;
  return moduleNames.filter((name) => !isSame(modules[name]));
}

/** The backups of a folder or bucket, by default that of the schedule, oldest first. */
export async function keptBackups(config: Config, log: Logger, target = config.backup.target): Promise<KeptBackup[]> {
  const location = locateFolder(target, locationContext(config, log));
  return (await location.list()).flatMap(({ name, bytes }) => {
    const createdAt = timeOfArchive(name)?.toISOString();
    const file = location.nameOf(name);
    return createdAt === undefined ? [] : [{ file, createdAt, bytes, isEncrypted: name.endsWith('.age') }];
  });
}

/** Tells whether two installations have the same key, without telling the key. */
export function fingerprintOf(secretKey: string): string {
  return keyedDigest(derivedKey(secretKey, 'backup'), 'fingerprint').slice(0, 16);
}

/** An existing archive as it is read. */
export function archiveSource(config: Config, log: Logger, file: string, identities: readonly string[]): ArchiveSource {
  const { location, name } = locateArchive(file, locationContext(config, log));
  return { name: file, open: () => location.open(name), identities };
}

export function locationContext({ backup, dataDir }: Config, log: Logger): LocationContext {
  const storage = { S3_ACCESS_KEY_ID: backup.accessKeyId, S3_SECRET_ACCESS_KEY: backup.secretAccessKey };
  return { storage, dataDir, log };
}
