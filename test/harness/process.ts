import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** TaskUno in a process of its own, as an operator runs it. */
export interface AppProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly dataDir: string;
  /** Its output so far. */
  output(): string;
  /** Resolves with the exit code, or with the name of a signal. */
  readonly ended: Promise<number | string>;
  /** Resolves at the first 200 of `/health/ready`. */
  ready(withinMs?: number): Promise<void>;
}

export interface ProcessOptions {
  readonly dataDir: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
  readonly args?: readonly string[];
  /** The folder of another release of the app. */
  readonly cwd?: string;
  /** As set by `ulimit -n`. */
  readonly openFiles?: number;
  /** In a process group of its own, as from a shell. */
  readonly detached?: boolean;
}

const root = new URL('../..', import.meta.url).pathname;
const compileCache = join(tmpdir(), 'taskuno-test-code');
const patienceMs = 30_000;
/** Many processes that start together wait for each other's turn. */
const startPatienceMs = 120_000;

export async function startProcess(options: ProcessOptions): Promise<AppProcess> {
  const port = options.port ?? (await freePort());
  const { dataDir, openFiles, nodeArguments = [], args = ['src/main.ts'] } = options;
  const limited = openFiles === undefined ? [] : ['prlimit', `--nofile=${openFiles}:${openFiles}`];
  const [program = process.execPath, ...rest] = [...limited, process.execPath, ...nodeArguments, ...args];
  const child = spawn(program, rest, {
    cwd: options.cwd ?? root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: compileCache,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_FORMAT: 'json',
      DRAIN_SECONDS: '0',
      ...options.env,
    },
    detached: options.detached ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => printed.push(bytes));
  const output = () => Buffer.concat(printed).toString();
  const url = `http://127.0.0.1:${port}`;
  let hasEnded = false;
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => {
      hasEnded = true;
      resolve(code ?? signal ?? 'unknown');
    }),
  );
  const isReady = async () => {
    if (hasEnded) throw new Error(`it ended instead of serving:\n${output()}`);
    return (await statusOf(`${url}/health/ready`)) === 200;
  };
  const ready = (withinMs = startPatienceMs) => until(isReady, withinMs);
  return { child, url, dataDir, output, ended, ready };
}

/** Runs to the end. */
export async function runProcess(options: ProcessOptions): Promise<{ code: number | string; output: string }> {
  const { ended, output } = await startProcess(options);
  return { code: await ended, output: output() };
}

/** Polls until it is true. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = patienceMs): Promise<void> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > withinMs) throw new Error(`not so after ${withinMs} ms: ${String(isSo)}`);
    await pause(20);
  }
}

export async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

/** The process id of the folder's database server, from its lock file; null if there is none. */
export function postmasterOf(dataDir: string): number | null {
  const file = join(dataDir, 'postgres/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** A folder that the database's user can access, and a function that removes it. */
export function makeFolder(mode = 0o711) {
  const path = mkdtempSync(join(tmpdir(), 'taskuno-start-'));
  chmodSync(path, mode);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
