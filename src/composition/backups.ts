import type { Config } from '#platform/startup/config.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { locateDatabase, withConnection } from '#platform/database/provision.ts';
import type { KeyName } from '#platform/backup/archive-format.ts';
import {
  type ArchiveLocation,
  archiveName,
  locateArchive,
  locateTarget,
  type LocationContext,
} from '#platform/backup/archive-location.ts';
import type { CreatedBackup } from '#platform/backup/create-backup.ts';
import { checkRecipients } from '#platform/backup/encryption.ts';
import type { ArchiveSource } from '#platform/backup/read-archive.ts';
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
  const created = await withConnection(targets.migrator, 'backup', (sql) =>
    storeBackup({
      sql,
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
