import { join } from 'node:path';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { type DatabaseProxy, type ProxyMode, startDatabaseProxy } from '../harness/database-proxy.ts';
import { makeFolder, startProcess, until } from '../harness/process.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, auditWrites, env, type Entry, createTestTeam, startWriters, type TestTeam } from './workload.ts';

const awayMs = 60_000;
const writers = 20;
const deadlineSeconds = 5;
/** Refused in time: the deadline, and a margin for a machine under load. */
const promisedMs = deadlineSeconds * 1_000 + 2_000;
const promisedReadyMs = 10_000;
/** Seven pools, the listener, and the four connections of the queue, each once a second. */
const promisedConnectionsASecond = 12;

/**
 * The database is unreachable for a minute, behind a proxy that is silent and behind one that closes each connection.
 */
export async function databaseAwayRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const database = await startEmbedded({ dataDir: folder.path });
  running.defer(() => database.stop());
  const sql = connect(database.target, { connections: 1, name: 'reliability admin' });
  await sql`create database taskuno`;
  await sql.end({ timeout: 1 });
  const proxy = await startDatabaseProxy(database.target);
  running.defer(() => proxy.close());
  const { host, port, user } = proxy.through(database.target);
  const app = await startProcess({
    dataDir: join(folder.path, 'app'),
    env: {
      ...env,
      LOG_LEVEL: 'warn',
      DATABASE_URL: `postgres://${user}@${host}:${port}/taskuno`,
      DATABASE_ROLES: 'on',
      DATABASE_DEADLINE_SECONDS: String(deadlineSeconds),
    },
  });
  running.defer(async () => {
    proxy.setMode('open');
    app.child.kill('SIGTERM');
    await app.ended;
  });
  await app.ready();
  const team = await createTestTeam(app.url);
  const target = { ...database.target, database: 'taskuno' };
  const findings: Finding[] = [];
  for (const mode of ['silent', 'closing'] as const) {
    const outage = await measureOutage(app.url, team, proxy, mode);
    const check = connect(target, { connections: 2, name: 'reliability' });
    const audit = await auditWrites(check, outage.ledger);
    const titles = new Set((await check<{ title: string }[]>`select title from tasks.task`).map(({ title }) => title));
    await check.end({ timeout: 1 });
    findings.push(findingOf(mode, outage, audit.lost, titles));
  }
  return findings;
}

interface Outage {
  readonly ledger: readonly Entry[];
  /** The requests during the outage. */
  readonly asked: readonly Entry[];
  readonly connectionsASecond: number;
  readonly recoveredMs: number;
}

async function measureOutage(url: string, params: TestTeam, proxy: DatabaseProxy, mode: ProxyMode): Promise<Outage> {
  const clients = startWriters(() => url, params, writers, { repeats: false, prefix: mode });
  await pause(3_000);
  proxy.setMode(mode);
  const awayAt = performance.now();
  const before = proxy.connectionCount();
  await pause(awayMs);
  const connectionsASecond = (proxy.connectionCount() - before) / (awayMs / 1_000);
  const backAt = performance.now();
  proxy.setMode('open');
  await until(() => clients.ledger.some(({ startedAt, answer }) => startedAt > backAt && answer.status === 201));
  const recoveredMs = performance.now() - backAt;
  await until(async () => (await ask(url, 'GET', '/health/ready')).status === 200);
  await clients.stop();
  const requests = clients.ledger.filter(
    // Requests of the first moment may have been sent before the outage.
    ({ startedAt, answer }) => startedAt > awayAt + 100 && startedAt + answer.ms < backAt,
  );
  return { ledger: clients.ledger, asked: requests, connectionsASecond, recoveredMs };
}

function findingOf(mode: ProxyMode, outage: Outage, lost: number, titles: ReadonlySet<string>): Finding {
  const { asked: outageRequests, connectionsASecond, recoveredMs } = outage;
  const refusals = outageRequests.filter(({ answer }) => answer.status === 503);
  const lateCount = refusals.filter(({ title }) => titles.has(title)).length;
  const slowestMs = Math.max(...outageRequests.map(({ answer }) => answer.ms));
  return {
    name: `a database behind a ${mode} proxy for a minute`,
    figure:
      `${refusals.length} of ${outageRequests.length} requests 503, the slowest after ${seconds(slowestMs)} (deadline ${deadlineSeconds} s), ` +
      `${lateCount} carried out later, ${lost} acknowledged lost, ${connectionsASecond.toFixed(1)} connections a second, ` +
      `written again ${seconds(recoveredMs)} after it was back`,
    holds:
      refusals.length === outageRequests.length &&
      outageRequests.length > 100 &&
      slowestMs <= promisedMs &&
      lateCount + lost === 0 &&
      connectionsASecond <= promisedConnectionsASecond &&
      recoveredMs <= promisedReadyMs,
  };
}
