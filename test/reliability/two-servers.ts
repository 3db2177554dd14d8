import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { isPostgresInstalled, startInstalledServer } from '../harness/installed-postgres.ts';
import { type AppProcess, freePort, makeFolder, startProcess, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { pause } from './crashes.ts';
import type { Finding } from './run.ts';
import {
  ask,
  auditWrites,
  createTestTeam,
  type Entry,
  env,
  isDrained,
  startWriters,
  type TestTeam,
} from './workload.ts';

const kills = 8;
const writers = 10;
const betweenMs = 1_500;
const patienceMs = 60_000;

/**
 * `tasks` has its tables on a server of its own, of another major version. The app is killed between any two steps of
 * an event's way from there to its effect on the first server, and back, then at random under load.
 */
export async function twoServerRows(): Promise<Finding[]> {
  const name = 'tasks on PostgreSQL 15, the rest on 18';
  if (!isPostgresInstalled) return [{ name, figure: 'postgresql-15 is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const main = await startEmbedded({ dataDir: folder.path });
  running.defer(() => main.stop());
  const other = await startInstalledServer(`${folder.path}/other`);
  running.defer(() => other.stop());
  const databaseOn = async (target: typeof main.target) => {
    const admin = connect(target, { connections: 1, name: 'reliability admin' });
    await admin`create database taskuno`;
    await admin.end({ timeout: 1 });
    const sql = connect({ ...target, database: 'taskuno' }, { connections: 3, name: 'reliability' });
    running.defer(() => sql.end({ timeout: 1 }));
    return sql;
  };
  const databases = { sql: await databaseOn(main.target), tasks: await databaseOn(other.target) };

  const { host, port, user } = main.target;
  const options = {
    dataDir: `${folder.path}/app`,
    port: await freePort(),
    env: {
      ...env,
      LOG_LEVEL: 'warn',
      SECRET_KEY: testSecretKey,
      DATABASE_URL: `postgres://${user}@localhost:${port}/taskuno?host=${host}`,
      DATABASE_ROLES: 'on',
      TASKS_DATABASE_URL: other.urlOf('taskuno'),
    },
  };
  let app: AppProcess = await startProcess(options);
  const kill = async () => {
    app.child.kill('SIGKILL');
    await app.ended;
  };
  // A clean stop would wait for a lock that a failed run still holds.
  running.defer(kill);
  await app.ready();
  const start = async () => {
    app = await startProcess(options);
    await app.ready();
  };

  const team = await createTestTeam(app.url);
  const ledger: Entry[] = [];
  for (const step of steps) {
    const held = await step.hold(databases, () => write(app.url, step.name, team, ledger));
    await kill();
    await held.release();
    await start();
    await until(() => isDrained(databases.sql, databases.tasks), patienceMs);
  }
  const after = await auditWrites(databases.sql, ledger, databases.tasks);
  const reached = await changesReached(databases);
  const clients = startWriters(() => app.url, team, writers);
  for (let i = 0; i < kills; i += 1) {
    await pause(betweenMs);
    await kill();
    await start();
  }
  await clients.stop();
  await until(() => isDrained(databases.sql, databases.tasks), patienceMs);
  const end = await auditWrites(databases.sql, [...ledger, ...clients.ledger], databases.tasks);
  return [
    {
      name: `${name}: kill -9 at each step of an event (${steps.map((step) => step.name).join('; ')})`,
      figure: `${figureOf(after)}; ${reached.missing} of ${reached.changes} changes of people did not reach tasks`,
      holds:
        isWhole(after) &&
        after.acknowledged === steps.length &&
        reached.changes === steps.length &&
        reached.missing === 0,
    },
    {
      name: `${name}: ${kills} × kill -9 under ${writers} writers`,
      figure: figureOf(end),
      holds: isWhole(end) && end.acknowledged > 100,
    },
  ];
}

type Audit = Awaited<ReturnType<typeof auditWrites>>;

function figureOf({ acknowledged, lost, doubled, gaps, eventsLost, effectsLost, effectsDoubled, setAside }: Audit) {
  return (
    `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ${gaps} gaps; of their events and effects ` +
    `${eventsLost + effectsLost} lost, ${effectsDoubled} doubled, ${setAside} set aside`
  );
}

function isWhole({ lost, doubled, gaps, eventsLost, effectsLost, effectsDoubled, setAside }: Audit): boolean {
  return lost + doubled + gaps + eventsLost + effectsLost + effectsDoubled + setAside === 0;
}

/** Creates a task, and changes the person, which `tasks` hears of. */
async function write(url: string, title: string, { token, teamId, assigneeId }: TestTeam, ledger: Entry[]) {
  const timezone = zones[ledger.length % zones.length];
  const startedAt = performance.now();
  const answer = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title, assigneeId } });
  ledger.push({ title, startedAt, answer });
  const changed = await ask(url, 'PATCH', '/auth/me', { token, body: { timezone } });
  if (changed.status !== 200) throw new Error(`a change was answered ${changed.status}`);
}

