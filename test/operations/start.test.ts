import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy } from '../harness/database-proxy.ts';
import {
  type AppProcess,
  freePort,
  isRunning,
  makeFolder,
  postmasterOf,
  type ProcessOptions,
  runProcess,
  startProcess,
  statusOf,
  until,
} from '../harness/process.ts';

const folder = makeFolder();
const dataDir = folder.path;
const processes: AppProcess[] = [];

async function start(options: Partial<ProcessOptions> = {}): Promise<AppProcess> {
  const app = await startProcess({ dataDir, ...options });
  processes.push(app);
  return app;
}

async function serve(options: Partial<ProcessOptions> = {}): Promise<AppProcess> {
  const app = await start(options);
  await app.ready();
  return app;
}

async function stop({ child, ended: exitCode }: AppProcess): Promise<number | string> {
  child.kill('SIGTERM');
  return exitCode;
}

afterEach(async () => {
  for (const app of processes.splice(0)) {
    if (app.child.exitCode === null && app.child.signalCode === null) await stop(app);
    const postmaster = postmasterOf(app.dataDir);
    if (postmaster !== null && isRunning(postmaster)) process.kill(postmaster, 'SIGINT');
  }
});
afterAll(folder.remove);

describe('the first start', () => {
  it('ends in good order when a signal comes while the database is made', async () => {
    const app = await start();
    await until(() => app.output().includes('creating the database'));
    expect(await stop(app)).toBe(0);
    expect(postmasterOf(dataDir)).toBeNull();
  });
});

