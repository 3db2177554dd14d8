import { locateFolder } from '../backup/archive-location.ts';
import type { DatabaseTargets } from '../database/provision.ts';
import type { Logger } from '../observability/logger.ts';
import type { Config } from '../startup/config.ts';
import { moduleNames } from '../startup/module-names.ts';
import { readKeys } from '../startup/secrets.ts';
import { addressFinding, pushFinding } from './address-findings.ts';
import { backupFinding } from './backup-finding.ts';
import { databaseFindings } from './database-findings.ts';
import { descriptorFinding } from './descriptor-finding.ts';
import { type Finding, findingOf, ok } from './finding.ts';
import { folderFindings } from './folder-findings.ts';
import { mailFinding } from './mail-finding.ts';
import { mailInFindings } from './mail-in-findings.ts';
import { proxyFindings } from './proxy-findings.ts';
import { storageFinding } from './storage-finding.ts';

export interface Examination {
  readonly config: Config;
  readonly version: string;
  readonly log: Logger;
  /** The database of the server that asks; null for a command. */
  readonly targets: DatabaseTargets | null;
}

/** Checks everything that an installation depends on. Each finding that is not ok has a fix. */
export async function examine({ config, version, log, targets }: Examination): Promise<Finding[]> {
  const secretKey = usableKey(config);
  const [folder, database, mailIn, proxies, others] = await Promise.all([
    folderFindings(config),
    databaseFindings(config, targets),
    mailInFindings(config),
    // A gateway has no secret key, so it can't know a probe.
    secretKey === null || !hostsAll(config) ? [] : proxyFindings(config, secretKey),
    Promise.all([
      findingOf('storage', () => storageFinding(config, log)),
      findingOf('backups', () => backups(config, log)),
      findingOf('mail', () => mailFinding(config)),
      findingOf('push-keys', () => pushFinding(config)),
      findingOf('address', () => addressFinding(config)),
    ]),
  ]);
  return [
    ok('version', 'ok', { version, node: process.versions.node }),
    ok('configuration', 'ok'),
    ...folder,
    descriptorFinding(),
    ...database,
    ...others,
    ...mailIn,
    ...proxies,
  ];
}

function hostsAll({ split }: Config): boolean {
  return split.hosted.length === moduleNames.length;
}

/** Null without a usable key: the checks of the database say why. */
function usableKey(config: Config): string | null {
  try {
    return readKeys(config).secretKey;
  } catch {
    return null;
  }
}

function backups({ backup, dataDir }: Config, log: Logger): Promise<Finding> {
  const storage = { S3_ACCESS_KEY_ID: backup.accessKeyId, S3_SECRET_ACCESS_KEY: backup.secretAccessKey };
  const listArchives = async () => {
    const archives = await locateFolder(backup.target, { storage, dataDir, log }).list();
    return archives.map(({ name }) => name);
  };
  return backupFinding(backup, listArchives, new Date());
}
