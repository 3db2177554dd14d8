import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransactionSql } from '#platform/database/connection.ts';
import { PermanentError } from '#platform/failures.ts';
import type { Job } from '#platform/jobs/job.ts';
import { createQueue } from '#platform/jobs/queue.ts';
import { version } from '../src/composition/version.ts';
import { databaseSettings, runHere } from './harness/command.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { makeFolder, postmasterOf, runProcess, startProcess, statusOf, until } from './harness/process.ts';

const folder = makeFolder();
const dataDir = folder.path;
const passwordFile = join(dataDir, 'password');
const passwordArgs = ['--password-file', passwordFile];

const inProcess = (args: readonly string[], env: Record<string, string> = {}) =>
  runProcess({ dataDir, env, args: ['src/cli.ts', ...args] });

/** Here, unless the command would serve: a process takes seconds to start. */
function taskuno(args: readonly string[], env: Record<string, string> = {}) {
  return args[0] === 'serve' ? inProcess(args, env) : runHere(dataDir, args, env);
}

type Fields = Readonly<Record<string, unknown>>;
type Examined = { readonly findings: readonly { id: string; level: string; message: string; fix: string | null }[] };

/** The JSON output of a command. */
async function json<Printed = Fields>(args: readonly string[], env: Record<string, string> = {}): Promise<Printed> {
  const { output } = await taskuno([...args, '--json'], env);
  return JSON.parse(output);
}

beforeAll(() => writeFileSync(passwordFile, 'correct horse battery\n'));
afterAll(folder.remove);

