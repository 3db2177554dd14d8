import { once } from 'node:events';
import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { makeFolder, startProcess, until } from '../harness/process.ts';
import type { BodyOf } from '../harness/reply-types.ts';
import type { Finding } from './run.ts';

const count = 500;
const promisedMs = 15_000;
const env = { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' };

/** Jobs of a killed process are done by the next one, each once. */
export async function jobRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const database = await startEmbedded({ dataDir: folder.path });
  running.defer(() => database.stop());
  const first = await startProcess({ dataDir: folder.path, env });
  await first.ready();
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 3, name: 'reliability' });
  running.defer(() => sql.end({ timeout: 1 }));
  const assignTasks = await makeTeam(first.url);
  // Somebody who joined is a notification, too: it is not to be the one that waits.
  await until(async () => (await unfinished(sql)) === 0);
  const release = await blockInbox(sql);
  await assignTasks();
  await until(
    async () =>
      (await eventsIn(sql, 'active')) > 0 &&
      (await eventsIn(sql, 'created')) + (await eventsIn(sql, 'active')) === count,
  );
  // With as many workers as there are jobs.
  await sql`update pgboss.job set state = 'active', started_on = now(), heartbeat_on = now()
    where name in ('notifications.notify-people', 'notifications.notify-people.batch') and state = 'created'`;
  first.child.kill('SIGKILL');
  await once(first.child, 'close');
  await release();
  const second = await startProcess({ dataDir: folder.path, env });
  running.defer(async () => {
    second.child.kill('SIGTERM');
    await second.ended;
  });
  await second.ready();
  const readyAt = performance.now();
  await until(async () => (await notifiedTasks(sql)).length >= count);
  const tookMs = performance.now() - readyAt;
  await until(async () => (await eventsIn(sql, 'active')) + (await eventsIn(sql, 'retry')) === 0);
  const tasks = await notifiedTasks(sql);
  return [
    {
      name: 'jobs go on after a crash',
      figure: `${new Set(tasks).size} of ${count} notifications ${(tookMs / 1_000).toFixed(1)} s after ready, ${tasks.length - new Set(tasks).size} twice`,
      holds: tasks.length === count && new Set(tasks).size === count && tookMs <= promisedMs,
    },
  ];
}

/** Inserts of notifications wait until the returned function is called. */
async function blockInbox(sql: Sql): Promise<() => Promise<void>> {
  const { promise: released, resolve } = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`lock table notifications.notification in exclusive mode`;
    locked.resolve();
    await released;
  });
  await locked.promise;
  return async () => {
    resolve();
    await holding;
  };
}

/** Makes a team of two, and returns how one of them assigns many tasks to the other. */
async function makeTeam(url: string): Promise<() => Promise<void>> {
  const ask = async <Path extends string>(token: string, path: Path, body: object): Promise<BodyOf<'post', Path>> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as BodyOf<'post', Path>;
  };
  const signUp = (name: string) =>
    ask('', '/auth/signup', { email: `${name}@example.com`, password: 'correct horse battery', name });
  const { accessToken: owner } = await signUp('owner');
  const { accessToken: member, user } = await signUp('member');
  const organization = await ask(owner, '/organizations', { name: 'Acme' });
  const team = await ask(owner, `/organizations/${organization.id}/teams`, { name: 'Work', key: 'WRK' });
  const terms = { email: 'member@example.com', teamId: team.id, teamRole: 'member' };
  const invite = await ask(owner, `/organizations/${organization.id}/invites`, terms);
  const link = await ask(owner, `/invites/${invite.id}/link`, {});
  await ask(member, '/invites/accept', { token: link.url.slice(link.url.indexOf('#') + 1) });
  return async () => {
    for (let i = 0; i < count; i += 20) {
      const some = Array.from({ length: 20 }, (_, j) => ({ title: `Task ${i + j}`, assigneeId: user.id }));
      await Promise.all(some.map((task) => ask(owner, `/teams/${team.id}/tasks`, task)));
    }
  };
}

async function unfinished(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from teams.outbox) + (
      select count(*) from pgboss.job
      where name in ('notifications.notify-people', 'notifications.notify-people.batch') and state in ('created', 'active', 'retry')) as count`;
  return row?.count ?? 0;
}

/** How many assignments are in jobs of a state: alone, or several in a job. */
async function eventsIn(sql: Sql, state: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from platform.event_log as logged
    join (
      select data->>'id' as id from pgboss.job
      where name = 'notifications.notify-people' and state = ${state}::pgboss.job_state
      union all
      select jsonb_array_elements_text(data->'eventIds') from pgboss.job
      where name = 'notifications.notify-people.batch' and state = ${state}::pgboss.job_state
    ) as waiting on waiting.id = logged.id::text
    where logged.event->>'type' = 'task.assigned'`;
  return row?.count ?? 0;
}

/** The task of each existing notification. */
async function notifiedTasks(sql: Sql): Promise<string[]> {
  const rows = await sql<{ taskId: string }[]>`
    select task_id as "taskId" from notifications.notification where type = 'task-assigned'`;
  return rows.map(({ taskId }) => taskId);
}
