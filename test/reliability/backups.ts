import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { databaseName } from '#platform/database/provision.ts';
import { makeFolder, startProcess, statusOf } from '../harness/process.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, createTestTeam, env, startWriters } from './workload.ts';

const writers = 10;
/** 700,000 notifications of 1.4 kB. */
const rows = 700_000;
const rowsAtOnce = 50_000;
const promisedMs = 10 * 60_000;
const promisedMemoryMb = 400;

/** A gigabyte is backed up while clients write, restored to an empty folder, and compared. */
export async function backupRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const dataDir = join(folder.path, 'source');
  const app = await startProcess({ dataDir, env: { ...env, LOG_LEVEL: 'warn' } });
  running.defer(() => void app.child.kill('SIGKILL'));
  await app.ready();
  const team = await createTestTeam(app.url);
  await withDatabase(dataDir, fill);
  const clients = startWriters(() => app.url, team, writers);
  await pause(3_000);
  const acknowledged = acknowledgedTitles(clients.ledger);
  const file = join(folder.path, 'backup.tar.zst');
  const backup = await run(dataDir, ['backup', 'create', '--to', file, '--json']);
  const duringCount = acknowledgedTitles(clients.ledger).length - acknowledged.length;
  await clients.stop();
  app.child.kill('SIGTERM');
  await app.ended;

  const drill = await run(dataDir, ['backup', 'drill', file, '--json']);
  const restoredDir = join(folder.path, 'restored');
  const restore = await run(restoredDir, ['restore', file, '--json']);
  const audit = await withDatabase(restoredDir, (sql) => auditRestored(sql, acknowledged));
  const restored = await startProcess({ dataDir: restoredDir, env });
  running.defer(() => void restored.child.kill('SIGKILL'));
  await restored.ready();
  const login = { email: 'owner@example.com', password: 'correct horse battery' };
  const signedIn = await ask(restored.url, 'POST', '/auth/login', { body: login });
  const ready = await statusOf(`${restored.url}/health/ready`);
  restored.child.kill('SIGTERM');
  await restored.ended;
  const created = JSON.parse(backup.output) as { bytes: number; rows: number };
  const { equal } = JSON.parse(drill.output) as { equal: boolean };
  const memoryMb = Math.max(backup.memoryMb, restore.memoryMb, drill.memoryMb);
  return [
    {
      name: 'a backup under write load restores',
      figure:
        `${created.rows} rows, ${Math.round(audit.databaseBytes / 1e6)} MB of database in ${Math.round(created.bytes / 1e6)} MB; ` +
        `backed up and checked in ${seconds(backup.ms)} beside ${duringCount} writes, drill ${seconds(drill.ms)}, restored in ${seconds(restore.ms)}; ` +
        `memory ${backup.memoryMb}, ${drill.memoryMb} and ${restore.memoryMb} MB; ` +
        `${audit.lost} of ${acknowledged.length} writes before it lost, ${audit.gaps} gaps in keys, drill ${equal ? 'equal' : 'DIFFERENT'}, sign-in ${signedIn.status}`,
      holds:
        equal &&
        audit.lost + audit.gaps === 0 &&
        duringCount > 0 &&
        signedIn.status === 200 &&
        ready === 200 &&
        memoryMb <= promisedMemoryMb &&
        Math.max(backup.ms, restore.ms, drill.ms) <= promisedMs,
    },
  ];
}

async function fill(sql: Sql): Promise<void> {
  for (let done = 0; done < rows; done += rowsAtOnce) {
    await sql`
      insert into notifications.notification (id, user_id, type, event_id, facts, created_at)
      select gen_random_uuid(), gen_random_uuid(), 'task-assigned', gen_random_uuid(),
        jsonb_build_object('title', (select string_agg(md5(random()::text || i || part), '') from generate_series(1, 40) as part)), now()
      from generate_series(1, ${rowsAtOnce}) as i`;
  }
}

function acknowledgedTitles(ledger: ReturnType<typeof startWriters>['ledger']): string[] {
  return ledger.filter(({ answer }) => answer.status === 201).map(({ title }) => title);
}

async function auditRestored(sql: Sql, titles: readonly string[]) {
  const [row] = await sql<{ lost: number; gaps: number; databaseBytes: number }[]>`
    select
      (select count(*)::int from jsonb_array_elements_text(${JSON.stringify(titles)}::jsonb) as wanted (title)
        where not exists (select from tasks.task where task.title = wanted.title)) as lost,
      (select (max(number) - count(*))::int from tasks.task) as gaps,
      pg_database_size(current_database())::float8 as "databaseBytes"`;
  if (!row) throw new Error('no row');
  return row;
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
