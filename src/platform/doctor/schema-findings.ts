import { connect, type Sql } from '../database/connection.ts';
import type { ConnectionTarget } from '../database/connection-target.ts';
import { migrationState } from '../database/migrations.ts';
import type { DatabaseTargets } from '../database/provision.ts';
import { moduleNames } from '../startup/module-names.ts';
import { failure, type Finding, ok, warning } from './finding.ts';

/** Compares the migrations of this release with those that the database has. */
export async function migrationsFinding(sql: Sql): Promise<Finding> {
  const id = 'migrations';
  const { pending, unknown } = await migrationState(sql, ['platform', ...moduleNames]);
  if (unknown.length > 0) {
    return warning(
      id,
      `The database has migrations of a newer release: ${unknown.join(', ')}`,
      'Start the newer release again, or restore the backup from before the upgrade.',
    );
  }
  if (pending.length === 0) return ok(id, 'The database is up to date.');
  return failure(id, `Not applied yet: ${pending.join(', ')}`, 'taskuno migrate');
}

/** Signs in as the role of each module, and checks that it may write its own outbox. */
export async function rightsFinding({ modules, events }: DatabaseTargets): Promise<Finding> {
  const id = 'rights';
  const tables: (readonly [ConnectionTarget, string])[] = [
    [events, 'platform.event_log'],
    [events, 'pgboss.job'],
    ...moduleNames.map((name) => [modules[name], `${name}.outbox`] as const),
  ];
  const refused = await Promise.all(tables.map(([target, table]) => refusalOf(target, table)));
  const reasons = refused.filter((reason) => reason !== null);
  if (reasons.length === 0) return ok(id, 'Every module reaches its own tables.');
  return failure(
    id,
    reasons.join(' '),
    'taskuno migrate grants the rights anew, as the role in MIGRATION_DATABASE_URL.',
  );
}

/** Null if the role may insert into the table. */
async function refusalOf(target: ConnectionTarget, table: string): Promise<string | null> {
  const sql = connect(target, { connections: 1, name: 'doctor' });
  try {
    const [row] = await sql<{ may: boolean; role: string }[]>`
      select has_table_privilege(${table}, 'insert') as may, current_user as role`;
    return row?.may ? null : `The role ${row?.role} may not write ${table}.`;
  } catch (error) {
    return `${table}: ${error instanceof Error ? error.message : String(error)}.`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const tolerableMs = 2_000;
const intolerableMs = 30_000;

/** Compares this machine's clock with the database's: deadlines, sessions and schedules use both. */
export async function clockFinding(sql: Sql): Promise<Finding> {
  const id = 'clock';
  const before = Date.now();
  const [row] = await sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
  const after = Date.now();
  const differenceMs = Math.max(0, before - (row?.ms ?? before), (row?.ms ?? after) - after);
  if (differenceMs < tolerableMs) return ok(id, 'This machine and the database agree.');
  const finding = differenceMs < intolerableMs ? warning : failure;
  return finding(
    id,
    `The clocks of this machine and of the database differ by ${Math.round(differenceMs / 1_000)} seconds.`,
    'Synchronize both with a time server: timedatectl set-ntp true',
  );
}
