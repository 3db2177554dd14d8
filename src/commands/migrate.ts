import { moduleNames } from '#platform/startup/module-names.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { readKeys } from '#platform/startup/secrets.ts';
import { type OutputOptions, print, showStep } from './output.ts';
import { progressBar } from './progress.ts';
import { settings } from './settings.ts';

interface MigrateOptions extends OutputOptions {
  readonly dryRun?: boolean;
}

/** Migrates the database to this release. A running server continues. */
export async function migrate({ dryRun = false, ...options }: MigrateOptions): Promise<void> {
  if (dryRun) return showPending(options);
  const { openDatabase } = await import('../composition/open-database.ts');
  const bar = progressBar('Migrating', null, 'items');
  const onMigration = (done: number, total: number) => bar.update(done, total);
  const { applied, targets } = await openDatabase(settings(), {
    purpose: 'share',
    onProgress: showStep,
    onMigration,
  }).finally(bar.end);
  await targets.embedded?.stop();
  print({ applied }, applied.length > 0 ? applied : ['The database is up to date.'], options);
}

/** Prints what would be applied. Changes nothing. */
async function showPending(options: OutputOptions): Promise<void> {
  const [{ locateDatabase, withConnection }, { migrationState }] = await Promise.all([
    import('#platform/database/provision.ts'),
    import('#platform/database/migrations.ts'),
  ]);
  const config = settings();
  const { secretKey } = readKeys(config);
  if (secretKey === null) {
    throw new StartError(
      exitCodes.dataFolder,
      `${config.dataDir} belongs to no installation yet: all is to be applied.`,
    );
  }
  const targets = await locateDatabase(config, secretKey, { purpose: 'share' });
  try {
    const { pending } = await withConnection(targets.migrator, 'migrate', (sql) =>
      migrationState(sql, ['platform', ...moduleNames]),
    );
    const lines = pending.map((name) => `Would apply ${name}`);
    print({ pending }, lines.length > 0 ? lines : ['The database is up to date.'], options);
  } finally {
    await targets.embedded?.stop();
  }
}
