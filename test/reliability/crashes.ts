import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { type AppProcess, freePort, makeFolder, postmasterOf, startProcess, until } from '../harness/process.ts';
import type { Finding } from './run.ts';
import { ask, auditWrites, env, isDrained, createTestTeam, startWriters } from './workload.ts';

const kills = 20;
const writers = 50;
const betweenMs = 1_500;
const promisedDrainMs = 120_000;
const promisedReadyMs = 10_000;
const databaseKills = 10;
const longestPauseMs = 3_000;
const orphansEndMs = 10_000;

/** The app is killed repeatedly while clients write, then its database server. */
export async function crashRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const port = await freePort();
  let app: AppProcess = await startProcess({ dataDir: folder.path, port, env });
  await app.ready();
  const team = await createTestTeam(app.url);
  const clients = startWriters(() => app.url, team, writers);
  for (let i = 0; i < kills; i += 1) {
    await pause(betweenMs);
    app.child.kill('SIGKILL');
    await app.ended;
    app = await startProcess({ dataDir: folder.path, port, env });
    await app.ready();
  }
  await pause(betweenMs);
  const kinds = { ledger: clients.ledger.length };
  const readyMs: number[] = [];
  const servers = new Set<number>();
  for (let i = 0; i < databaseKills; i += 1) {
    await pause(Math.random() * longestPauseMs);
    const server = postmasterOf(folder.path) ?? 0;
    servers.add(server);
    process.kill(server, 'SIGKILL');
    const killedAt = performance.now();
    await until(async () => (await ask(app.url, 'GET', '/health/ready')).status !== 200);
    await app.ready();
    readyMs.push(performance.now() - killedAt);
  }
  await clients.stop();
  const stoppedAt = performance.now();
  // A second user of the server, so that the app does not stop it before the ledger is compared.
  const server = await startEmbedded({ dataDir: folder.path });
  const sql = connect({ ...server.target, database: 'taskuno' }, { connections: 2, name: 'reliability' });
  await until(() => isDrained(sql), promisedDrainMs);
  const drainMs = performance.now() - stoppedAt;
  const audit = await auditWrites(sql, clients.ledger);
  const termAt = performance.now();
  app.child.kill('SIGTERM');
  const code = await app.ended;
  const termMs = performance.now() - termAt;
  await sql.end({ timeout: 1 });
  await server.stop();
  // A session of a killed client ends once the server notices.
  await until(() => processesIn(folder.path) === 0, orphansEndMs).catch(() => undefined);
  const orphans = processesIn(folder.path);
  return [
    {
      name: `${kills} × kill -9 of the app, ${databaseKills} of its database, under ${writers} writers`,
      figure:
        `${audit.lost} of ${audit.acknowledged} acknowledged writes lost, ${audit.doubled} doubled, ${audit.gaps} gaps, ` +
        `${audit.eventsLost} events and ${audit.effectsLost} effects lost, ${audit.effectsDoubled} doubled, ` +
        `${audit.setAside} set aside, drained after ${seconds(drainMs)}, ${kinds.ledger} requests until the last kill of the app`,
      holds:
        audit.lost + audit.doubled + audit.eventsLost + audit.effectsLost + audit.effectsDoubled + audit.setAside ===
          0 &&
        audit.gaps === 0 &&
        audit.acknowledged > 100 &&
        drainMs <= promisedDrainMs,
    },
    {
      name: 'the embedded database is started again',
      figure: `ready ${seconds(Math.max(...readyMs))} after kill -9 at most, of ${servers.size}; SIGTERM afterwards took ${seconds(termMs)}; ${orphans} processes left`,
      holds: Math.max(...readyMs) <= promisedReadyMs && servers.size === databaseKills && orphans === 0 && code === 0,
    },
  ];
}

/** Processes whose working folder is below this one: the server and its sessions work in their data folder. */
function processesIn(path: string): number {
  const workingFolder = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
      return '';
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && workingFolder(pid).startsWith(path)).length;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
