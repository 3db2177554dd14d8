import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { makeFolder, startProcess, until } from '../harness/process.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, auditWrites, env, isDrained, createTestTeam, startWriters, type TestTeam } from './workload.ts';

const sizeMb = 220;
const writers = 10;
const fullMs = 15_000;
/** The free space in each round: none, too little for a WAL segment, none again. */
const leftBytes = [0, 6_000_000, 0];
const promisedReadyMs = 30_000;
const promisedDrainMs = 120_000;
const fileBytes = 2_000_000;

/** The data folder is filled to the last byte while clients write, and freed again. */
export async function fullDiskRows(): Promise<Finding[]> {
  const name = 'a full disk loses nothing and is recovered from';
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0711`, 'tmpfs', folder.path]);
  if (mounted.status !== 0)
    return [{ name, figure: `no file system could be mounted: ${mounted.stderr}`, holds: false }];
  running.defer(() => void spawnSync('umount', ['-l', folder.path]));
  const app = await startProcess({ dataDir: folder.path, env: { ...env, LOG_LEVEL: 'warn' } });
  running.defer(() => void app.child.kill('SIGKILL'));
  await app.ready();
  const team = await createTestTeam(app.url);
  const clients = startWriters(() => app.url, team, writers);
  const uploads = startUploads(app.url, team);
  const recoveredMs: number[] = [];
  for (const leftCount of leftBytes) {
    await pause(2_000);
    const filler = fill(folder.path, leftCount);
    await pause(fullMs);
    rmSync(filler);
    const freedAt = performance.now();
    const titles = new Set(clients.ledger.filter(({ answer }) => answer.status === 201).map(({ title }) => title));
    const writesAgain = () => clients.ledger.some(({ title, answer }) => answer.status === 201 && !titles.has(title));
    await until(writesAgain, promisedReadyMs * 3).catch(() => undefined);
    recoveredMs.push(performance.now() - freedAt);
  }
  await Promise.all([clients.stop(), uploads.stop()]);
  const server = await startEmbedded({ dataDir: folder.path });
  const sql = connect({ ...server.target, database: 'taskuno' }, { connections: 2, name: 'reliability' });
  const stoppedAt = performance.now();
  await until(() => isDrained(sql), promisedDrainMs);
  const drainMs = performance.now() - stoppedAt;
  const audit = await auditWrites(sql, clients.ledger);
  app.child.kill('SIGTERM');
  const code = await app.ended;
  await sql.end({ timeout: 1 });
  await server.stop();
  const writes = countStatuses(clients.ledger.map(({ answer }) => answer.status));
  const files = countStatuses(uploads.statuses);
  const isKind = (counts: ReadonlyMap<number, number>) => [...counts.keys()].every((status) => expected.has(status));
  const lostCount = audit.lost + audit.doubled + audit.eventsLost + audit.effectsLost + audit.effectsDoubled;
  return [
    {
      name,
      figure:
        `writes ${shown(writes)}, uploads ${shown(files)}; written again ${recoveredMs.map(seconds).join(', ')} after space was freed, ` +
        `${audit.lost} of ${audit.acknowledged} acknowledged lost, ${audit.eventsLost} events and ${audit.effectsLost} effects lost, ` +
        `${audit.doubled + audit.effectsDoubled} doubled, ${audit.setAside} set aside, drained after ${seconds(drainMs)}`,
      holds:
        isKind(writes) &&
        isKind(files) &&
        (writes.get(507) ?? 0) + (writes.get(503) ?? 0) > 0 &&
        (files.get(507) ?? 0) > 0 &&
        Math.max(...recoveredMs) <= promisedReadyMs &&
        lostCount + audit.setAside === 0 &&
        code === 0,
    },
  ];
}

const expected = new Set([201, 503, 507]);

/** Fills the disk except for this many bytes. Returns the file that takes the space. */
function fill(folder: string, left: number): string {
  const file = join(folder, 'filler');
  const chunk = Buffer.alloc(1_000_000);
  writeFileSync(file, '');
  for (;;) {
    const { bavail, bsize } = statfsSync(folder);
    const space = bavail * bsize - left;
    if (space <= 0) return file;
    try {
      writeFileSync(file, chunk.subarray(0, space), { flag: 'a' });
    } catch {
      // The writers were quicker.
    }
  }
}

/** Uploads a file to a task repeatedly. */
function startUploads(url: string, { token, teamId, assigneeId }: TestTeam) {
  const statuses: number[] = [];
  let isStopping = false;
  const go = async () => {
    const { body } = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: 'Files', assigneeId } });
    for (;;) {
      if (isStopping) return;
      const form = new FormData();
      form.append('file', new Blob([Buffer.alloc(fileBytes)]), 'a.bin');
      const headers = { authorization: `Bearer ${token}` };
      const path = `${url}/api/v1/tasks/${String(body['id'])}/attachments`;
      const response = await fetch(path, { method: 'POST', headers, body: form }).catch(() => null);
      statuses.push(response?.status ?? 0);
      const created = response?.status === 201 ? ((await response.json()) as { id: string }) : null;
      if (created) await ask(url, 'DELETE', `/attachments/${created.id}`, { token });
      await pause(500);
    }
  };
  const going = go();
  return {
    statuses,
    async stop() {
      isStopping = true;
      await going;
    },
  };
}

function countStatuses(statuses: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function shown(counts: ReadonlyMap<number, number>): string {
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(' ');
}
