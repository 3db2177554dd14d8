import type { Call } from '#platform/context.ts';
import { createLogger } from '#platform/observability/logger.ts';
import type { Modules } from '../composition/modules.ts';
import { settings } from './settings.ts';

/** The operator's word counts as the instance's own. */
export const operator: Call = { actor: { kind: 'service', name: 'operator' }, requestId: 'cli' };

/** Gives `work` the modules over the app's database, which it shares with a server that runs. */
export async function withModules<Result>(work: (modules: Modules) => Promise<Result>): Promise<Result> {
  const { composeApp } = await import('../composition/app.ts');
  const log = await createLogger({ level: 'silent', format: 'json' });
  const app = await composeApp(settings(), log, { purpose: 'share' });
  try {
    return await work(app.modules);
  } finally {
    await app.stop();
  }
}