describe('a running app', () => {
  it('prints its address, takes the first sign-up and ends at SIGTERM with an event stream open', async () => {
    const app = await serve();
    expect(app.output()).toContain('TaskUno is running at http://localhost:');
    const postmaster = postmasterOf(dataDir) ?? 0;
    expect(isRunning(postmaster)).toBe(true);

    const account = { email: 'sara@example.com', password: 'correct horse battery', name: 'Sara' };
    const signedUp = await fetch(`${app.url}/api/v1/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    expect(signedUp.status).toBe(201);
    const { accessToken } = (await signedUp.json()) as { accessToken: string };
    const stream = await fetch(`${app.url}/api/v1/events`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(stream.status).toBe(200);

    app.child.kill('SIGTERM');
    expect(await stream.text()).toContain('retry: 1000');
    expect(await app.ended).toBe(0);
    expect(isRunning(postmaster)).toBe(false);
    expect(postmasterOf(dataDir)).toBeNull();
  });

  it('ends at Ctrl-C, which reaches its whole process group, also when it is passed on once more', async () => {
    const app = await serve({ detached: true });
    const postmaster = postmasterOf(dataDir) ?? 0;
    process.kill(-(app.child.pid ?? 0), 'SIGINT');
    app.child.kill('SIGINT');
    expect(await app.ended).toBe(0);
    expect(isRunning(postmaster)).toBe(false);
  });

  it('serves on for DRAIN_SECONDS, is not ready meanwhile, and closes each connection by its last reply', async () => {
    const app = await serve({ env: { DRAIN_SECONDS: '2' } });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (path: string) =>
      new Promise<{ status: number; connection: string; body: string }>((resolve, reject) => {
        const clientRequest = request(`${app.url}${path}`, { agent }, async (reply) => {
          const body = (await reply.toArray()).join('');
          resolve({ status: reply.statusCode ?? 0, connection: reply.headers.connection ?? '', body });
        });
        clientRequest.on('error', reject).end();
      });
    expect(await ask('/health/ready')).toMatchObject({ status: 200, connection: 'keep-alive' });

    // A request whose body is still being sent when the signal arrives.
    const headers = { 'content-type': 'application/json', 'content-length': 2, expect: '100-continue' };
    const slow = request(`${app.url}/api/v1/auth/login`, { method: 'POST', headers });
    slow.flushHeaders();
    await once(slow, 'continue');
    app.child.kill('SIGTERM');
    await until(() => app.output().includes('stopping'));

    const draining = await ask('/health/ready');
    expect(draining).toMatchObject({ status: 503, connection: 'close' });
    expect(JSON.parse(draining.body)).toEqual({ status: 'draining' });
    // The connection was closed properly: the same agent continues with a new one.
    expect(await ask('/api/v1/auth/me')).toMatchObject({ status: 401, connection: 'close' });
    const [reply] = await Promise.all([once(slow, 'response'), slow.end('{}')]);
    expect(reply[0]).toMatchObject({ statusCode: 422, headers: { connection: 'close' } });
    expect(await app.ended).toBe(0);
  });

  it('waits for a request that is under way, and ends at once at a second Ctrl-C', async () => {
    const app = await serve();
    const headers = { 'content-type': 'application/json', 'content-length': 1_000, expect: '100-continue' };
    const upload = request(`${app.url}/api/v1/auth/signup`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.flushHeaders();
    await once(upload, 'continue');

    app.child.kill('SIGINT');
    await until(() => app.output().includes('stopping'));
    const firstAt = performance.now();
    // Within a second it counts as the same signal, forwarded.
    await until(() => performance.now() - firstAt > 1_000);
    expect(isRunning(app.child.pid ?? 0)).toBe(true);
    app.child.kill('SIGINT');
    expect(await app.ended).toBe(130);
    await until(() => postmasterOf(dataDir) === null);
  });

  it('refuses a second process on the same folder, and keeps running', async () => {
    const app = await serve();
    const second = await runProcess({ dataDir });
    expect(second).toEqual({
      code: 3,
      output: `Another TaskUno (process ${app.child.pid}) already uses ${dataDir}. Stop it, or set DATA_DIR to another folder.\n`,
    });
    expect(await statusOf(`${app.url}/health/ready`)).toBe(200);
  });

  it('is followed by another after kill -9, with the database server that it left behind', async () => {
    const app = await serve();
    const postmaster = postmasterOf(dataDir) ?? 0;
    app.child.kill('SIGKILL');
    await app.ended;
    expect(isRunning(postmaster)).toBe(true);

    const next = await serve();
    expect(postmasterOf(dataDir)).toBe(postmaster);
    expect(await stop(next)).toBe(0);
    expect(isRunning(postmaster)).toBe(false);
  });

  it('is followed by another after kill -9 of the database server as well', async () => {
    const app = await serve();
    const postmaster = postmasterOf(dataDir) ?? 0;
    app.child.kill('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await app.ended;

    const next = await serve();
    expect(postmasterOf(dataDir)).not.toBe(postmaster);
    expect(await stop(next)).toBe(0);
  });

  it('starts its database server again whenever that ends, its own or one that it found', async () => {
    const server = await serve();
    server.child.kill('SIGKILL');
    await server.ended;
    const app = await serve();
    const account = { email: 'again@example.com', password: 'correct horse battery', name: 'Again' };
    const headers = { 'content-type': 'application/json' };
    const signUp = { method: 'POST', headers, body: JSON.stringify(account) };
    expect((await fetch(`${app.url}/api/v1/auth/signup`, signUp)).status).toBe(201);

    for (const round of [1, 2]) {
      const postmaster = postmasterOf(dataDir) ?? 0;
      process.kill(postmaster, 'SIGKILL');
      await until(() => app.output().split('is running again after').length > round);
      expect(postmasterOf(dataDir)).not.toBe(postmaster);
      await app.ready();
    }
    expect(app.output().match(/The embedded PostgreSQL stopped[^"]*/g)).toEqual([
      'The embedded PostgreSQL stopped. Restarting it.',
      'The embedded PostgreSQL stopped (killed by SIGKILL). Restarting it.',
    ]);
    const { email, password } = account;
    const signIn = { method: 'POST', headers, body: JSON.stringify({ email, password }) };
    expect((await fetch(`${app.url}/api/v1/auth/login`, signIn)).status).toBe(200);
    // A command that starts and ends does not affect it.
    const userList = await runProcess({ dataDir, args: ['src/cli.ts', 'user', 'list'] });
    expect(userList).toMatchObject({ code: 0, output: expect.stringContaining('again@example.com') });
    expect(await statusOf(`${app.url}/health/ready`)).toBe(200);
    expect(await stop(app)).toBe(0);
    expect(postmasterOf(dataDir)).toBeNull();
  });

  it('ends at SIGTERM while its database server can’t be started again', async () => {
    const app = await serve();
    renameSync(join(dataDir, 'postgres/global'), join(dataDir, 'postgres/away'));
    process.kill(postmasterOf(dataDir) ?? 0, 'SIGKILL');
    await until(() => app.output().includes('does not start'));
    expect(await stop(app)).toBe(0);
    expect(app.output()).toContain('stopped');
    renameSync(join(dataDir, 'postgres/away'), join(dataDir, 'postgres/global'));
  });

  it('logs an unhandled rejection and keeps running; an uncaught error ends its request, or the process in good order', async () => {
    const plantedScript =
      'process.on("SIGUSR2", () => void Promise.reject(new Error("planted")));' +
      'process.on("SIGPIPE", () => setImmediate(() => { throw new Error("thrown") }));' +
      'import { ServerResponse } from "node:http";' +
      'const { writeHead } = ServerResponse.prototype;' +
      'ServerResponse.prototype.writeHead = function (...args) {' +
      '  if (this.req.headers["x-planted"]) setImmediate(() => { throw new Error("of one request") });' +
      '  return writeHead.apply(this, args);' +
      '};';
    const app = await serve({
      nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(plantedScript)}`],
    });
    const postmaster = postmasterOf(dataDir) ?? 0;
    app.child.kill('SIGUSR2');
    await until(() => app.output().includes('planted'));
    expect(await statusOf(`${app.url}/health/ready`)).toBe(200);

    const account = { email: 'omid@example.com', password: 'correct horse battery', name: 'Sara' };
    const signedUp = await fetch(`${app.url}/api/v1/auth/signup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    const { accessToken } = (await signedUp.json()) as { accessToken: string };
    const headers = { authorization: `Bearer ${accessToken}`, 'x-planted': 'yes' };
    const stream = await fetch(`${app.url}/api/v1/events`, { headers });
    // The body of a stream has no length: it ends with its connection.
    expect(await stream.text()).toContain('event: ready');
    await until(() => app.output().includes('of one request'));
    expect(await statusOf(`${app.url}/health/ready`)).toBe(200);

    app.child.kill('SIGPIPE');
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain('thrown');
    expect(isRunning(postmaster)).toBe(false);
  });
});

describe('a start that fails says one line and why by its exit code', () => {
  const database = createServer((socket) => {
    // An ErrorResponse of PostgreSQL's protocol to every request.
    const fields = 'SFATAL\0C28P01\0Mpassword authentication failed for user "tasks"\0\0';
    const length = Buffer.alloc(4);
    length.writeInt32BE(Buffer.byteLength(fields) + 4);
    socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])));
    socket.on('error', () => undefined);
  });
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
    port = (database.address() as AddressInfo).port;
  });
  afterAll(() => database.close());

  it('a port in use', async () => {
    const { code, output } = await runProcess({ dataDir, port });
    expect(code).toBe(5);
    expect(output).toContain(
      `Port ${port} is already in use. Stop the process that listens on 127.0.0.1:${port}, or set PORT to another port.\n`,
    );
    expect(postmasterOf(dataDir)).toBeNull();
  });

  it('a bad configuration, with all of its mistakes', async () => {
    const { code, output } = await runProcess({ dataDir, env: { PORT: 'many', JOBS: 'maybe', SECRET_KEY: 'short' } });
    expect(code).toBe(2);
    expect(output.split('\n')).toHaveLength(5);
    for (const name of ['PORT', 'JOBS', 'SECRET_KEY']) expect(output).toContain(`  ${name}: `);
  });

  it('a database that is away, is unknown, or refuses the password', async () => {
    const away = await freePort();
    const cases = [
      [
        `postgres://tasks:secret@127.0.0.1:${away}/tasks`,
        `PostgreSQL does not respond at 127.0.0.1:${away} (ECONNREFUSED).`,
      ],
      [`postgres://tasks:secret@127.0.0.1:${port}/tasks`, `PostgreSQL at 127.0.0.1:${port} rejects the password of`],
    ] as const;
    for (const [DATABASE_URL, line] of cases) {
      const { code, output } = await runProcess({ dataDir, env: { DATABASE_URL, DATABASE_WAIT_SECONDS: '0' } });
      expect(code).toBe(4);
      expect(output).toContain(line);
      expect(output).toContain('DATABASE_URL');
      expect(output).not.toContain('secret');
      expect(output.trimEnd()).not.toContain('\n');
    }
  });

  describe.each(['silent', 'closing'] as const)('a server that is %s', (mode) => {
    let proxy: DatabaseProxy;
    let env: Record<string, string>;
    beforeEach(async () => {
      proxy = await startDatabaseProxy(inject('server'));
      proxy.setMode(mode);
      const { host, port: proxyPort } = proxy.through(inject('server'));
      env = { DATABASE_URL: `postgres://postgres@${host}:${proxyPort}/postgres` };
    });
    afterEach(() => proxy.close());

    it('is waited for, which is said, and the wait ends at the first signal', async () => {
      const app = await start({ env });
      await until(() => app.output().includes('Waiting for up to') && proxy.connectionCount() > 0);
      expect(await stop(app)).toBe(0);
      expect(proxy.connectionCount()).toBeLessThan(20);
    });
  });

  it('a server that does not come up in time', async () => {
    const away = `postgres://tasks@127.0.0.1:${await freePort()}/tasks`;
    const { code, output } = await runProcess({ dataDir, env: { DATABASE_URL: away, DATABASE_WAIT_SECONDS: '1' } });
    expect(code).toBe(4);
    expect(output).toMatch(/PostgreSQL does not respond at .* Waiting for up to 1 s more/);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^PostgreSQL does not respond at .* Correct DATABASE_URL\.$/);
  });

  it('a data folder of another PostgreSQL, or with something else in it', async () => {
    const other = makeFolder();
    mkdirSync(join(other.path, 'postgres'));
    writeFileSync(join(other.path, 'postgres/notes.txt'), 'mine');
    expect(await runProcess({ dataDir: other.path })).toMatchObject({
      code: 3,
      output: expect.stringContaining('is not empty and contains no database'),
    });
    const refused = async (version: number) => {
      writeFileSync(join(other.path, 'postgres/PG_VERSION'), `${version}\n`);
      return runProcess({ dataDir: other.path });
    };
    // Its programs are none of those that can be installed.
    expect(await refused(14)).toMatchObject({
      code: 3,
      output: expect.stringMatching(
        /^The data folder belongs to PostgreSQL 14 and can't be upgraded automatically .*\n$/,
      ),
    });
    expect(await refused(99)).toMatchObject({
      code: 3,
      output: expect.stringMatching(
        /^The data folder .* belongs to PostgreSQL 99, but this release includes 18\. .*\n$/,
      ),
    });
    other.remove();
  });

  it('a data folder that can’t be written', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    for (const path of [join(file, 'data'), '/proc/taskuno']) {
      expect(await runProcess({ dataDir: path })).toMatchObject({
        code: 3,
        output: expect.stringMatching(/^The data folder .* can't be written by user \d+ \(\w+\)\. .*\n$/),
      });
    }
  });

  it('a data folder below one that the database’s user can’t enter', async () => {
    const lockedFolder = makeFolder(0o700);
    const path = join(lockedFolder.path, 'data');
    // Root runs the database as another user, in a namespace of its own if namespaces are available.
    const blocked = await start({ dataDir: path, env: { PATH: '/nowhere' } });
    if (process.getuid?.() === 0) {
      expect(await blocked.ended).toBe(3);
      expect(blocked.output()).toBe(
        `The database's user can't enter ${lockedFolder.path}. Run chmod o+x ${lockedFolder.path}, set DATA_DIR to another folder, or run as a user other than root.\n`,
      );
    } else {
      await blocked.ready();
      expect(await stop(blocked)).toBe(0);
    }
    lockedFolder.remove();
  });
});
