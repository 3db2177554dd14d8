import { spawnSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { type AppProcess, makeFolder, startProcess, until } from '../harness/process.ts';
import { dial } from '../harness/raw-http.ts';
import { pause } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, env, createTestTeam } from './workload.ts';

const openFiles = 256;
const streams = 300;
const downloads = 60;
const fileBytes = 20_000_000;
const unknownPaths = 60_000;
const atOnce = 50;
const promisedGrowthMb = 100;

/** More streams and downloads than descriptors; then none left at all; then files that do not exist. */
export async function descriptorRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const app = await startProcess({ dataDir: folder.path, openFiles, env: { ...env, LOG_LEVEL: 'warn' } });
  running.defer(async () => {
    app.child.kill('SIGTERM');
    await app.ended;
  });
  await app.ready();
  return [await crowd(app), await withoutAny(app), await unknownFiles(app)];
}

async function crowd(app: AppProcess): Promise<Finding> {
  const { teamId } = await createTestTeam(app.url);
  const login = { email: 'owner@example.com', password: 'correct horse battery' };
  const token = String((await ask(app.url, 'POST', '/auth/login', { body: login })).body['accessToken']);
  const { body: task } = await ask(app.url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: 'Files' } });
  const form = new FormData();
  form.append('file', new Blob([Buffer.alloc(fileBytes)]), 'a.bin');
  const headers = { authorization: `Bearer ${token}` };
  const attachment = (await (
    await fetch(`${app.url}/api/v1/tasks/${String(task['id'])}/attachments`, { method: 'POST', headers, body: form })
  ).json()) as { id: string };
  const before = readdirSync(`/proc/${app.child.pid}/fd`).length;

  const readers = [
    ...Array.from({ length: downloads }, () => `/attachments/${attachment.id}`),
    ...Array.from({ length: streams }, () => '/events'),
  ].map((path) => slowReader(app.url, path, token));
  const statuses = await Promise.all(readers.map(({ status }) => status));
  for (const { close } of readers) close();
  await until(() => readdirSync(`/proc/${app.child.pid}/fd`).length <= before + 5);
  const after = await ask(app.url, 'GET', `/tasks?teamId=${teamId}`, { token });
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  const warnings = app.output().split('connections are rejected').length - 1;
  const kind = count(200) + count(503) + count(429) + count(0);
  return {
    name: `${streams} streams and ${downloads} downloads with ${openFiles} open files`,
    figure:
      `${count(200)} served, ${count(503)} × 503, ${count(429)} × 429, ${count(0)} connections refused, ${statuses.length - kind} otherwise; ` +
      `told ${warnings} time(s) in the log; afterwards ${after.status}`,
    holds: kind === statuses.length && count(200) > 0 && count(503) > 0 && warnings <= 1 && after.status === 200,
  };
}

/** A client that reads only the head of its reply. */
function slowReader(url: string, path: string, token: string) {
  const socket = dial(url);
  const status = new Promise<number>((resolve) => {
    socket.once('data', (bytes) => {
      socket.pause();
      resolve(Number(bytes.toString('latin1').split(' ')[1]));
    });
    socket.once('close', () => resolve(0));
  });
  socket.write(`GET /api/v1${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  return { status, close: () => socket.destroy() };
}

/** The limit is lowered to what is open: every further file fails with EMFILE. */
async function withoutAny(app: AppProcess): Promise<Finding> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const limit = (soft: number) => spawnSync('prlimit', [`--pid=${app.child.pid}`, `--nofile=${soft}:${openFiles}`]);
  await statusOn(agent, app, '/health/live');
  limit(3);
  const statuses = [
    await statusOn(agent, app, '/'),
    await statusOn(agent, app, '/'),
    await statusOn(agent, app, '/favicon.svg'),
    await statusOn(agent, app, '/api/v1/meta'),
  ];
  limit(openFiles);
  const page = await statusOn(agent, app, '/');
  agent.destroy();
  const count = app.output().split('too many open files; raise').length - 1;
  return {
    name: 'a page that could not be opened is opened later',
    figure: `without a descriptor ${statuses.join(' ')}, with one ${page}; told ${count} time(s) in the log`,
    holds: statuses.slice(0, 2).every((status) => status === 503) && statuses[3] === 200 && page === 200 && count === 1,
  };
}

async function unknownFiles(app: AppProcess): Promise<Finding> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const name = 'x'.repeat(4_500);
  const statuses = new Map<number, number>();
  const before = residentMb(app);
  let next = 0;
  const go = async () => {
    while (next < unknownPaths) {
      const status = await statusOn(agent, app, `/assets/${next++}${name}.js`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, go));
  const atEnd = residentMb(app);
  agent.destroy();
  await pause(10_000);
  const after = residentMb(app);
  return {
    name: `${unknownPaths} requests for files that there are not`,
    figure: `${statuses.get(404) ?? 0} × 404; ${before} MB before, ${atEnd} MB at the end, ${after} MB ten seconds later`,
    holds: statuses.get(404) === unknownPaths && after - before <= promisedGrowthMb,
  };
}

/** Over the connections that the agent already has open. */
function statusOn(agent: Agent, { url }: AppProcess, path: string): Promise<number> {
  return new Promise((resolve) => {
    request(`${url}${path}`, { agent }, (reply) => {
      reply.resume().once('end', () => resolve(reply.statusCode ?? 0));
    })
      .on('error', () => resolve(0))
      .end();
  });
}

function residentMb({ child }: AppProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024);
}
