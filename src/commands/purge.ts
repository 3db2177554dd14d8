import { type OutputOptions, print } from './output.ts';
import { operator, withModules } from './with-modules.ts';

interface PurgeOptions extends OutputOptions {
  readonly dryRun?: boolean;
}

/** Deletes permanently what was deleted 30 days ago. A second run at the same time purges nothing twice. */
export async function runPurge({ dryRun = false, ...options }: PurgeOptions): Promise<void> {
  const counts = await withModules(async ({ apis }) => {
    const input = { dryRun };
    return {
      ...(await apis.teams.purgeDue(operator, input)),
      ...(await apis.projects.purgeDue(operator, input)),
      ...(await apis.tasks.purgeDue(operator, input)),
    };
  });
  const verb = dryRun ? 'Would purge' : 'Purged';
  print(
    { dryRun, ...counts },
    Object.entries(counts).map(([what, count]) => `${verb} ${what}: ${count}`),
    options,
  );
}
