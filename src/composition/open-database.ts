import type { Config } from '#platform/startup/config.ts';
import {
  type DatabaseTargets,
  type LocateOptions,
  locateDatabase,
  prepareDatabase,
  waitForServers,
} from '#platform/database/provision.ts';
import { makeDataFolder } from '#platform/startup/data-folder.ts';
import { openSecrets, type Secrets } from '#platform/startup/secrets.ts';
import { holdsAccounts } from './has-accounts.ts';

export interface OpenedDatabase {
  readonly secrets: Secrets;
  readonly targets: DatabaseTargets;
  /** The migrations that were applied just now. */
  readonly applied: readonly string[];
}

/** The data folder, the keys, the database and its schema, in the order in which each needs the one before. */
export async function openDatabase(config: Config, options: LocateOptions): Promise<OpenedDatabase> {
  makeDataFolder(config.dataDir);
  // Somebody waits for a command; a server may come up before its database.
  await waitForServers(config, options.purpose === 'serve' ? config.DATABASE_WAIT_SECONDS * 1_000 : 0, options);
  const secrets = await openSecrets(config, () => holdsAccounts(config));
  const targets = await locateDatabase(config, secrets.secretKey, options);
  try {
    options.signal?.throwIfAborted();
    const applied = await prepareDatabase(config, targets, secrets.secretKey);
    options.signal?.throwIfAborted();
    if (applied.length > 0) options.onProgress?.(`applied ${applied.length} database migrations`);
    return { secrets, targets, applied };
  } catch (error) {
    await targets.embedded?.stop();
    throw error;
  }
}