describe('taskuno', () => {
  it('is the release that package.json names', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).version).toBe(version);
  });

  it('lists its commands', async () => {
    const { code, output } = await inProcess(['--help']);
    expect(code).toBe(0);
    for (const command of ['serve', 'migrate', 'doctor', 'user', 'queue', 'jobs', 'reminders', 'digest', 'events'])
      expect(output).toContain(`  ${command} `);
    const unknown = await inProcess(['job', 'list']);
    expect([unknown.code, unknown.output]).toEqual([2, expect.stringContaining('Did you mean jobs?')]);
    expect((await taskuno([])).code).toBe(2);
    expect(await taskuno(['--version'])).toEqual({ code: 0, output: `${version}\n` });
  });

  it('prints what distributes the database over several servers, without one', async () => {
    const { code, output } = await taskuno(['scale', 'citus', '--print'], { DATA_DIR: join(dataDir, 'none') });
    expect(code).toBe(0);
    expect(output).toContain("select citus_schema_distribute('tasks');");
    expect(output).toContain(`select create_distributed_table('tasks."task"', 'organization_id'`);
    const part = await taskuno(['scale', 'citus', '--print', '--layout', 'organizations']);
    expect(part.output).not.toContain('citus_schema_distribute');
    expect((await taskuno(['scale', 'citus'])).code).toBe(2);
  });

  it('examines a folder where nothing was made yet, and makes nothing', async () => {
    const { findings } = await json<Examined>(['doctor'], { DATA_DIR: join(dataDir, 'none') });
    expect(findings).toContainEqual(expect.objectContaining({ id: 'database', message: 'Not created yet.' }));
    expect(postmasterOf(join(dataDir, 'none'))).toBeNull();
  });

  it('migrates, once, and leaves no database server behind', async () => {
    const { applied } = await json(['migrate']);
    expect(applied).toContain('auth/0000_first.sql');
    expect(await taskuno(['migrate'])).toEqual({ code: 0, output: 'The database is up to date.\n' });
    expect(postmasterOf(dataDir)).toBeNull();
  });

  it('makes the first account an admin’s', async () => {
    const first = await json(['user', 'create', '--email', 'sara@example.com', '--name', 'سارا', ...passwordArgs]);
    expect(first).toMatchObject({ email: 'sara@example.com', name: 'سارا', instanceAdmin: true });
    const { output } = await taskuno(['user', 'list']);
    expect(output).toMatch(/sara@example\.com +sara +سارا +admin\n/);
  });

  it('refuses to make a new key beside accounts, unless it is asked for one', async () => {
    const key = join(dataDir, 'secrets/secret-key');
    renameSync(key, `${key}.away`);
    for (const args of [['user', 'list'], ['serve']]) {
      const { code, output } = await taskuno(args);
      expect(code).toBe(3);
      expect(output).toMatch(/^The key \S+ is missing, but the database contains accounts\. .*\n$/);
    }
    const { findings } = await json<Examined>(['doctor']);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'secret-key', level: 'error' }));
    expect(existsSync(key)).toBe(false);
    expect((await json(['secret-key', 'new']))['file']).toBe(key);
    expect(await json<Fields[]>(['user', 'list'])).toHaveLength(1);
    expect((await taskuno(['secret-key', 'new'])).code).toBe(6);
    renameSync(`${key}.away`, key);
  });

  it('runs beside a server and never stops its database', async () => {
    const server = await startProcess({ dataDir, args: ['src/cli.ts', 'serve'] });
    await server.ready();
    const postmaster = postmasterOf(dataDir);
    expect(await json<Fields[]>(['user', 'list'])).toHaveLength(1);
    expect((await taskuno(['migrate'])).code).toBe(0);
    // Reached at its public address, without a proxy.
    const { findings } = await json<Examined>(['doctor'], { PUBLIC_URL: server.url });
    const levels = Object.fromEntries(findings.map(({ id, level }) => [id, level]));
    expect(levels).toMatchObject({ reachable: 'ok', 'live-updates': 'ok', 'client-address': 'ok', workers: 'ok' });
    expect(postmasterOf(dataDir)).toBe(postmaster);
    expect(await statusOf(`${server.url}/health/ready`)).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(postmasterOf(dataDir)).toBeNull();
  });

  it('says what is wrong and what to do, and ends with 1', async () => {
    const mailServer = createServer((socket) => socket.end('421 busy\r\n'));
    await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
    const { port } = mailServer.address() as AddressInfo;
    chmodSync(join(dataDir, 'secrets/secret-key'), 0o644);
    const env = { SMTP_URL: `smtp://127.0.0.1:${port}`, HOST: '0.0.0.0' };
    const { findings } = await json<Examined>(['doctor'], env);
    expect(Object.fromEntries(findings.map(({ id, level }) => [id, level]))).toEqual({
      version: 'ok',
      configuration: 'ok',
      'data-folder': 'ok',
      disk: expect.stringMatching(/ok|warning/),
      'open-files': expect.stringMatching(/ok|warning/),
      secrets: 'error',
      'key-age': 'ok',
      database: 'ok',
      encoding: 'ok',
      trigrams: 'ok',
      collations: 'ok',
      clock: 'ok',
      migrations: 'ok',
      rights: 'ok',
      events: 'ok',
      jobs: 'ok',
      queues: 'ok',
      workers: 'warning',
      storage: 'ok',
      backups: 'warning',
      mail: 'error',
      'mail-in': 'ok',
      'push-keys': 'warning',
      address: 'warning',
      reachable: 'warning',
    });
    const { code, output } = await taskuno(['doctor'], env);
    expect(code).toBe(1);
    expect(output).toContain(`\n           chmod go-rwx ${join(dataDir, 'secrets/secret-key')}\n`);
    mailServer.close();
  });
});

