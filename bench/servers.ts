import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleNames } from '#platform/startup/module-names.ts';
import { urlVariable } from '#platform/startup/split-variables.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** A measured server: a process, or several. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly pids: readonly number[];
  /** Pauses it while another is measured: it uses no core, job or connection. */
  pause(): void;
  resume(): void;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Kills only this process. */
  kill(): void;
}

export interface AppOptions {
  /** The folder of the app's code: this one, or another version to compare with. */
  readonly code: string;
  readonly name: string;
  readonly dataDir: string;
  readonly port: number;
  /** Writes a CPU profile there when the app stops. */
  readonly profileFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The app as operators run it, but without rate limits; it logs to a file. */
export function startApp(options: AppOptions): Promise<Target> {
  return launchApp(options, { DATA_DIR: options.dataDir });
}

/** A second app on the database of the first one, with the same keys. */
export function startSecondApp(options: AppOptions, socketFolder: string): Promise<Target> {
  return launchApp(options, sharedWith(options, socketFolder));
}

function sharedWith({ dataDir, name }: AppOptions, socketFolder: string): Readonly<Record<string, string>> {
  return {
    DATA_DIR: join(dataDir, name),
    DATABASE_URL: `postgres://postgres@localhost/taskuno?host=${encodeURIComponent(socketFolder)}`,
    DATABASE_ROLES: 'on',
    SECRET_KEY: readFileSync(join(dataDir, 'secrets', 'secret-key'), 'utf8').trim(),
  };
}

/** A gateway at the port, with each module in a process of its own at the ports after it, on the same database. */
export async function startSplit(options: AppOptions, socketFolder: string): Promise<Target> {
  const portOf = (index: number) => options.port + 1 + index;
  const addresses = moduleNames.map((name, index) => [urlVariable(name), `http://127.0.0.1:${portOf(index)}`]);
  const launch = (modules: string, port: number) => {
    const each = { ...options, name: `${options.name}-${modules}`, port };
    return launchApp(each, {
      ...sharedWith(each, socketFolder),
      ...Object.fromEntries(addresses),
      MODULES: modules,
      INTERNAL_KEY: internalKey,
      PUBLIC_URL: `http://localhost:${options.port}`,
    });
  };
  const parts = await Promise.all(moduleNames.map((name, index) => launch(name, portOf(index))));
  const gateway = await launch('none', options.port);
  const all = [gateway, ...parts];
  return {
    name: options.name,
    url: gateway.url,
    pids: all.flatMap(({ pids }) => pids),
    pause: () => all.forEach((target) => target.pause()),
    resume: () => all.forEach((target) => target.resume()),
    async stop() {
      await Promise.all(all.map((target) => target.stop()));
    },
    kill: () => all.forEach((target) => target.kill()),
  };
}

const internalKey = 'the key between the processes of a measurement';

async function launchApp(
  { code, name, dataDir, port, profileFolder, env = {} }: AppOptions,
  params: Readonly<Record<string, string>>,
): Promise<Target> {
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const target = start(name, [...profile, 'src/main.ts'], {
    cwd: code,
    port,
    logFile: join(dataDir, `${name}.log`),
    // With a compile cache, as with `npm start` and in the image.
    env: {
      ...params,
      RATE_LIMITS: 'off',
      LOG_FORMAT: 'json',
      NODE_COMPILE_CACHE: join(dataDir, 'cache'),
      ...env,
    },
  });
  await answers(target, '/health/ready');
  return target;
}

export async function startLimit(socketFolder: string, dataDir: string, port: number, pool: number): Promise<Target> {
  const target = start('limit', [new URL('limit.ts', import.meta.url).pathname], {
    cwd: process.cwd(),
    port,
    logFile: join(dataDir, 'limit.log'),
    env: { SOCKET_FOLDER: socketFolder, POOL: String(pool) },
  });
  await answers(target, '/tasks/00000000-0000-0000-0000-000000000000');
  return target;
}

/** A bare server with the part of the app's API that `streams` uses. */
export async function startStreamLimit(dataDir: string, port: number): Promise<Target> {
  const target = start('limit', [new URL('stream-limit.ts', import.meta.url).pathname], {
    cwd: process.cwd(),
    port,
    logFile: join(dataDir, 'limit.log'),
    env: {},
  });
  await answers(target, '/');
  return target;
}

interface Launch {
  readonly cwd: string;
  readonly port: number;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

function start(
  name: string,
  args: readonly string[],
  { cwd, port, logFile, env }: Launch,
): Target & { child: ChildProcess } {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pids: [child.pid ?? 0],
    child,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await exit;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const timeoutMs = 60_000;

async function answers({ name, url, child }: Target & { child: ChildProcess }, path: string): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < timeoutMs) {
    if (child.exitCode !== null) throw new Error(`${name} ended before it answered; its log tells why`);
    const status = await fetch(url + path).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200 || status === 404) return;
    await sleep(5);
  }
  throw new Error(`${name} does not answer`);
}
