import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#platform/startup/config.ts';
import { connect } from '#platform/database/connection.ts';
import { type ConnectionTarget, targetFromUrl } from '#platform/database/connection-target.ts';
import { unreachable } from '#platform/database/connection-failure.ts';
import { postgresCode } from '#platform/database/database.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { databaseName } from '#platform/database/provision.ts';

/**
 * Whether the configured database has an account, checked without the keys of this installation. True if it cannot be
 * determined.
 * @throws StartError if the database is unreachable.
 */
export async function holdsAccounts(config: Config): Promise<boolean> {
  const { AUTH_DATABASE_URL, MIGRATION_DATABASE_URL, DATABASE_URL, dataDir } = config;
  if (DATABASE_URL !== undefined) {
    const url = AUTH_DATABASE_URL ?? MIGRATION_DATABASE_URL ?? DATABASE_URL;
    const target = targetFromUrl(url);
    return hasAccounts(target).catch((error: unknown) => {
      throw unreachable(error, 'DATABASE_URL', target) ?? error;
    });
  }
  if (!existsSync(join(dataDir, 'postgres/PG_VERSION'))) return false;
  const server = await startEmbedded({ dataDir, purpose: 'share' });
  try {
    return await hasAccounts({ ...server.target, database: databaseName });
  } catch (error) {
    // The database does not exist: its first start was interrupted.
    if (postgresCode(error) === '3D000') return false;
    throw error;
  } finally {
    await server.stop();
  }
}

/** Whether this database has an account. True if that may not be read. */
export async function hasAccounts(target: ConnectionTarget): Promise<boolean> {
  return (await databaseState(target)) === 'used';
}

/** `new` without our tables, `empty` without accounts, else `used`, also if that may not be read. */
export async function databaseState(target: ConnectionTarget): Promise<'new' | 'empty' | 'used'> {
  const sql = connect(target, { connections: 1, name: 'look' });
  try {
    const [table] = await sql<{ exists: boolean }[]>`
      select exists (
        select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where nspname = 'auth' and relname = 'user')`;
    if (!table?.exists) return 'new';
    const [row] = await sql<{ exists: boolean }[]>`select exists (select from auth."user")`;
    return row?.exists === true ? 'used' : 'empty';
  } catch (error) {
    if (postgresCode(error) === '42501') return 'used';
    throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The same for a database without the accounts: `used` if it has our tables. */
export async function schemaState(target: ConnectionTarget): Promise<'new' | 'used'> {
  const sql = connect(target, { connections: 1, name: 'look' });
  try {
    const [table] = await sql<{ name: string | null }[]>`select to_regclass('platform.relay')::text as name`;
    return table?.name ? 'used' : 'new';
  } finally {
    await sql.end({ timeout: 5 });
  }
}
