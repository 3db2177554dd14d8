import type { DatabaseTargets } from '../database/provision.ts';
import type { Logger } from '../observability/logger.ts';
import type { Config } from '../startup/config.ts';
import { addressFinding, pushFinding } from './address-findings.ts';
import { databaseFindings } from './database-findings.ts';
import { descriptorFinding } from './descriptor-finding.ts';
import { type Finding, findingOf, ok } from './finding.ts';
import { folderFindings } from './folder-findings.ts';
import { mailFinding } from './mail-finding.ts';
import { mailInFindings } from './mail-in-findings.ts';
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
  const [folder, database, mailIn, others] = await Promise.all([
    folderFindings(config),
    databaseFindings(config, targets),
    mailInFindings(config),
    Promise.all([
      findingOf('storage', () => storageFinding(config, log)),
      findingOf('mail', () => mailFinding(config)),
      findingOf('push-keys', () => pushFinding(config)),
      findingOf('address', () => addressFinding(config)),
    ]),
  ]);
  return [
    ok('version', `TaskUno ${version} on Node ${process.versions.node}.`),
    ok('configuration', 'Every setting is valid.'),
    ...folder,
    descriptorFinding(),
    ...database,
    ...others,
    ...mailIn,
  ];
}
