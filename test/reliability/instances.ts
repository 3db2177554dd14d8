import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { type AppProcess, makeFolder, startProcess, statusOf, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { pause } from './crashes.ts';
import { followTasks } from './follow.ts';
import type { Finding } from './run.ts';
import { ask, auditWrites, createTestTeam, type Entry, isDrained, type TestTeam } from './workload.ts';

const servingCount = 3;
const workerCount = 2;
const writesPerSecond = 6;
/** Scheduled jobs of every minute come round twice. */
const writeMs = 130_000;
const startMs = 120_000;
const password = 'correct horse battery';

/**
 * Three serving processes and two workers over one database, of which one each is killed in the middle: nothing is
 * lost or doubled, access changes and limits hold everywhere.
 */
export async function instanceRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const database = await startEmbedded({ dataDir: folder.path });
  running.defer(() => database.stop());
  const admin = connect(database.target, { connections: 1, name: 'reliability admin' });
  await admin`create database taskuno`;
  await admin.end({ timeout: 1 });
  const { host, port, user } = database.target;
  const start = async (name: string, extra: Readonly<Record<string, string>>) => {
    const app = await startProcess({
      dataDir: `${folder.path}/${name}`,
      env: {
        LOG_LEVEL: 'warn',
        SECRET_KEY: testSecretKey,
        SERVICE_KEY: testSecretKey,
        DATABASE_URL: `postgres://${user}@localhost:${port}/taskuno?host=${host}`,
        DATABASE_ROLES: 'on',
        STORAGE_URL: `file:${folder.path}/files`,
        DRAIN_SECONDS: '0',
        ...extra,
      },
    });
    running.defer(async () => {
      app.child.kill('SIGTERM');
      await app.ended;
    });
    return app;
  };
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, index) => `${kind}${index}`);
  const apps = await Promise.all(names('app', servingCount).map((name) => start(name, { JOBS: 'off' })));
  await until(async () => (await statusesOf(apps)).every((status) => status === 200), startMs);
  const workers = await Promise.all(names('worker', workerCount).map((name) => start(name, { HTTP: 'off' })));
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 2, name: 'reliability' });
  running.defer(() => sql.end({ timeout: 1 }));
  await until(async () => (await countOf(sql`select count(*) from platform.instance`)) === workerCount, startMs);

  const team = await createTestTeam(urlOf(apps, 0));
  return [
    ...(await limitRows(apps)),
    ...(await accessRows(apps, team)),
    ...(await writeRows({ apps, workers, team, sql })),
  ];
}

function urlOf(apps: readonly AppProcess[], turn: number): string {
  return apps[turn % apps.length]?.url ?? '';
}

function statusesOf(apps: readonly AppProcess[]): Promise<number[]> {
  return Promise.all(apps.map(({ url }) => statusOf(`${url}/health/ready`)));
}

async function countOf(query: PromiseLike<readonly unknown[]>): Promise<number> {
  const [row] = (await query) as readonly { count: number }[];
  return row?.count ?? 0;
}

const limits = { signIn: 30, address: 100 };

/** Requests without credentials in turns at all instances. */
async function limitRows(apps: readonly AppProcess[]): Promise<Finding[]> {
  const body = { email: 'nobody@example.com', password };
  const signIns = await Promise.all(
    Array.from({ length: 3 * limits.signIn }, (_, turn) => ask(urlOf(apps, turn), 'POST', '/auth/login', { body })),
  );
  const passedSignIns = signIns.filter(({ status }) => status !== 429).length;
  let passed = 0;
  const since = performance.now();
  for (let turn = 0; turn < 3 * limits.address; turn += 1) {
    passed += (await ask(urlOf(apps, turn), 'GET', '/auth/me')).status === 429 ? 0 : 1;
    // Spread over six seconds and more.
    await pause(20);
  }
  const minutes = Math.ceil((performance.now() - since) / 60_000);
  return [
    {
      name: `the limit of ${limits.signIn} sign-ins a minute at ${apps.length} instances`,
      figure: `${passedSignIns} of ${signIns.length} requests passed`,
      holds: passedSignIns <= limits.signIn && passedSignIns >= limits.signIn - 5,
    },
    {
      name: `the limit of ${limits.address} requests a minute without credentials`,
      figure: `${passed} of ${3 * limits.address} passed at ${apps.length} instances in ${minutes} min`,
      holds: passed <= limits.address * 1.6 * minutes,
    },
  ];
}

/** Access changes at one instance, and the next request goes to another one. */
async function accessRows(apps: readonly AppProcess[], { token, assigneeId }: TestTeam): Promise<Finding[]> {
  const rounds = 20;
  const headers = { authorization: `Bearer ${token}` };
  const organizations = await fetch(`${urlOf(apps, 0)}/api/v1/organizations`, { headers });
  const { items } = (await organizations.json()) as { items: { id: string }[] };
  const closed = { name: 'Closed', key: 'CLO', visibility: 'team' };
  const made = await ask(urlOf(apps, 1), 'POST', `/organizations/${items[0]?.id}/teams`, { token, body: closed });
  const teamId = String(made.body['id']);
  const task = await ask(urlOf(apps, 2), 'POST', `/teams/${teamId}/tasks`, { token, body: { title: 'Closed' } });
  const path = `/tasks/${String(task.body['id'])}`;
  const member = await memberToken(apps);
  let refused = task.status === 201 ? 0 : 1;
  const narrowedMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const membership = `/teams/${teamId}/members/${assigneeId}`;
    await ask(urlOf(apps, round), 'PUT', membership, { token, body: { role: 'member' } });
    if ((await ask(urlOf(apps, round + 1), 'GET', path, { token: member })).status !== 200) refused += 1;
    await ask(urlOf(apps, round), 'DELETE', membership, { token });
    const since = performance.now();
    await until(async () => (await ask(urlOf(apps, round + 2), 'GET', path, { token: member })).status !== 200);
    narrowedMs.push(performance.now() - since);
  }
  return [
    {
      name: 'access given at one instance, used at the next',
      figure: `${refused} of ${rounds + 1} requests refused`,
      holds: refused === 0,
    },
    {
      name: 'access taken at one instance, refused at the next',
      figure: `after ${Math.round(Math.max(...narrowedMs))} ms at most`,
      holds: Math.max(...narrowedMs) < 1_000,
    },
  ];
}

