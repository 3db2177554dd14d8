import type { Call } from '#platform/context.ts';
import type { Flag, FlagChange } from '#platform/flags/flag.ts';
import { createLogger } from '#platform/observability/logger.ts';
import type { TaskUno } from '../composition/app.ts';
import type { Modules } from '../composition/modules.ts';
import { showStep } from './output.ts';
import { settings } from './settings.ts';

/** Operator commands act as a service of the instance. */
export const operator: Call = { actor: { kind: 'service', name: 'operator' }, requestId: 'cli' };

/** Runs `work` with the modules on the app's database, which a running server may share. */
export function withModules<Result>(work: (modules: Modules) => Promise<Result>): Promise<Result> {
  return withApp(({ modules }) => work(modules));
}

/** The same with the queue and the events, without running their jobs: that is the server's task. */
export function withQueue<Result>(work: (app: TaskUno) => Promise<Result>): Promise<Result> {
  return withApp(async (app) => {
    await app.queue.start();
    return work(app);
  });
}

/** The same with the feature flags, which belong to no module. */
export function withFlags<Result>(
  work: (flags: {
    readonly modules: Modules;
    readonly read: () => Promise<Flag[]>;
    readonly save: (change: FlagChange) => Promise<void>;
  }) => Promise<Result>,
): Promise<Result> {
  return withApp(async ({ modules, administration }) => {
    const { readFlags, saveFlags } = await import('#platform/flags/flag.ts');
    const { withTransaction } = await import('#platform/database/database.ts');
    const ctx = administration.contextOf(operator);
    return work({
      modules,
      read: () => readFlags(ctx),
      save: (change) => withTransaction(ctx, (inTx) => saveFlags(inTx, [change])),
    });
  });
}

/** The same with the app at work: jobs that the command causes are run in this process, or in the server. */
export function withWorker<Result>(work: (app: TaskUno) => Promise<Result>): Promise<Result> {
  return withApp(async (app) => {
    await app.start();
    return work(app);
  }, 'on');
}

async function withApp<Result>(work: (app: TaskUno) => Promise<Result>, jobs: 'on' | 'off' = 'off'): Promise<Result> {
  const { composeApp } = await import('../composition/app.ts');
  const log = await createLogger({ level: 'silent', format: 'json' });
  const app = await composeApp({ ...settings(), JOBS: jobs }, log, { purpose: 'share', onProgress: showStep });
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}
