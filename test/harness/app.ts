import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Clock, systemClock } from '#platform/clock.ts';
import type { ModuleName } from '#platform/startup/module-names.ts';
import { readConfig } from '#platform/startup/config.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Bind } from '#platform/modules/bind.ts';
import { composeApp, type TaskUno } from '../../src/composition/app.ts';
import { createDatabase, type TestDatabase } from './database.ts';
import { testSecretKey } from './server.ts';

export interface TestApp {
  readonly app: TaskUno;
  readonly database: TestDatabase;
  readonly dataDir: string;
  /** Resolves once all events are relayed and all jobs are done. */
  settled(): Promise<void>;
  /** Runs a scheduled job now. */
  runJob(module: ModuleName, name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly clock?: Clock;
  readonly env?: Record<string, string>;
  readonly bind?: Bind;
  readonly tracing?: Tracing;
  /** A second instance shares the first one's database. */
  readonly database?: TestDatabase;
  /** Where reads that may be late go. */
  readonly replica?: DatabaseTargets;
}

/** Starts the whole app in this process, with its own database. Every reply is checked against its schema. */
export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-app-'));
  const config = readConfig({
    DATA_DIR: dataDir,
    SECRET_KEY: testSecretKey,
    RATE_LIMITS: 'off',
    PUBLIC_URL: 'http://localhost:8080',
    DATABASE_POOL: '3',
    // On a slow machine, a thousand concurrent requests wait long for three connections.
    DATABASE_DEADLINE_SECONDS: '120',
    ...options.env,
  });
  const log = pino({ level: process.env['TEST_LOG'] ?? 'fatal' });
  const clock = options.clock ?? systemClock;
  const app = await composeApp(config, log, {
    targets: { ...database.targets, replica: options.replica },
    clock,
    isStrict: true,
    passwordCost: { memorySize: 64, iterations: 1 },
    ...(options.bind ? { bind: options.bind } : {}),
    tracing: options.tracing,
  });
  await app.start();
  app.readiness.state = 'ready';
  return {
    app,
    database,
    dataDir,
    settled: () => settled(app, database),
    async runJob(module, name) {
      const hosted = app.modules.hosted.find((one) => one.name === module);
      const job = hosted?.jobs.find((one) => one.name === name);
      if (!hosted || !job) throw new Error(`there is no job ${module}.${name}`);
      await job.run(hosted.contextOf({ actor: { kind: 'job', name, userId: null }, requestId: 'test' }));
    },
    async stop() {
      await app.stop();
      if (!options.database) await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const patienceMs = 20_000;

/** Polls until no outbox has a row and no queue an unfinished job. Throws if a job failed. */
async function settled(app: TaskUno, { sql }: TestDatabase): Promise<void> {
  const start = Date.now();
  for (;;) {
    await app.relay.drain();
    // clock_timestamp(), as now() can be earlier than the start of a job that the statement sees.
    const [row] = await sql<{ waiting: number; published: number; failed: string | null }[]>`
      select count(*) filter (where state in ('created', 'active') and start_after <= clock_timestamp()) as waiting,
        (select count(*) from auth.outbox) + (select count(*) from teams.outbox) + (select count(*) from projects.outbox)
        + (select count(*) from tasks.outbox) + (select count(*) from notifications.outbox) as published,
        min(name || ': ' || (output->>'message')) filter (where state in ('retry', 'failed')) as failed
      from pgboss.job where name not like '%.dead' and name not like '\\_\\_pgboss%'`;
    if (row?.failed) throw new Error(`a job failed: ${row.failed}`);
    if (row?.waiting === 0 && row.published === 0) return;
    if (Date.now() - start > patienceMs) throw new Error('work is still under way after 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