/** The sign-ins of this minute are used up: waits for the next. */
async function memberToken(apps: readonly AppProcess[]): Promise<string> {
  let token = '';
  await until(async () => {
    const reply = await ask(urlOf(apps, 0), 'POST', '/auth/login', { body: { email: 'member@example.com', password } });
    token = String(reply.body['accessToken'] ?? '');
    if (reply.status === 429) await pause(2_000);
    return reply.status === 200;
  }, 90_000);
  return token;
}

interface Run {
  readonly apps: readonly AppProcess[];
  readonly workers: readonly AppProcess[];
  readonly team: TestTeam;
  readonly sql: Sql;
}

/** Writes in turns at all instances, while a serving process and a worker are killed. */
async function writeRows({ apps, workers, team, sql }: Run): Promise<Finding[]> {
  const dead = new Set<AppProcess>();
  const living = () => apps.filter((app) => !dead.has(app));
  const followers = apps.map((_, index) => followTasks(() => urlOf(living(), index), team.token));
  await until(() => followers.every((follower) => follower.isOpen()), startMs);
  const kill = (app: AppProcess | undefined) => {
    if (!app || dead.has(app)) return;
    app.child.kill('SIGKILL');
    dead.add(app);
  };
  const ledger: Entry[] = [];
  const open = new Set<Promise<void>>();
  const startedAt = performance.now();
  const share = () => (performance.now() - startedAt) / writeMs;
  for (let count = 0; share() < 1; count += 1) {
    if (share() > 1 / 3) kill(apps[1]);
    if (share() > 1 / 2) kill(workers[0]);
    const writing = write(living, team, count, ledger);
    open.add(writing);
    void writing.then(() => open.delete(writing));
    await pause(1_000 / writesPerSecond);
  }
  await Promise.all(open);
  const endedAt = performance.now();
  await until(() => isDrained(sql), 60_000).catch(() => undefined);
  const drainedMs = performance.now() - endedAt;
  const created = ledger.flatMap(({ answer }) => (answer.status === 201 ? [String(answer.body['id'])] : []));
  await until(() => followers.every(({ ids }) => created.every((id) => ids.includes(id))), 20_000).catch(
    () => undefined,
  );
  for (const follower of followers) follower.stop();
  const missed = followers.reduce((sum, { ids }) => sum + created.filter((id) => !ids.includes(id)).length, 0);
  const doubled = followers.reduce((sum, { ids }) => sum + ids.length - new Set(ids).size, 0);
  const audit = await auditWrites(sql, ledger);
  const { lost, acknowledged, effectsLost, effectsDoubled, eventsLost, gaps } = audit;
  const title = 'with a serving process and a worker killed';
  return [
    {
      name: `writes at ${apps.length} instances, ${title}`,
      figure: `${acknowledged} acknowledged, ${lost} lost, ${audit.doubled} doubled, ${gaps} gaps in keys`,
      holds: lost + audit.doubled + gaps === 0 && acknowledged === created.length && acknowledged > 0,
    },
    {
      name: `their consequences, ${title}`,
      figure: `${eventsLost + effectsLost} lost, ${effectsDoubled} doubled, done ${(drainedMs / 1_000).toFixed(1)} s after the last write`,
      holds: eventsLost + effectsLost + effectsDoubled === 0,
    },
    {
      name: `event streams at every instance, ${title}`,
      figure: `${missed} of ${created.length * followers.length} events missed, ${doubled} doubled`,
      holds: missed + doubled === 0,
    },
    await scheduleRow(sql),
  ];
}

/** Repeats the request with its key at another instance until one answers. */
async function write(
  living: () => readonly AppProcess[],
  { token, teamId, assigneeId }: TestTeam,
  count: number,
  ledger: Entry[],
): Promise<void> {
  const title = `Task ${count}`;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const startedAt = performance.now();
    const request = { token, body: { title, assigneeId }, key: `write-${count}` };
    const answer = await ask(urlOf(living(), count + attempt), 'POST', `/teams/${teamId}/tasks`, request);
    ledger.push({ title, startedAt, answer });
    if (answer.status === 201) return;
    await pause(200);
  }
}

/** Scheduled jobs by queue and minute: two in one minute would be a doubled schedule. */
async function scheduleRow(sql: Sql): Promise<Finding> {
  const rows = await sql<{ count: number }[]>`
    select count(*) as count from pgboss.job
    join pgboss.schedule on schedule.name = job.name
    group by job.name, date_trunc('minute', job.created_on)`;
  const doubled = rows.filter(({ count }) => count > 1).length;
  return {
    name: 'scheduled jobs at all instances',
    figure: `${rows.length} runs, ${doubled} doubled`,
    holds: rows.length > 0 && doubled === 0,
  };
}
