import type { DatabaseTargets } from '#platform/database/provision.ts';
import { databaseName, withConnection } from '#platform/database/provision.ts';
import { type RestoreMark, restoreUnderWay } from '#platform/database/restore-mark.ts';
import { runningInstances } from '#platform/backup/restore-database.ts';
import { databaseVariable } from '#platform/startup/database-variables.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { separateModules } from './backups.ts';
import { hasAccounts } from './has-accounts.ts';

/** What is in the database before a restore. */
export interface DatabaseState {
  readonly isThere: boolean;
  /** Of a restore that was interrupted. */
  readonly mark: RestoreMark | null;
  /** Whether it holds data that has to be kept under another name. */
  readonly mustKeep: boolean;
}

/**
 * Looks whether a restore may fill this database. Changes nothing.
 * @throws StartError with exit code 6 if a server runs on it, or it holds data and `force` is not given; with 2 if a
 * module has a database of its own, because a restore fills one.
 */
export async function checkTarget(targets: DatabaseTargets, force: boolean): Promise<DatabaseState> {
  refuseSeparate(targets);
  const target = targets.embedded ? { ...targets.embedded.target, database: databaseName } : targets.migrator;
  const { hasData, servers, ...state } = await stateBefore(target);
  if (servers > 0) {
    throw new StartError(exitCodes.refused, 'A TaskUno server is running on this database. Stop it first.');
  }
  const mustKeep = state.mark === null && hasData;
  if (mustKeep && !force) {
    throw new StartError(
      exitCodes.refused,
      'The database holds data. Set DATA_DIR or DATABASE_URL to an empty one, or add --force: the previous data is kept under another name.',
    );
  }
  return { ...state, mustKeep };
}

function refuseSeparate(targets: DatabaseTargets): void {
  const variables = separateModules(targets).map(databaseVariable);
  if (variables.length === 0) return;
  throw new StartError(
    exitCodes.configuration,
    `A restore fills one database. Unset ${variables.join(', ')}, restore, then move these modules to their servers again (docs/backup.md).`,
  );
}

async function stateBefore(target: DatabaseTargets['migrator']) {
  try {
    return await withConnection(target, 'restore', async (sql) => ({
      isThere: true,
      hasData: await hasAccounts(target),
      mark: await restoreUnderWay(sql),
      servers: await runningInstances(sql),
    }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '3D000') {
      return { isThere: false, hasData: false, mark: null, servers: 0 };
    }
    throw error;
  }
}
