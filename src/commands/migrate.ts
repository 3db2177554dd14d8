import { type OutputOptions, print, showStep } from './output.ts';
import { settings } from './settings.ts';

/** Migrates the database to this release. A running server continues. */
export async function migrate(options: OutputOptions): Promise<void> {
  const { openDatabase } = await import('../composition/open-database.ts');
  const { applied, targets } = await openDatabase(settings(), { purpose: 'share', onProgress: showStep });
  await targets.embedded?.stop();
  print({ applied }, applied.length > 0 ? applied : ['The database is up to date.'], options);
}