const zones = ['Asia/Tehran', 'Europe/Paris'];

/** Whether the inbox of `tasks`, on its own server, has each change of a person. */
async function changesReached({ sql, tasks }: Databases): Promise<{ changes: number; missing: number }> {
  const events = await sql<{ id: string }[]>`
    select id from platform.event_log where event->>'type' = 'user.changed'`;
  const handled = await tasks<{ id: string }[]>`
    select event_id as id from tasks.inbox where consumer like '%update-reminders'`;
  const ids = new Set(handled.map(({ id }) => id));
  return { changes: events.length, missing: events.filter(({ id }) => !ids.has(id)).length };
}

interface Databases {
  readonly sql: Sql;
  readonly tasks: Sql;
}

interface Step {
  readonly name: string;
  /** Calls `act`, and resolves once the app waits at the step because of a lock. */
  hold(databases: Databases, act: () => Promise<void>): Promise<Lock>;
}

const steps: readonly Step[] = [
  {
    name: 'read from the outbox, not copied',
    async hold({ sql }, act) {
      const relay = await lock(sql, 'select from platform.relay for update');
      await act();
      await relay.hasWaiter();
      return relay;
    },
  },
  {
    name: 'copied, not removed',
    async hold({ sql, tasks }, act) {
      const relay = await lock(sql, 'select from platform.relay for update');
      await act();
      await relay.hasWaiter();
      const outbox = await lock(tasks, 'select from tasks.outbox for update');
      await relay.release({ endsWaiters: false });
      await outbox.hasWaiter();
      return outbox;
    },
  },
  {
    name: 'taken by the relay, not logged',
    async hold({ sql }, act) {
      const log = await lock(sql, 'lock table platform.event_log in share mode');
      await act();
      await log.hasWaiter();
      return log;
    },
  },
  {
    name: 'taken from the queue, without an effect',
    async hold({ sql }, act) {
      const inbox = await lock(sql, 'lock table notifications.inbox in share mode');
      await act();
      await inbox.hasWaiter();
      return inbox;
    },
  },
  {
    name: 'taken from the queue by tasks, without an effect',
    async hold({ tasks }, act) {
      const inbox = await lock(tasks, 'lock table tasks.inbox in share mode');
      await act();
      await inbox.hasWaiter();
      return inbox;
    },
  },
  {
    name: 'effect committed, job not completed',
    async hold({ sql }, act) {
      const inbox = await lock(sql, 'lock table notifications.inbox in share mode');
      await act();
      await inbox.hasWaiter();
      const jobs = await lock(sql, `select from pgboss.job where state = 'active' for update`);
      await inbox.release({ endsWaiters: false });
      await jobs.hasWaiter();
      return jobs;
    },
  },
];

interface Lock {
  /** Resolves once a session of the app waits for it. */
  hasWaiter(): Promise<void>;
  /** The sessions that wait end with the app that was killed, unless it is to go on. */
  release(how?: { endsWaiters: boolean }): Promise<void>;
}

const ownName = 'taskuno reliability';

/** Takes a lock in a transaction that stays open. */
async function lock(sql: Sql, statement: string): Promise<Lock> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const done = sql.begin(async (tx) => {
    await tx.unsafe(statement);
    held.resolve();
    await released.promise;
  });
  done.catch(held.reject);
  await held.promise;
  const waiters = () => sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and application_name <> ${ownName}`;
  return {
    hasWaiter: () => until(async () => (await waiters()).length > 0),
    async release({ endsWaiters } = { endsWaiters: true }) {
      if (endsWaiters) for (const { pid } of await waiters()) await sql`select pg_terminate_backend(${pid}::integer)`;
      released.resolve();
      await done;
    },
  };
}
