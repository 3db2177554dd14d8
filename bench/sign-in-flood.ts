import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { createDataset } from './dataset.ts';
import { signIn } from './requests.ts';
import { startApp } from './servers.ts';

// The latency of reads during many sign-ins: tasks are read at a steady rate, alternately without other load and during
// more sign-ins than can be hashed. The rate does not depend on the latency.

const { values: options } = parseArgs({
  options: {
    'sign-ins': { type: 'string', default: '200' },
    reads: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    // With the limits on, from many addresses.
    sources: { type: 'string' },
  },
});
const pace = { signIns: Number(options['sign-ins']), reads: Number(options.reads), seconds: Number(options.seconds) };
const rounds = Number(options.rounds);
const sources = options.sources === undefined ? null : Number(options.sources);
const port = 8210;

interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly hasRetryAfter: boolean;
}

const agent = new Agent({ keepAlive: true });

/** Not with `fetch`, which uses more of a core than the replies it waits for. */
function ask(path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const url = { host: '127.0.0.1', port, path: `/api/v1${path}`, method: body ? 'POST' : 'GET' };
    const clientRequest = request({ ...url, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        const hasRetryAfter = response.headers['retry-after'] !== undefined;
        resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt, hasRetryAfter });
      });
    });
    clientRequest.once('error', reject);
    clientRequest.end(body && JSON.stringify(body));
  });
}

/** Sends a number of requests per second for some time, and waits for the last reply. */
async function offer(perSecond: number, askNext: (number: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < pace.seconds * 1_000; elapsed = performance.now() - startedAt) {
    while (answers.length < (elapsed / 1_000) * perSecond) answers.push(askNext(answers.length));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Promise.all(answers);
}

/** Half of them for an existing account, all with a wrong password, which has to be hashed. */
function signInOf(number: number): Promise<Answer> {
  const email = number % 2 ? `nobody${number}@example.com` : `member${1 + (number % 50)}@example.com`;
  const from =
    sources === null ? {} : { 'x-forwarded-for': `10.0.${(number % sources) >> 8}.${(number % sources) & 255}` };
  return ask('/auth/login', { 'content-type': 'application/json', ...from }, { email, password: 'not the right one' });
}

function percentile(answers: readonly Answer[], share: number): number {
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return times[Math.floor(times.length * share)] ?? 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function measure(dataDir: string): Promise<void> {
  await using running = new AsyncDisposableStack();
  const database = await startEmbedded({ dataDir });
  running.defer(() => database.stop());
  const env: Record<string, string> = sources === null ? {} : { RATE_LIMITS: 'on', TRUSTED_PROXIES: '1' };
  const app = await startApp({ code: new URL('..', import.meta.url).pathname, name: 'app', dataDir, port, env });
  running.defer(() => app.stop());
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 1, name: 'bench' });
  running.defer(() => sql.end({ timeout: 1 }));
  await createDataset(app.url, sql, 10_000);
  const ids = await sql<{ id: string }[]>`select id from tasks.task order by random() limit 1000`;
  const authorization = await signIn(app.url);
  const read = (number: number) => ask(`/tasks/${ids[number % ids.length]?.id}`, { authorization });

  await offer(pace.reads, read);
  const quiet: Answer[][] = [];
  const flooded: Answer[][] = [];
  const signIns: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    quiet.push(await offer(pace.reads, read));
    const [reads, tries] = await Promise.all([offer(pace.reads, read), offer(pace.signIns, signInOf)]);
    flooded.push(reads);
    signIns.push(...tries);
  }
  report(quiet, flooded, signIns);
}

function report(quiet: readonly Answer[][], flooded: readonly Answer[][], signIns: readonly Answer[]): void {
  say(
    `${pace.reads} reads a second; ${pace.signIns} sign-ins a second in the flood; ${rounds} rounds in turns, medians`,
  );
  for (const [name, turns] of Object.entries({ quiet, 'in the flood': flooded })) {
    const at = (share: number) => median(turns.map((answers) => percentile(answers, share))).toFixed(1);
    const failed = turns.flat().filter(({ status }) => status !== 200).length;
    say(`reads ${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, not 200: ${failed}`);
  }
  const ratios = flooded.map((answers, i) => percentile(answers, 0.95) / percentile(quiet[i] ?? [], 0.95));
  say(`p95 in the flood to p95 in quiet: ${median(ratios).toFixed(2)} (target: at most 2)`);
  const byStatus = Map.groupBy(signIns, ({ status }) => status);
  for (const [status, answers] of [...byStatus].toSorted(([a], [b]) => a - b)) {
    const count = answers.filter(({ hasRetryAfter }) => hasRetryAfter).length;
    say(
      `sign-ins answered ${status}: ${answers.length}, with Retry-After ${count}, p95 ${percentile(answers, 0.95).toFixed(0)} ms`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'taskuno-flood-'));
chmodSync(folder, 0o711);
try {
  await measure(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
