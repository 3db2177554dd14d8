import { randomBytes } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '#platform/backup/archive-format.ts';
import { readArchive } from '#platform/backup/read-archive.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { databaseName } from '#platform/database/provision.ts';
import { createDataset } from '../../bench/dataset.ts';
import { makeFolder, startProcess, statusOf } from '../harness/process.ts';
import { type Load, startLoad, uploadFile } from './backup-load.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, createTestTeam, env, type TestTeam } from './workload.ts';

/** Half of it is database, half attachments. Another size: `BACKUP_MEGABYTES=300 npm run test:reliability -- backups`. */
const megabytes = Number(process.env['BACKUP_MEGABYTES'] ?? '1000');
const tasksPerMegabyte = 250;
const fileBytes = 10_000_000;
const quietMs = 10_000;
const promisedMs = 10 * 60_000;
const promisedMemoryMb = 400;
/** On a machine that is busy with other things, at most four times as long as without the backup. */
const promisedP99Ms = 1_000;
const promisedRatio = 4;
const patienceMs = 5 * 60_000;

/** A large installation is backed up while clients write, lost, restored to an empty folder, and compared. */
export async function backupRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const dataDir = join(folder.path, 'source');
  const app = await startProcess({ dataDir, env: { ...env, LOG_LEVEL: 'warn' } });
  running.defer(() => void app.child.kill('SIGKILL'));
  await app.ready(patienceMs);
  await withDatabase(dataDir, (sql) => createDataset(app.url, sql, (megabytes / 2) * tasksPerMegabyte));
  const team = await createTestTeam(app.url);
  await addFiles(app.url, team, Math.ceil((megabytes * 1e6) / 2 / fileBytes));

  const load = startLoad(app.url, team);
  const startedAt = Date.now();
  await pause(quietMs);
  const file = join(folder.path, 'backup.tar.zst');
  const backupAt = Date.now();
  const backup = await run(dataDir, ['backup', 'create', '--to', file, '--json']);
  const backupEnd = Date.now();
  await load.stop();
  app.child.kill('SIGTERM');
  await app.ended;
  const quiet = timesOf(load, startedAt + quietMs / 2, backupAt);
  const busy = timesOf(load, backupAt, backupEnd);

  const verify = await run(dataDir, ['backup', 'verify', file, '--json']);
  const drill = await run(dataDir, ['backup', 'drill', file, '--json']);
  const { equal } = JSON.parse(drill.output) as { equal: boolean };
  const { manifest } = await readArchive({
    name: file,
    open: async () => createReadStream(file),
    identities: [],
  });
  const restoredDir = join(folder.path, 'restored');
  const restore = await run(restoredDir, ['restore', file, '--json']);
  const snapshotAt = Date.parse(manifest.snapshots[0]?.at ?? '');
  const audit = await withDatabase(restoredDir, (sql) => load.audit(sql, restoredDir, snapshotAt));
  const served = await serves(restoredDir);
  const created = JSON.parse(backup.output) as { bytes: number; rows: number };
  const memoryMb = Math.max(backup.memoryMb, verify.memoryMb, restore.memoryMb, drill.memoryMb);
  const bytes = contentBytes(manifest);
  const speed = ({ ms }: { ms: number }) => `${seconds(ms)} (${Math.round(bytes / 1_000 / ms)} MB/s)`;
  return [
    {
      name: 'a backup under write load restores',
      figure:
        `${created.rows} rows and ${manifest.files.count} files of ${Math.round(bytes / 1e6)} MB in ${Math.round(created.bytes / 1e6)} MB; ` +
        `backed up and checked in ${speed(backup)}, verified ${speed(verify)}, drill ${speed(drill)}, restored ${speed(restore)}; ` +
        `memory ${backup.memoryMb}, ${verify.memoryMb}, ${drill.memoryMb} and ${restore.memoryMb} MB; ` +
        `requests before ${shown(quiet)}, during ${shown(busy)}; ` +
        `of ${audit.tasks} tasks, ${audit.changes} changes and ${audit.uploads} uploads before the snapshot ${audit.lost} lost, ${audit.broken} incomplete; ` +
        `drill ${equal ? 'equal' : 'DIFFERENT'}, restored server ${served ? 'serves' : 'FAILS'}`,
      holds:
        equal &&
        served &&
        audit.lost + audit.broken === 0 &&
        audit.tasks > 0 &&
        busy.count > 0 &&
        busy.failed === 0 &&
        busy.p99Ms <= Math.max(promisedP99Ms, promisedRatio * quiet.p99Ms) &&
        memoryMb <= promisedMemoryMb &&
        Math.max(backup.ms, restore.ms, drill.ms) <= promisedMs,
    },
  ];
}

async function addFiles(url: string, { token, teamId, assigneeId }: TestTeam, count: number): Promise<void> {
  const { body } = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: 'Large', assigneeId } });
  for (let i = 0; i < count; i += 1) {
    const { status } = await uploadFile(url, token, String(body['id']), randomBytes(fileBytes));
    if (status !== 201) throw new Error(`an upload was answered ${status}`);
  }
}

/** How the requests of a period were answered. */
function timesOf(load: Load, from: number, to: number) {
  const replies = load.replies(from, to);
  const times = replies.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(times[Math.floor(times.length * part)] ?? 0);
  const failed = replies.filter(({ status }) => status !== 200 && status !== 201).length;
  return {
    count: times.length,
    perSecond: Math.round((times.length * 1_000) / (to - from)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
  };
}

function shown({ perSecond, p50Ms, p99Ms, failed }: ReturnType<typeof timesOf>): string {
  return `${perSecond}/s with p50 ${p50Ms} and p99 ${p99Ms} ms, ${failed} failed`;
}

/** Of the rows and files before they are compressed. */
function contentBytes({ tables, files }: Manifest): number {
  return tables.reduce((sum, { bytes }) => sum + bytes, files.bytes);
}

/** Whether a server on the restored folder becomes ready, and a person signs in. */
async function serves(dataDir: string): Promise<boolean> {
  const restored = await startProcess({ dataDir, env });
  try {
    await restored.ready(patienceMs);
    const login = { email: 'owner@example.com', password: 'correct horse battery' };
    const signedIn = await ask(restored.url, 'POST', '/auth/login', { body: login });
    return signedIn.status === 200 && (await statusOf(`${restored.url}/health/ready`)) === 200;
  } finally {
    restored.child.kill('SIGTERM');
    await restored.ended;
  }
}

async function withDatabase<Result>(dataDir: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const server = await startEmbedded({ dataDir });
  const sql = connect({ ...server.target, database: databaseName }, { connections: 1, name: 'reliability' });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
    await server.stop();
  }
}

/** Runs a command to its end and watches its memory. */
async function run(dataDir: string, args: readonly string[]) {
  const startedAt = performance.now();
  const child = await startProcess({ dataDir, args: ['src/cli.ts', ...args] });
  let memoryMb = 0;
  const watch = setInterval(() => {
    memoryMb = Math.max(memoryMb, peakMemoryMb(child.child.pid ?? 0));
  }, 100);
  const code = await child.ended;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code}\n${child.output()}`);
  return { output: child.output(), memoryMb, ms: performance.now() - startedAt };
}

/** The largest resident set so far (proc(5), VmHWM). */
function peakMemoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_000);
  } catch {
    return 0;
  }
}
