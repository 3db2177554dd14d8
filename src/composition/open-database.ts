import type { Config } from '#platform/startup/config.ts';
import { postgresCode } from '#platform/database/database.ts';
import {
  databaseName,
  type DatabaseTargets,
  type LocateOptions,
  locateDatabase,
  prepareDatabase,
  type PrepareOptions,
  waitForServers,
  withConnection,
} from '#platform/database/provision.ts';
import { isDatabaseDistributed } from '#platform/database/distribution.ts';
import { refuseHalfRestored } from '#platform/database/restore-mark.ts';
import { createDataFolder } from '#platform/startup/data-folder.ts';
import { openSecrets, type Secrets } from '#platform/startup/secrets.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { refuseLostDatabase, refuseLostFolder, writeMark } from '#platform/startup/installation-mark.ts';
import { backUpBeforeMigrations } from './backup-before-migrations.ts';
import { databaseState, holdsAccounts, schemaState } from './has-accounts.ts';
import { undoInterruptedUpgrade, upgradeEmbedded } from './upgrade-embedded.ts';

export interface OpenedDatabase {
  readonly secrets: Secrets;
  readonly targets: DatabaseTargets;
  /** The migrations that were applied now. */
  readonly applied: readonly string[];
  /** Whether tables are distributed over several servers. */
  readonly isDistributed: boolean;
}

export interface OpenOptions extends LocateOptions, Pick<PrepareOptions, 'onMigration'> {}

/** Opens the data folder, the keys, the database and its schema, in the order of their dependencies. */
export async function openDatabase(config: Config, options: OpenOptions): Promise<OpenedDatabase> {
  if (config.split.hosted.length === 0) throw noDatabase();
  if (config.DATABASE_URL === undefined) undoInterruptedUpgrade(config.dataDir);
  refuseLostFolder(config);
  createDataFolder(config.dataDir);
  // A command fails immediately because a person waits; a server waits because it may start before its database.
  await waitForServers(config, options.purpose === 'serve' ? config.DATABASE_WAIT_SECONDS * 1_000 : 0, options);
  const secrets = await openSecrets(config, () => holdsAccounts(config));
  if (config.DATABASE_URL === undefined) await upgradeEmbedded(config, secrets.secretKey, options);
  const targets = await locateDatabase(config, secrets.secretKey, options);
  try {
    options.signal?.throwIfAborted();
    const state = await stateOf(config, targets);
    refuseLostDatabase(config, state);
    if (config.backup.beforeMigrations && state === 'used') {
      const file = await backUpBeforeMigrations(config, targets);
      if (file !== null) options.onProgress?.(`backed up the tables before the update to ${file}`);
    }
    const { onProgress, onMigration } = options;
    const applied = await prepareDatabase(config, targets, secrets.secretKey, { onProgress, onMigration });
    options.signal?.throwIfAborted();
    if (applied.length > 0) options.onProgress?.(`applied ${applied.length} database migrations`);
    writeMark(config);
    const isDistributed =
      config.DATABASE_DISTRIBUTED === undefined
        ? await isDatabaseDistributed(targets.migrator)
        : config.DATABASE_DISTRIBUTED === 'on';
    return { secrets, targets, applied, isDistributed };
  } catch (error) {
    await targets.embedded?.stop();
    throw error;
  }
}

function noDatabase(): StartError {
  const message = 'MODULES=none is a gateway, which has no database. Run this where modules are hosted.';
  return new StartError(exitCodes.configuration, message);
}

/** The database of an embedded server is created later. */
async function stateOf(config: Config, { embedded, migrator }: DatabaseTargets): Promise<'new' | 'empty' | 'used'> {
  const target = embedded ? { ...embedded.target, database: databaseName } : migrator;
  try {
    // A restore that broke off explains every other oddity of the database.
    await withConnection(target, 'look', refuseHalfRestored);
    const hasAccountsHere = config.split.hosted.includes('auth') && config.AUTH_DATABASE_URL === undefined;
    return await (hasAccountsHere ? databaseState(target) : schemaState(target));
  } catch (error) {
    if (postgresCode(error) === '3D000') return 'new';
    throw error;
  }
}
