import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object;
}

export interface Load {
  readonly url: string;
  readonly requests: readonly WebRequest[];
  readonly authorization: string;
  readonly seconds: number;
  readonly connections: number;
  /** The index to start from: a later run uses other ids than the one before. */
  readonly first: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Replies other than 2xx, and broken connections. */
  readonly failed: number;
}

export interface Generator {
  readonly name: string;
  readonly run: (load: Load, folder: string) => Promise<LoadResult>;
}

/** `wrk` if it is installed: a generator in Node uses the core that the server needs. */
export function findGenerator(): Generator {
  const isInstalled = spawnSync('wrk', ['--version']).error === undefined;
  return isInstalled
    ? { name: 'wrk', run: runWrk }
    : { name: 'autocannon, which shares the server’s core', run: runAutocannon };
}

const execute = promisify(execFile);
const script = new URL('wrk.lua', import.meta.url).pathname;

async function runWrk(load: Load, folder: string): Promise<LoadResult> {
  const file = `${folder}/requests.tsv`;
  writeFileSync(
    file,
    load.requests.map(({ method, path, body }) => `${method}\t${path}\t${body ? JSON.stringify(body) : ''}\n`).join(''),
  );
  const { stdout } = await execute('wrk', [
    '--threads=1',
    `--connections=${load.connections}`,
    `--duration=${load.seconds}s`,
    '--timeout=10s',
    `--script=${script}`,
    load.url,
    '--',
    file,
    load.authorization,
    String(load.first),
  ]);
  const result = /RESULT (\{.*\})/.exec(stdout)?.[1];
  if (result === undefined) throw new Error(`wrk said nothing of its result:\n${stdout}`);
  return JSON.parse(result) as LoadResult;
}

const autocannon = createRequire(import.meta.url).resolve('autocannon');

async function runAutocannon(load: Load, folder: string): Promise<LoadResult> {
  const file = `${folder}/requests.har`;
  const headers = Object.entries({ authorization: load.authorization, 'content-type': 'application/json' })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value }));
  const at = load.first % load.requests.length;
  const entries = [...load.requests.slice(at), ...load.requests.slice(0, at)].map(({ method, path, body }) => ({
    request: { method, url: load.url + path, headers, ...(body ? { postData: { text: JSON.stringify(body) } } : {}) },
  }));
  writeFileSync(file, JSON.stringify({ log: { entries } }));
  const args = ['--json', '--har', file, '-c', String(load.connections), '-d', String(load.seconds), load.url];
  const { stdout } = await execute(process.execPath, [autocannon, ...args], { maxBuffer: 10_000_000 });
  const { requests, duration, latency, non2xx, errors } = JSON.parse(stdout);
  return {
    requests: requests.total,
    seconds: duration,
    p50: latency.p50,
    p99: latency.p99,
    failed: non2xx + errors,
  };
}
