import { connect, type Sql } from '../database/connection.ts';
import type { ConnectionTarget } from '../database/connection-target.ts';
import { migrationState } from '../database/migrations.ts';
import type { DatabaseTargets } from '../database/provision.ts';
import { moduleNames } from '../startup/module-names.ts';
import { failure, type Finding, ok, reasonOf, warning } from './finding.ts';

/** Compares the migrations of this release with those that the database has. */
export async function migrationsFinding(sql: Sql): Promise<Finding> {
  const { pending, unknown } = await migrationState(sql, ['platform', ...moduleNames]);
  if (unknown.length > 0) {
    return warning('migrations', 'newer', { names: unknown.join(', ') });
  }
  if (pending.length === 0) return ok('migrations', 'ok');
  return failure('migrations', 'pending', { names: pending.join(', ') }, 'taskuno migrate');
}

/** Signs in as the role of each module, and checks that it may write its own outbox. */
export async function rightsFinding({ modules, events }: DatabaseTargets): Promise<Finding> {
  const tables: (readonly [ConnectionTarget, string])[] = [
    [events, 'platform.event_log'],
    [events, 'pgboss.job'],
    ...moduleNames.map((name) => [modules[name], `${name}.outbox`] as const),
  ];
  const refused = await Promise.all(tables.map(([target, table]) => refusalOf(target, table)));
  const reasons = refused.filter((reason) => reason !== null);
  if (reasons.length === 0) return ok('rights', 'ok');
  return failure('rights', 'refused', { tables: reasons.join(', ') }, 'taskuno migrate');
}

/** Null if the role may insert into the table. */
async function refusalOf(target: ConnectionTarget, table: string): Promise<string | null> {
  const sql = connect(target, { connections: 1, name: 'doctor' });
  try {
    const [row] = await sql<{ may: boolean; role: string }[]>`
      select has_table_privilege(${table}, 'insert') as may, current_user as role`;
    return row?.may ? null : `${table} (${row?.role})`;
  } catch (error) {
    return `${table} (${reasonOf(error)})`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const tolerableMs = 2_000;
const intolerableMs = 30_000;

/** Compares this machine's clock with the database's: deadlines, sessions and schedules use both. */
export async function clockFinding(sql: Sql): Promise<Finding> {
  const before = Date.now();
  const [row] = await sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
  const after = Date.now();
  return differenceFinding(Math.max(0, before - (row?.ms ?? before), (row?.ms ?? after) - after));
}

export function differenceFinding(differenceMs: number): Finding {
  if (differenceMs < tolerableMs) return ok('clock', 'ok');
  const finding = differenceMs < intolerableMs ? warning : failure;
  const seconds = Math.round(differenceMs / 1_000);
  return finding('clock', 'differs', { seconds }, 'timedatectl set-ntp true');
}
