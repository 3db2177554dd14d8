import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Sql } from '../database/connection.ts';
import { type DatabaseTargets, locateDatabase } from '../database/provision.ts';
import type { Config } from '../startup/config.ts';
import { readKeys } from '../startup/secrets.ts';
import { StartError } from '../startup/start-error.ts';
import { failure, type Finding, findingOf, ok, reasonOf, warning } from './finding.ts';
import { clockFinding, migrationsFinding, rightsFinding } from './schema-findings.ts';
import { workFindings } from './work-findings.ts';

const oldestVersion = 150_000;

/**
 * Checks that the database is reachable and current, and that it stores and finds texts in our languages. Changes
 * nothing.
 * @param running The database of the server that asks; else it is located by the configuration.
 */
export async function databaseFindings(config: Config, running: DatabaseTargets | null): Promise<Finding[]> {
  const isMissing = config.DATABASE_URL === undefined && !existsSync(join(config.dataDir, 'postgres/PG_VERSION'));
  if (running === null && isMissing) {
    return [warning('database', 'missing', {}, 'taskuno serve')];
  }
  try {
    // Without the key the roles cannot sign in; the migrator still can.
    const { secretKey } = readKeys(config);
    const targets = running ?? (await locateDatabase(config, secretKey ?? '', { purpose: 'share' }));
    const sql = connect(targets.migrator, { connections: 1, name: 'doctor' });
    try {
      return await checkDatabase(sql, targets, secretKey !== null);
    } finally {
      await sql.end({ timeout: 5 });
      if (running === null) await targets.embedded?.stop();
    }
  } catch (error) {
    return [failure('database', error instanceof StartError ? 'refused' : 'failed', { reason: reasonOf(error) })];
  }
}

/** One after another: they share a connection, and some open a transaction. */
export async function checkDatabase(sql: Sql, targets: DatabaseTargets, hasKey: boolean): Promise<Finding[]> {
  const findings = [
    await findingOf('database', () => version(sql)),
    await findingOf('encoding', () => encoding(sql)),
    await findingOf('trigrams', () => trigrams(sql)),
    await findingOf('collations', () => collations(sql)),
    await findingOf('clock', () => clockFinding(sql)),
  ];
  const migrations = await findingOf('migrations', () => migrationsFinding(sql));
  if (!(await hasTables(sql))) return [...findings, migrations];
  return [
    ...findings,
    migrations,
    ...(hasKey ? [await findingOf('rights', () => rightsFinding(targets))] : [lostKey]),
    ...(await workFindings(sql)),
  ];
}

async function version(sql: Sql): Promise<Finding> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text`;
  return versionFinding(row?.number ?? 0, row?.text ?? '');
}

/** @param number As PostgreSQL counts them: 150004 is 15.4. */
export function versionFinding(number: number, text: string): Finding {
  const values = { version: text };
  return number >= oldestVersion ? ok('database', 'ok', values) : failure('database', 'old', values);
}

async function encoding(sql: Sql): Promise<Finding> {
  const [row] = await sql<{ encoding: string }[]>`select current_setting('server_encoding') as encoding`;
  const values = { encoding: row?.encoding ?? '' };
  if (values.encoding === 'UTF8') return ok('encoding', 'ok', values);
  return failure('encoding', 'wrong', values, "create database taskuno encoding 'UTF8' template template0");
}

/**
 * With a locale without Persian letters a Persian word has no trigrams, so partial and misspelled words would not be
 * found.
 */
async function trigrams(sql: Sql): Promise<Finding> {
  try {
    const similarity = await inRolledBack(sql, async (tx) => {
      await tx`create extension if not exists pg_trgm`;
      const [home] = await tx<{ schema: string }[]>`
        select nspname as schema from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
        where extname = 'pg_trgm'`;
      const [row] = await tx<{ similarity: number }[]>`
        select ${tx(`${home?.schema}.similarity`)}('برنامه', 'برنامه‌ریزی')::float as similarity`;
      return row?.similarity ?? 0;
    });
    if (similarity > 0) return ok('trigrams', 'ok');
    return failure(
      'trigrams',
      'ascii',
      {},
      "create database taskuno encoding 'UTF8' locale 'C.UTF-8' template template0",
    );
  } catch (error) {
    return failure('trigrams', 'unavailable', { reason: reasonOf(error) });
  }
}

const lostKey = failure('secret-key', 'lost', {}, 'taskuno secret-key new');

async function hasTables(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ isMade: boolean }[]>`
    select to_regclass('platform.set_aside') is not null and to_regclass('pgboss.job') is not null as "isMade"`;
  return row?.isMade ?? false;
}

/** Titles and names are sorted by ICU's rules, and another ICU version may sort them differently. */
async function collations(sql: Sql): Promise<Finding> {
  const rows = await sql<{ collation: string; isIcu: boolean; isCurrent: boolean }[]>`
    select collname as collation, collprovider = 'i' as "isIcu",
      collversion is not distinct from pg_collation_actual_version(pg_collation.oid) as "isCurrent"
    from pg_collation join pg_namespace on pg_namespace.oid = collnamespace
    where nspname = 'language' order by collname`;
  const missing = rows.filter(({ isIcu }) => !isIcu).map(({ collation }) => collation);
  if (missing.length > 0) {
    return warning('collations', 'without-icu', { collations: missing.join(', ') });
  }
  const outdated = rows.filter(({ isCurrent }) => !isCurrent).map(({ collation }) => `language.${collation}`);
  if (outdated.length === 0) return ok('collations', 'ok');
  const refresh = outdated.map((name) => `ALTER COLLATION ${name} REFRESH VERSION;`).join(' ');
  return warning('collations', 'outdated', {}, `REINDEX DATABASE; ${refresh}`);
}

/** Runs `work` in a transaction that is rolled back. */
async function inRolledBack<Result>(sql: Sql, work: (tx: Sql) => Promise<Result>): Promise<Result> {
  await sql`begin`;
  try {
    return await work(sql);
  } finally {
    await sql`rollback`;
  }
}
