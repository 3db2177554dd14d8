import { existsSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '#platform/backup/read-archive.ts';
import { compareTables, loadArchive, refuseNewer } from '#platform/backup/restore-database.ts';
import type { Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { installEarlierPrograms, majorOfFolder, ownMajor } from '#platform/database/embedded-programs.ts';
import {
  type DatabaseTargets,
  embeddedTargets,
  prepareDatabase,
  withConnection,
} from '#platform/database/provision.ts';
import { createLogger } from '#platform/observability/logger.ts';
import type { Config } from '#platform/startup/config.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { archiveSource, backUpFrom } from './backups.ts';
import { createScratchFolder } from './scratch-folder.ts';
import { version } from './version.ts';

const prefix = 'upgrade-';

interface UpgradeOptions {
  readonly onProgress?: ((step: string) => void) | undefined;
}

/**
 * Moves the embedded database to the major version of PostgreSQL that this release includes, if its folder belongs to
 * an earlier one: a server of that version is backed up, and the backup loaded into a new one. The old folder is kept as
 * `postgres-<version>`. The tables stay those of the earlier release.
 * @throws StartError if it can't be upgraded. The folder is as it was.
 */
export async function upgradeEmbedded(config: Config, secretKey: string, options: UpgradeOptions): Promise<void> {
  const { dataDir } = config;
  const major = majorOfFolder(join(dataDir, 'postgres'));
  // A newer folder is refused when the server starts.
  if (major === null || !(Number(major) < Number(ownMajor()))) return;
  const scratch = await createScratchFolder(dataDir, prefix);
  try {
    const programs = await installEarlierPrograms(major, join(scratch, 'programs'), options.onProgress);
    await moveDatabase(config, secretKey, { ...options, scratch, programs, keptAs: `postgres-${major}` });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Puts the old folder back if an upgrade was killed after it was moved away and before the new one took its place. */
export function undoInterruptedUpgrade(dataDir: string): void {
  const names = existsSync(dataDir) ? readdirSync(dataDir) : [];
  if (names.includes('postgres') || !names.some((name) => name.startsWith(prefix))) return;
  const kept = names
    .filter((name) => /^postgres-\d+$/.test(name))
    .toSorted()
    .at(-1);
  if (kept !== undefined) renameSync(join(dataDir, kept), join(dataDir, 'postgres'));
}

export interface Move extends UpgradeOptions {
  /** A folder below DATA_DIR for the backup and the new server. */
  readonly scratch: string;
  /** The programs of the present server. */
  readonly programs: string;
  /** The name of the old folder afterwards. */
  readonly keptAs: string;
}

/** Copies all tables to a new server, compares them, and puts its folder in the place of the old one. */
export async function moveDatabase(
  config: Config,
  secretKey: string,
  { scratch, programs, keptAs, onProgress = () => undefined }: Move,
): Promise<void> {
  const { dataDir } = config;
  if (existsSync(join(dataDir, keptAs))) {
    throw new StartError(
      exitCodes.dataFolder,
      `The folder ${join(dataDir, keptAs)} of an earlier upgrade is in the way. Move it away, then start again.`,
    );
  }
  // Until the folders are exchanged, nobody else may use the old server.
  const old = await startEmbedded({ dataDir, purpose: 'serve', programs });
  try {
    const from = embeddedTargets(config, old, secretKey);
    await withConnection(from.migrator, 'upgrade', (sql) => refuseFullDisk(dataDir, sql));
    onProgress('backing up the tables');
    const log = await createLogger({ level: 'silent', format: 'json' });
    const to = join(scratch, 'tables.tar.zst');
    await backUpFrom(from, config, log, { to, recipients: [], withKeys: false, withFiles: false });
    const fresh = await startEmbedded({ dataDir: scratch });
    try {
      onProgress('loading them into the new database');
      await loadAll(config, secretKey, embeddedTargets(config, fresh, secretKey), archiveSource(config, log, to, []));
    } finally {
      await fresh.stop();
    }
  } finally {
    await old.stop();
  }
  renameSync(join(dataDir, 'postgres'), join(dataDir, keptAs));
  renameSync(join(scratch, 'postgres'), join(dataDir, 'postgres'));
  onProgress(`upgraded; the old database is kept in ${join(dataDir, keptAs)}: remove it when you no longer need it`);
}

async function loadAll(
  config: Config,
  secretKey: string,
  targets: DatabaseTargets,
  source: ReturnType<typeof archiveSource>,
): Promise<void> {
  const content = await readArchive(source);
  const { header } = content;
  await refuseNewer(header.migrations, header.app, version);
  await prepareDatabase(config, targets, secretKey, { only: header.migrations });
  await withConnection(targets.migrator, 'upgrade', async (sql) => {
    await loadArchive(source, content, { sql, storage: null });
    const different = (await compareTables(sql, content)).filter(({ equal }) => !equal);
    if (different.length > 0) {
      const names = different.map(({ name }) => name).join(', ');
      throw new StartError(exitCodes.database, `The upgraded database differs from the old one in ${names}.`);
    }
    // Their workers are gone.
    await sql`
      update pgboss.job set state = 'retry', started_on = null, heartbeat_on = null, start_after = now()
      where state = 'active'`;
  });
}

/** The backup and the new database take at most one and a half times the space of the old one. */
async function refuseFullDisk(dataDir: string, sql: Sql): Promise<void> {
  const [size] = await sql<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`;
  const { bavail, bsize } = statfsSync(dataDir);
  const neededBytes = (size?.bytes ?? 0) * 1.5;
  if (bavail * bsize > neededBytes) return;
  throw new StartError(
    exitCodes.dataFolder,
    `The upgrade of the database needs ${Math.ceil(neededBytes / 1e6)} MB, which ${dataDir} does not have. Free space, then start again.`,
  );
}
