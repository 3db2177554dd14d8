import { type OutputOptions, print } from './output.ts';
import { progressBar } from './progress.ts';
import { operator, withModules } from './with-modules.ts';

interface PurgeOptions extends OutputOptions {
  readonly dryRun?: boolean;
}

/** Deletes permanently what was deleted 30 days ago. A second run at the same time purges nothing twice. */
export async function runPurge({ dryRun = false, ...options }: PurgeOptions): Promise<void> {
  const counts = await withModules(async ({ apis }) => {
    const input = { dryRun };
    const steps = [apis.teams.purgeDue, apis.projects.purgeDue, apis.tasks.purgeDue];
    const bar = progressBar('Purging', steps.length, 'items');
    const purged: Record<string, number> = {};
    for (const [index, purgeDue] of steps.entries()) {
      bar.update(index);
      Object.assign(purged, await purgeDue(operator, input));
    }
    bar.end();
    return purged;
  });
  const verb = dryRun ? 'Would purge' : 'Purged';
  print(
    { dryRun, ...counts },
    Object.entries(counts).map(([what, count]) => `${verb} ${what}: ${count}`),
    options,
  );
}
