import { rmSync } from 'node:fs';
import { archiveFailure } from '#platform/backup/archive-format.ts';
import { compareTables, loadArchive, refuseNewer } from '#platform/backup/restore-database.ts';
import type { Config } from '#platform/startup/config.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { embeddedTargets, prepareDatabase, withConnection } from '#platform/database/provision.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createDataFolder } from '#platform/startup/data-folder.ts';
import { fingerprintOf } from './backups.ts';
import { type ReadArchiveOptions, verifyArchive } from './restore.ts';
import { createScratchFolder } from './scratch-folder.ts';
import { version } from './version.ts';

export interface DrillOutcome {
  readonly equal: boolean;
  readonly file: string;
  readonly postgres: string;
  readonly seconds: number;
  readonly rows: number;
  readonly tables: readonly { name: string; expectedRows: number; rows: number; equal: boolean }[];
}

/**
 * Restores an archive into a new embedded server that is removed afterwards, compares every table by count and checksum,
 * and migrates it to this release. The configured database is not touched.
 */
export async function drill(config: Config, log: Logger, options: ReadArchiveOptions): Promise<DrillOutcome> {
  const startedAt = performance.now();
  const { source, keys: _keys, ...content } = await verifyArchive(config, log, options);
  const { header, manifest } = content;
  await refuseNewer(header.migrations, header.app, version);
  createDataFolder(config.dataDir);
  const dataDir = await createScratchFolder(config.dataDir, 'drill-');
  await using scratch = new AsyncDisposableStack();
  scratch.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const embedded = await startEmbedded({ dataDir, settings: { fsync: 'off' } });
  scratch.defer(() => embedded.stop());
  const secretKey = fingerprintOf(dataDir).repeat(2);
  const targets = embeddedTargets({ ...config, databaseRoles: true }, embedded, secretKey);
  const scratchConfig = { ...config, databaseRoles: true };
  await prepareDatabase(scratchConfig, targets, secretKey, { only: header.migrations });
  const { tables, postgres } = await withConnection(targets.migrator, 'drill', async (sql) => {
    await loadArchive(source, content, {
      sql,
      storage: null,
      ...(options.progress ? { progress: options.progress } : {}),
    });
    const [server] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    return { tables: await compareTables(sql, content), postgres: server?.version ?? '' };
  }).catch((error: unknown) => {
    throw archiveFailure(options.file, error);
  });
  await prepareDatabase(scratchConfig, targets, secretKey);
  return {
    equal: tables.every(({ equal }) => equal),
    file: options.file,
    postgres,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
    tables,
  };
}
