import type { Sql } from '#platform/database/connection.ts';
import type { EmbeddedServer } from '#platform/database/embedded.ts';
import type { Generator, LoadResult, WebRequest } from './load.ts';
import { cpuSeconds, resetStatements, settle, statementsByRole } from './observe.ts';
import type { Row } from './rows.ts';
import type { Target } from './servers.ts';

/** One server's figures for one row: medians of the rounds. */
export interface Figures {
  readonly row: Row;
  readonly target: string;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Statements per request: those of the request itself, and those of its consequences. */
  readonly statements: number;
  readonly statementsBehind: number;
  /** Processor time per request in microseconds, of the server's process and of PostgreSQL. */
  readonly serverMicros: number;
  readonly databaseMicros: number;
  /** The share of one core that the server's process used. */
  readonly serverLoad: number;
}

export interface Bench {
  readonly sql: Sql;
  readonly database: EmbeddedServer;
  readonly generator: Generator;
  readonly folder: string;
  readonly targets: readonly Target[];
  readonly authorization: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** Statements a second of the idle app, by role. */
  readonly idle: ReadonlyMap<string, number>;
}

/** The requests of each server; the limit may have several variants of one row. */
interface Entry {
  readonly name: string;
  readonly target: Target;
  readonly requests: readonly WebRequest[];
}

/** Measures a row on all servers in turns, so that a slow minute of the machine affects all of them. */
export async function measureRow(bench: Bench, row: Row): Promise<Figures[]> {
  const entries = bench.targets.flatMap((target): Entry[] =>
    target.name === 'limit'
      ? Object.entries(row.limit).map(([name, requests]) => ({ name, target, requests }))
      : [{ name: target.name, target, requests: row.app }],
  );
  const rounds = new Map<string, Omit<Figures, 'row' | 'target'>[]>();
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const entry of entries) {
      const figures = await measureOnce(bench, entry, round);
      rounds.set(entry.name, [...(rounds.get(entry.name) ?? []), figures]);
    }
  }
  return [...rounds].map(([target, figures]) => ({ row, target, ...medians(figures) }));
}

const warmUpSeconds = 1;
const wakeUpMs = 700;

/** Pauses the other servers, none of them in a transaction, whose locks would block the others. */
async function leaveAlone({ sql, targets }: Bench, target: Target): Promise<void> {
  const others = targets.filter((other) => other !== target);
  for (;;) {
    for (const each of targets) each.resume();
    await new Promise((resolve) => setTimeout(resolve, wakeUpMs));
    for (const other of others) other.pause();
    const open =
      await sql`select from pg_stat_activity where xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'`;
    if (open.length === 0) return;
  }
}

async function measureOnce(bench: Bench, { name, target, requests }: Entry, round: number) {
  const { sql, database, generator, folder, authorization, seconds, connections } = bench;
  await leaveAlone(bench, target);
  const load = { url: target.url, requests, authorization, connections };
  const first = round * 3_000;
  await generator.run({ ...load, seconds: warmUpSeconds, first: first + 10_000 }, folder);
  await settle(sql);
  // Does what autovacuum does within a minute: without statistics, PostgreSQL plans for empty tables.
  if (round === 0) await sql.unsafe('vacuum (analyze)');
  await sql.unsafe('checkpoint');
  await resetStatements(sql);
  const cpu = { server: cpuSecondsOf(target), database: cpuSeconds(database.pid) };
  const result = await generator.run({ ...load, seconds, first }, folder);
  const server = cpuSecondsOf(target) - cpu.server;
  await settle(sql);
  const statements = await statementsByRole(sql);
  check(name, result);
  return {
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    ...statementsARequest(statements, result, bench.idle, target.name === 'limit'),
    serverMicros: (server / result.requests) * 1e6,
    databaseMicros: ((cpuSeconds(database.pid) - cpu.database) / result.requests) * 1e6,
    serverLoad: server / result.seconds,
  };
}

function cpuSecondsOf({ pids }: Target): number {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}

function check(name: string, { requests, failed }: LoadResult): void {
  if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} replies were not 2xx`);
  if (requests === 0) throw new Error(`${name} answered nothing`);
}

/** The module of the row's routes; statements of other roles are consequences or background work. */
const ownRole = 'taskuno_tasks';

function statementsARequest(
  byRole: ReadonlyMap<string, number>,
  { requests, seconds }: LoadResult,
  idle: ReadonlyMap<string, number>,
  isLimit: boolean,
) {
  if (isLimit) return { statements: (byRole.get('postgres') ?? 0) / requests, statementsBehind: 0 };
  const behind = [...byRole]
    .filter(([role]) => role !== 'postgres' && role !== ownRole)
    .map(([role, calls]) => Math.max(0, calls - (idle.get(role) ?? 0) * seconds));
  return {
    statements: (byRole.get(ownRole) ?? 0) / requests,
    statementsBehind: behind.reduce((sum, calls) => sum + calls, 0) / requests,
  };
}

function medians<Key extends string>(rounds: readonly Readonly<Record<Key, number>>[]): Record<Key, number> {
  const [one] = rounds;
  if (!one) throw new Error('nothing was measured');
  const keys = Object.keys(one) as Key[];
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((figures) => figures[key]))])) as Record<
    Key,
    number
  >;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const idleSeconds = 3;

/** Statements of the app without requests. */
export async function idleStatements(sql: Sql): Promise<Map<string, number>> {
  await settle(sql);
  await resetStatements(sql);
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1_000));
  return new Map([...(await statementsByRole(sql))].map(([role, calls]) => [role, calls / idleSeconds]));
}
