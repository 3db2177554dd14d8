import { moduleNames } from '#platform/startup/module-names.ts';
import { readdirSync, readFileSync } from 'node:fs';
import type { Sql } from '#platform/database/connection.ts';

// Measurements of the servers from Linux and PostgreSQL.

const ticksASecond = 100;

/** Processor time of a process and its children so far, in seconds. */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, id) => sum + ownCpuSeconds(id), 0);
}

/** Memory of a process and its children in MB; shared pages are divided among the processes (Pss). */
export function memoryMb(pid: number): number {
  const kilobytes = family(pid).map((id) => {
    const text = readProc(id, 'smaps_rollup');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024;
}

function family(pid: number): number[] {
  return [
    pid,
    ...readdirSync('/proc')
      .map(Number)
      .filter((id) => id > 0 && parentOf(id) === pid),
  ];
}

/** Fields of /proc/<pid>/stat after the name in brackets, which may contain anything (proc(5)). */
function statOf(pid: number): string[] {
  const text = readProc(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

function ownCpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksASecond;
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

/** The number of statements of each role since the last reset. */
export async function statementsByRole(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ role: string; calls: number }[]>`
    select rolname as role, sum(calls)::int as calls
    from pg_stat_statements join pg_roles on pg_roles.oid = userid group by rolname`;
  return new Map(rows.map(({ role, calls }) => [role, calls]));
}

export async function resetStatements(sql: Sql): Promise<void> {
  await sql`select pg_stat_statements_reset()`;
}

const maxSettleMs = 120_000;

const outboxes = moduleNames.map((name) => `(select count(*) from ${name}.outbox)`).join(' + ');

/** Waits until every event is relayed and every job is done, so that they do not affect the next row. */
export async function settle(sql: Sql): Promise<void> {
  const start = performance.now();
  for (;;) {
    const [row] = await sql.unsafe<{ waiting: number }[]>(`
      select ((select count(*) from pgboss.job
          where state in ('created', 'active', 'retry') and name not like '\\_\\_pgboss%' and start_after <= now())
        + ${outboxes})::int as waiting`);
    if (row?.waiting === 0) return;
    if (performance.now() - start > maxSettleMs) throw new Error(`${row?.waiting} events and jobs do not get done`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until a job of the app has counted the teams whose tasks were written as rows. */
export async function countTallies(sql: Sql): Promise<void> {
  for (;;) {
    const [row] = await sql<{ uncounted: number }[]>`
      select count(*)::int as uncounted from tasks.counter where team_id not in (select team_id from tasks.tally_team)`;
    if (row?.uncounted === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
