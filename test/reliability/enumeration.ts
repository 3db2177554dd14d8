import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { startApp } from '../../bench/servers.ts';
import type { Finding } from './run.ts';

const samples = 1_000;
const maxDifference = 0.05;
/** Fewer wrong passwords than lock an account. */
const triesAnAccount = 5;
const port = 8220;

/** The three places where a stranger may enter an address. */
const places = {
  login: (email: string) => ({ path: '/auth/login', body: { email, password: 'not the right one' } }),
  'forgotten password': (email: string) => ({ path: '/auth/password/forgot', body: { email } }),
  'sign-up with confirmation by mail': (email: string) => ({
    path: '/auth/signup',
    body: { email, password: 'correct horse battery staple', name: 'Somebody' },
  }),
};

interface Reply {
  readonly ms: number;
  /** Everything by which a stranger could distinguish replies, except the time and values that always differ. */
  readonly look: string;
}

async function ask({ path, body }: { path: string; body: object }): Promise<Reply> {
  const startedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const ms = performance.now() - startedAt;
  const requestId = response.headers.get('x-request-id') ?? '';
  const names = [...response.headers.keys()].join(' ');
  return { ms, look: `${response.status} ${names} ${text.replaceAll(requestId, '')}` };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Asks alternately for addresses with and without an account. */
async function compare(name: string, requestOf: (email: string) => { path: string; body: object }): Promise<Finding> {
  const knownReplies: Reply[] = [];
  const unknown: Reply[] = [];
  for (let i = 0; i < samples; i += 1) {
    const turns = [
      async () => knownReplies.push(await ask(requestOf(`known${i % (samples / triesAnAccount)}@example.com`))),
      async () => unknown.push(await ask(requestOf(`${name.length}unknown${i}@example.com`))),
    ];
    for (const turn of i % 2 ? turns : turns.toReversed()) await turn();
  }
  const [a, b] = [knownReplies, unknown].map((replies) => median(replies.map(({ ms }) => ms))) as [number, number];
  const looks = new Set([...knownReplies, ...unknown].map(({ look }) => look));
  const difference = Math.abs(a - b) / Math.max(a, b);
  return {
    name: `${name} does not tell who has an account`,
    figure: `medians ${a.toFixed(2)} and ${b.toFixed(2)} ms of ${samples} each (${(difference * 100).toFixed(1)} % apart), ${looks.size} look(s)`,
    holds: difference <= maxDifference && looks.size === 1,
  };
}

/** Identical status, body and time for known and unknown addresses. */
export async function enumerationRows(): Promise<Finding[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-enumeration-'));
  chmodSync(dataDir, 0o711);
  await using running = new AsyncDisposableStack();
  running.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const database = await startEmbedded({ dataDir });
  running.defer(() => database.stop());
  const code = new URL('../..', import.meta.url).pathname;
  const app = await startApp({ code, name: 'app', dataDir, port, env: { EMAIL_CONFIRMATION: 'on' } });
  running.defer(() => app.stop());
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 1, name: 'reliability' });
  running.defer(() => sql.end({ timeout: 1 }));

  await ask(places['sign-up with confirmation by mail']('admin@example.com'));
  await sql`
    insert into auth."user" (id, email, username, name, locale, timezone, calendar, password_digest, email_verified_at,
      created_at, updated_at)
    select gen_random_uuid(), 'known' || n || '@example.com', 'known' || n, name, locale, timezone, calendar, password_digest,
      now(), now(), now()
    from auth."user", generate_series(0, ${samples / triesAnAccount - 1}) as n`;
  const findings: Finding[] = [];
  for (const [name, requestOf] of Object.entries(places)) findings.push(await compare(name, requestOf));
  return findings;
}