describe('failed background work', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  const eventId = randomUUID();
  beforeAll(async () => {
    database = await createDatabase();
    env = databaseSettings(database);
    const log = pino({ level: 'silent' });
    const queue = createQueue({ target: database.targets.events, log, supervises: false });
    await queue.start();
    await queue.ensure([{ name: 'tasks.test' }]);
    await queue.schedule([{ queue: 'tasks.test', cron: '0 0 1 1 *' }]);
    const jobs = ['a', 'b', 'c'].map((name) => ({ id: randomUUID(), data: { name } }));
    await database.sql.begin((tx) => queue.insert(tx as TransactionSql, 'tasks.test', jobs));
    const refuse = ({ data }: Job) => Promise.reject(new PermanentError(`no\n${JSON.stringify(data)}`));
    await queue.work({ queue: 'tasks.test', handle: (batch) => Promise.allSettled(batch.map(refuse)) });
    await until(async () => (await queue.failed()).length === 3);
    await queue.stop();
    await database.sql`
      insert into platform.set_aside (id, module, event, error) values (${eventId}, 'tasks', '{"type":"task.odd"}', 'is odd')`;
  });
  afterAll(() => database.drop());

  it('does not stop the refusal of a new data folder without the key', async () => {
    await json(['user', 'create', '--email', 'sara@example.com', '--name', 'Sara', ...passwordArgs], env);
    const { DATABASE_URL = '' } = env;
    const { code, output } = await taskuno(['serve'], { DATABASE_URL, DATA_DIR: join(dataDir, 'other') });
    expect([code, output]).toEqual([3, expect.stringContaining('the database contains accounts')]);
  });

  it('is counted by doctor, each with what to do', async () => {
    const { findings } = await json<Examined>(['doctor'], env);
    expect(findings).toEqual(
      expect.arrayContaining([
        {
          id: 'events',
          level: 'warning',
          title: 'Failed events',
          message: 'Failed events: 1',
          fix: expect.stringContaining('retry them'),
          command: 'taskuno events retry --all',
        },
        {
          id: 'jobs',
          level: 'warning',
          title: 'Failed jobs',
          message: 'Failed jobs: 3',
          fix: expect.stringContaining('retry them'),
          command: 'taskuno jobs retry --all',
        },
      ]),
    );
    expect(await json(['queue', 'status'], env)).toEqual({
      queues: [{ name: 'tasks.test', waiting: 0, active: 0, failed: 3, oldestSeconds: 0 }],
      eventsSetAside: 1,
    });
  });

  it('is listed with its errors, one line each', async () => {
    const jobs = await json<{ id: string }[]>(['jobs', 'failed'], env);
    expect(jobs[0]).toMatchObject({ queue: 'tasks.test', attempts: 1, error: expect.stringContaining('no') });
    expect((await taskuno(['jobs', 'failed', 'tasks.test'], env)).output).toMatch(
      /^(\S+ +\S+ +tasks\.test +1 × +no \{.*\}\n){3}$/,
    );
    expect((await taskuno(['jobs', 'failed', 'tasks.none'], env)).output).toBe('No failed jobs.\n');
    expect(await json(['events', 'failed'], env)).toMatchObject([
      { id: eventId, module: 'tasks', type: 'task.odd', error: 'is odd' },
    ]);
  });

  it('goes back where it is asked for, and only then', async () => {
    expect((await taskuno(['jobs', 'retry'], env)).code).toBe(2);
    expect((await taskuno(['events', 'retry'], env)).code).toBe(2);
    const unknown = await taskuno(['jobs', 'retry', '--id', eventId], env);
    expect(unknown).toEqual({ code: 6, output: `Not found among the failed entries: ${eventId}\n` });
    expect((await taskuno(['jobs', 'retry', 'tasks.none'], env)).code).toBe(6);
    const [first] = await json<{ id: string }[]>(['jobs', 'failed'], env);
    expect(await json(['jobs', 'retry', '--id', first?.id ?? ''], env)).toEqual({ retried: 1 });
    expect(await json(['jobs', 'retry', '--all'], env)).toEqual({ retried: 2 });
    expect(await json(['events', 'retry', '--all'], env)).toEqual({ retried: 1 });
    expect(await json(['queue', 'status'], env)).toEqual({
      queues: [{ name: 'tasks.test', waiting: 3, active: 0, failed: 0, oldestSeconds: expect.any(Number) }],
      eventsSetAside: 0,
    });
    expect(await database.sql`select id from tasks.outbox`).toEqual([{ id: eventId }]);
  });

  it('is listed beside the scheduled jobs, which can be started by hand', async () => {
    const lastRun = expect.objectContaining({ state: 'failed', error: expect.stringContaining('no') });
    expect(await json(['jobs', 'list'], env)).toEqual([{ name: 'tasks.test', cron: '0 0 1 1 *', lastRun }]);
    expect((await taskuno(['jobs', 'run', 'tasks.none'], env)).code).toBe(6);
    expect(await json(['jobs', 'run', 'tasks.test'], env)).toEqual({ started: 'tasks.test' });
    const { queues } = await json<{ queues: Fields[] }>(['queue', 'status'], env);
    expect(queues[0]?.['waiting']).toBe(4);
  });
});
