import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { locateFolder } from '#platform/backup/archive-location.ts';
import { migratedSchemas } from '#platform/backup/database-tables.ts';
import { appliedMigrations, compareMigrations } from '#platform/database/migrations.ts';
import { type DatabaseTargets, withConnection } from '#platform/database/provision.ts';
import { createLogger } from '#platform/observability/logger.ts';
import type { Config } from '#platform/startup/config.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { backUpFrom, locationContext } from './backups.ts';

const keptCount = 3;

/**
 * Backs up the tables before an update changes them, to `DATA_DIR/backups/before-update`. Attachments are left out,
 * because no migration touches them.
 * @returns the new file; null if no migration is pending.
 * @throws StartError if there is too little space on the disk.
 */
export async function backUpBeforeMigrations(config: Config, targets: DatabaseTargets): Promise<string | null> {
  const { pending, bytes } = await withConnection(targets.migrator, 'backup', async (sql) =>
    sql.begin(async (tx) => {
      const compared = await compareMigrations(await appliedMigrations(tx, migratedSchemas), migratedSchemas);
      const [size] = await tx<{ bytes: number }[]>`select pg_database_size(current_database())::float8 as bytes`;
      return { pending: compared.pending.length, bytes: size?.bytes ?? 0 };
    }),
  );
  if (pending === 0) return null;
  refuseFullDisk(config, bytes);
  const log = await createLogger({ level: 'silent', format: 'json' });
  const to = `${join(config.dataDir, 'backups', 'before-update')}/`;
  const { recipients } = config.backup;
  const { file } = await backUpFrom(targets, config, log, { to, recipients, withKeys: false, withFiles: false });
  const location = locateFolder(to, locationContext(config, log));
  for (const { name } of (await location.list()).slice(0, -keptCount)) await location.remove(name);
  return file;
}

/** Rows take less space in an archive than in the database. */
function refuseFullDisk({ dataDir }: Config, databaseBytes: number): void {
  const { bavail, bsize } = statfsSync(dataDir);
  const neededBytes = databaseBytes / 2;
  if (bavail * bsize > neededBytes) return;
  const megabytes = Math.ceil(neededBytes / 1e6);
  throw new StartError(
    exitCodes.dataFolder,
    `The backup before this update may need ${megabytes} MB, which ${dataDir} does not have. Free space, or set BACKUP_BEFORE_MIGRATIONS=off after a backup to another disk.`,
  );
}
