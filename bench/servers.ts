import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A measured server in a process of its own. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
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
  return launchApp(options, {
    DATA_DIR: join(options.dataDir, options.name),
    DATABASE_URL: `postgres://postgres@localhost/taskuno?host=${encodeURIComponent(socketFolder)}`,
    DATABASE_ROLES: 'on',
    SECRET_KEY: readFileSync(join(options.dataDir, 'secrets', 'secret-key'), 'utf8').trim(),
  });
}

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
    pid: child.pid ?? 0,
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
