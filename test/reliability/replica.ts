import { symlinkSync, unlinkSync } from 'node:fs';
import { connect, type Sql } from '#platform/database/connection.ts';
import { isPostgresInstalled, startInstalledServer } from '../harness/installed-postgres.ts';
import { makeFolder, startProcess, statusOf, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { pause, seconds } from './crashes.ts';
import { type Follower, followTasks } from './follow.ts';
import type { Finding } from './run.ts';
import { ask, createTestTeam, env, type TestTeam } from './workload.ts';

const maxLagSeconds = 3;
const lostWrites = 5;
const promisedReadyMs = 15_000;

/**
 * A streaming replica serves reads that may be late: while it follows, is paused, and is away. Then the primary dies
 * before the replica has its last writes, and the replica takes its place.
 */
export async function replicaRows(): Promise<Finding[]> {
  const name = 'a streaming replica of PostgreSQL 15';
  if (!isPostgresInstalled) return [{ name, figure: 'postgresql-15 is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const primary = await startInstalledServer(`${folder.path}/primary`);
  running.defer(() => primary.stop());
  const admin = connect(primary.target, { connections: 1, name: 'reliability admin' });
  await admin`create database taskuno`;
  await admin.end({ timeout: 1 });
  const replica = await startInstalledServer(`${folder.path}/replica`, primary);
  running.defer(() => replica.stop());
  const [sql, sqlOfReplica] = [primary, replica].map(({ target }) =>
    connect({ ...target, database: 'taskuno' }, { connections: 1, name: 'reliability' }),
  ) as [Sql, Sql];
  running.defer(() => Promise.all([sql.end({ timeout: 1 }), sqlOfReplica.end({ timeout: 1 })]).then(() => undefined));

  // The address of whichever is the primary, as a failover changes it.
  const address = `${folder.path}/address`;
  symlinkSync(primary.target.host, address);
  const app = await startProcess({
    dataDir: `${folder.path}/app`,
    env: {
      ...env,
      LOG_LEVEL: 'warn',
      SECRET_KEY: testSecretKey,
      DATABASE_URL: `postgres://postgres@localhost/taskuno?host=${address}`,
      DATABASE_ROLES: 'on',
      READ_DATABASE_URL: replica.urlOf('taskuno'),
      READ_MAX_LAG_SECONDS: String(maxLagSeconds),
    },
  });
  running.defer(async () => {
    app.child.kill('SIGTERM');
    await app.ended;
  });
  await app.ready();
  const team = await createTestTeam(app.url);

  const lateness = await latenessRow({ url: app.url, team, sql, sqlOfReplica });
  const follower = followTasks(() => app.url, team.token);
  running.defer(() => follower.stop());
  await until(() => follower.isOpen());
  const before = await createTasks(app.url, team, lostWrites);
  await until(() => before.every((id) => follower.ids.includes(id)));
  // Nothing of what follows reaches the replica.
  await until(async () => (await walOf(sqlOfReplica)) === (await walOf(sql)));
  await sqlOfReplica`alter system set primary_conninfo = ''`;
  await sqlOfReplica`select pg_reload_conf()`;
  await until(async () => (await sql`select from pg_stat_replication`).length === 0);
  const lost = await createTasks(app.url, team, lostWrites);
  await until(() => lost.every((id) => follower.ids.includes(id)));
  const lastId = follower.lastId() ?? '';
  await primary.kill();
  const killedAt = performance.now();
  await until(async () => (await statusOf(`${app.url}/health/ready`)) === 503);
  await replica.promote();
  unlinkSync(address);
  symlinkSync(replica.target.host, address);
  await app.ready();
  const readyMs = performance.now() - killedAt;
  return [lateness, await promotionRow({ url: app.url, team, sql: sqlOfReplica, follower, lastId, lost, readyMs })];
}

interface Reading {
  readonly url: string;
  readonly team: TestTeam;
  readonly sql: Sql;
  readonly sqlOfReplica: Sql;
}

/** Where reads come from shows in titles that are changed behind the app's back. */
async function latenessRow({ url, team, sql, sqlOfReplica }: Reading): Promise<Finding> {
  const id = (await createTasks(url, team, 1))[0] ?? '';
  const rename = (title: string) => sql`update tasks.task set title = ${title} where id = ${id}`;
  const titlesNow = async () => {
    const { body } = await ask(url, 'GET', `/tasks?teamId=${team.teamId}`, { token: team.token });
    return (body['items'] as { title: string }[]).map(({ title }) => title);
  };
  const shows = (title: string) => until(async () => (await titlesNow()).includes(title));
  const openTasks = async () => {
    const { body } = await ask(url, 'GET', `/teams/${team.teamId}/statistics`, { token: team.token });
    return (body['load'] as { open: number }[])[0]?.open ?? 0;
  };
  const figures: string[] = [];

  // The first read adds up the change on the primary; then the replica has that as well.
  const counted = await openTasks();
  await rename('before the pause');
  await shows('before the pause');
  await until(async () => (await walOf(sqlOfReplica)) === (await walOf(sql)));
  await pause(1_000);
  await sqlOfReplica`select pg_wal_replay_pause()`;
  const pausedAt = performance.now();
  await rename('after the pause');
  await sql`update tasks.tally_work set tasks = tasks + 100 where team_id = ${team.teamId}`;
  const stale = await titlesNow();
  const isFromReplica = stale.includes('before the pause') && (await openTasks()) === counted;
  figures.push(`a list and statistics of a paused replica ${isFromReplica ? 'are' : 'are NOT'} late`);
  await shows('after the pause');
  const switchMs = performance.now() - pausedAt;
  figures.push(`the primary serves after ${seconds(switchMs)} of ${maxLagSeconds} s`);
  const [own = ''] = await createTasks(url, team, 1);
  const hasOwn = (await titlesNow()).includes(titleOf(own));
  await sqlOfReplica`select pg_wal_replay_resume()`;
  await rename('after the resumption');
  await until(async () => {
    const reply = await fetch(`${url}/health`, { headers: { authorization: `Bearer ${team.token}` } });
    return (await reply.text()).includes('"replica":{"status":"ok"');
  }).catch(() => figures.push('health does not say that it is back'));
  await shows('after the resumption');

  // Who writes reads that at once, however late the replica is within its limit.
  let missed = 0;
  for (let i = 0; i < 10; i += 1) {
    await sqlOfReplica`select pg_wal_replay_pause()`;
    const [written = ''] = await createTasks(url, team, 1);
    if (!(await titlesNow()).includes(titleOf(written))) missed += 1;
    await sqlOfReplica`select pg_wal_replay_resume()`;
  }
  figures.push(`${missed + (hasOwn ? 0 : 1)} of 11 own writes missing`);
  return {
    name: 'reads from a replica that is paused and goes on',
    figure: figures.join('; '),
    holds: isFromReplica && missed === 0 && hasOwn && switchMs >= 1_000 && figures.length === 3,
  };
}

interface Promotion {
  readonly url: string;
  readonly team: TestTeam;
  readonly sql: Sql;
  readonly follower: Follower;
  readonly lastId: string;
  readonly lost: readonly string[];
  readonly readyMs: number;
}

/** The stream that was open begins anew, and so does one with the id of an event that is lost. */
async function promotionRow({ url, team, sql, follower, lastId, lost, readyMs }: Promotion): Promise<Finding> {
  const epochOf = (id: string) => id.slice(0, id.lastIndexOf('-'));
  await until(() => epochOf(follower.lastId() ?? '') !== epochOf(lastId));
  const response = await fetch(`${url}/api/v1/events?transport=poll`, {
    headers: { authorization: `Bearer ${team.token}`, 'last-event-id': lastId },
  });
  const isReset = (await response.text()).includes('event: reset');
  const after = await createTasks(url, team, 20);
  await until(() => after.every((id) => follower.ids.includes(id))).catch(() => undefined);
  const missed = after.filter((id) => !follower.ids.includes(id)).length;
  const kept = await sql`select from tasks.task where id = any(${lost}::uuid[])`;
  return {
    name: 'a replica is promoted that lacks the last writes',
    figure:
      `ready ${seconds(readyMs)} after the primary was killed; epoch ${epochOf(lastId)}, then ${epochOf(follower.lastId() ?? '')}; ` +
      `a stream with the id of one of ${lost.length - kept.length} lost events is ${isReset ? '' : 'NOT '}reset; ` +
      `${missed} of ${after.length} later events missed`,
    holds: isReset && kept.length === 0 && missed === 0 && readyMs <= promisedReadyMs,
  };
}

let count = 0;
const titles = new Map<string, string>();
const titleOf = (id: string) => titles.get(id) ?? '';

async function createTasks(url: string, { token, teamId, assigneeId }: TestTeam, howMany: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < howMany; i += 1) {
    const title = `Task ${(count += 1)}`;
    const { status, body } = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title, assigneeId } });
    if (status !== 201) throw new Error(`a task was answered ${status}: ${JSON.stringify(body)}`);
    ids.push(String(body['id']));
    titles.set(String(body['id']), title);
  }
  return ids;
}

/** The position in the write-ahead log that a server has written or replayed. */
async function walOf(sql: Sql): Promise<string> {
  const [row] = await sql<{ lsn: string }[]>`
    select (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end)::text as lsn`;
  return row?.lsn ?? '';
}
