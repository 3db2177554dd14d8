import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Sql } from '#platform/database/connection.ts';
import { type EmbeddedServer, startEmbedded } from '#platform/database/embedded.ts';
import { migrate } from '#platform/database/migrations.ts';
import { withoutIndexes } from '../../bench/dataset.ts';
import { makeFolder, startProcess } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { describeReplies, requestsPerSecond, startLoad } from './steady-load.ts';
import { ask, createTestTeam, env, type TestTeam } from './workload.ts';

/** MIGRATION_TASKS=100000 for a quicker run. */
const tasks = Number(process.env['MIGRATION_TASKS'] ?? 1_000_000);
const blockMs = 15_000;
const promisedWaitMs = 5_000;
const watchMs = 20;
const database = 'taskuno';

/** The usual kinds of migrations, on the largest table. */
const files = {
  '9990_column.sql': `alter table tasks.task add column probe integer not null default 0`,
  '9991_check.sql': `alter table tasks.task add constraint task_probe check (probe >= 0) not valid`,
  '9992_validate.sql': `alter table tasks.task validate constraint task_probe`,
  '9993_index.sql': `-- outside a transaction
drop index concurrently if exists tasks.task_probe_index;
--> statement-breakpoint
create index concurrently task_probe_index on tasks.task (organization_id, probe, id)`,
};

/** Migrations of a large table while people work and a transaction holds a lock: they wait shortly and try again. */
export async function migrationRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const server = await startEmbedded({ dataDir: folder.path, settings: { max_wal_size: '4GB' } });
  running.defer(() => server.stop());
  const admin = connect(server.target, { connections: 1, name: 'reliability' });
  await admin.unsafe(`create database ${database}`);
  await admin.end({ timeout: 1 });
  const { host, port, user } = server.target;
  const app = await startProcess({
    dataDir: join(folder.path, 'app'),
    env: {
      ...env,
      LOG_LEVEL: 'warn',
      SECRET_KEY: testSecretKey,
      SERVICE_KEY: testSecretKey,
      DATABASE_URL: `postgres://${user}@localhost:${port}/${database}?host=${host}`,
      DATABASE_ROLES: 'on',
    },
  });
  running.defer(async () => {
    app.child.kill('SIGTERM');
    await app.ended;
  });
  await app.ready();
  const team = await createTestTeam(app.url);
  await ask(app.url, 'POST', `/teams/${team.teamId}/tasks`, { token: team.token, body: { title: 'First' } });
  const open = (name: string) => connect({ ...server.target, database }, { connections: 1, name });
  const sql = open('reliability');
  running.defer(() => sql.end({ timeout: 1 }));
  await withoutIndexes(sql, () => copyFirstTask(sql, tasks));
  return [await migrateUnderLoad(app.url, team, { server, folder: folder.path, open })];
}

interface Setting {
  readonly server: EmbeddedServer;
  readonly folder: string;
  readonly open: (name: string) => Sql;
}

async function migrateUnderLoad(url: string, team: TestTeam, { folder, open }: Setting): Promise<Finding> {
  const own = join(folder, 'migrations');
  mkdirSync(join(own, 'tasks'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, 'tasks', name), text);
  const [migrator, blocker, watcher] = [open('migrator'), open('blocker'), open('watcher')] as [Sql, Sql, Sql];
  const load = startLoad(url, team);
  await pause(5_000);
  const calm = describeReplies(load.replies.slice());
  const blocking = blocker.begin(async (tx) => {
    await tx`select from tasks.task limit 1`;
    await pause(blockMs);
  });
  const waits = watchLocks(watcher);
  const begin = performance.now();
  const applied = await migrate(migrator, ['tasks'], { folder: own });
  const ms = performance.now() - begin;
  const { longestMs, attempts } = await waits.stop();
  await blocking;
  await pause(3_000);
  const { replies, sent } = await load.stop();
  for (const sql of [migrator, blocker, watcher]) await sql.end({ timeout: 1 });
  const { failed, text } = describeReplies(replies);
  return {
    name: `${Object.keys(files).length} migrations on ${tasks.toLocaleString('en')} tasks at up to ${requestsPerSecond} requests a second, with a transaction that holds a lock for ${blockMs / 1_000} s`,
    figure: `${applied.length} applied in ${seconds(ms)}, waited ${attempts} times for a lock, at most ${seconds(longestMs)} at a time; ${text}; before: ${calm.text}; ${sent}`,
    holds: failed === 0 && applied.length === Object.keys(files).length && attempts > 1 && longestMs <= promisedWaitMs,
  };
}

/** Looks how long the migrator waits for locks that all other statements then wait behind. */
function watchLocks(sql: Sql) {
  let [longestMs, attempts, since] = [0, 0, 0];
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const [row] = await sql<{ isWaiting: boolean }[]>`
        select exists (select from pg_locks join pg_stat_activity using (pid)
          where application_name like '%migrator%' and mode = 'AccessExclusiveLock' and not granted) as "isWaiting"`;
      const now = performance.now();
      if (row?.isWaiting) {
        if (since === 0) [since, attempts] = [now, attempts + 1];
        longestMs = Math.max(longestMs, now - since);
      } else since = 0;
      await pause(watchMs);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return { longestMs, attempts };
    },
  };
}

/** Copies the only task of the database. */
async function copyFirstTask(sql: Sql, count: number): Promise<void> {
  const columns = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'tasks' and table_name = 'task' and is_generated = 'NEVER' order by ordinal_position`;
  const own: Readonly<Record<string, string>> = {
    id: 'uuidv7()',
    number: 'task.number + n',
    key: `'WRK-' || task.number + n`,
    title: `task.title || ' ' || n`,
    rank: `'h' || lpad(n::text, 8, '0') || 'V'`,
  };
  const names = columns.map(({ name }) => name);
  await sql.begin(async (tx) => {
    await tx.unsafe(`set local session_replication_role = 'replica'`);
    await tx.unsafe(`
      insert into tasks.task (${names.join(', ')})
      select ${names.map((name) => own[name] ?? `task.${name}`).join(', ')}
      from tasks.task, generate_series(1, ${count}) as n`);
    await tx`update tasks.counter set last_number = (select max(number) from tasks.task)`;
    await tx`delete from tasks.tally_team`;
  });
}
