import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../startup/config.ts';
import { connect, type Sql } from '../database/connection.ts';
import { locateDatabase } from '../database/provision.ts';
import { readKeys } from '../startup/secrets.ts';
import { StartError } from '../startup/start-error.ts';
import { type Finding, ok } from './finding.ts';

const oldestVersion = 150_000;

/**
 * Checks that the database is reachable and current, and that it stores and finds texts in our languages. Changes
 * nothing.
 */
export async function databaseFindings(config: Config): Promise<Finding[]> {
  if (config.DATABASE_URL === undefined && !existsSync(join(config.dataDir, 'postgres/PG_VERSION'))) {
    return [
      { name: 'database', health: 'warning', found: 'not created yet', fix: 'Start the server once: taskuno serve' },
    ];
  }
  try {
    // Without the key the roles cannot sign in; the migrator still can.
    const { secretKey } = readKeys(config);
    const targets = await locateDatabase(config, secretKey ?? '', { purpose: 'share' });
    const sql = connect(targets.migrator, { connections: 1, name: 'doctor' });
    try {
      const isCreated = await hasTables(sql);
      return [
        await version(sql),
        await encoding(sql),
        await trigrams(sql),
        ...(await collations(sql)),
        ...(isCreated && secretKey === null ? [lostKey] : []),
        ...(isCreated ? await failedWork(sql) : []),
      ];
    } finally {
      await sql.end({ timeout: 5 });
      await targets.embedded?.stop();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix =
      error instanceof StartError ? 'Follow the instructions in the message.' : 'Start the server once: taskuno serve';
    return [{ name: 'database', health: 'problem', found: message, fix }];
  }
}

async function version(sql: Sql): Promise<Finding> {
  const [row] = await sql<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text`;
  const server = `PostgreSQL ${row?.text ?? ''}`;
  if (row && row.number >= oldestVersion) return ok('database', server);
  return { name: 'database', health: 'problem', found: server, fix: 'Upgrade to PostgreSQL 15 or newer.' };
}

async function encoding(sql: Sql): Promise<Finding> {
  const [row] = await sql<{ encoding: string }[]>`select current_setting('server_encoding') as encoding`;
  const current = row?.encoding ?? '';
  if (current === 'UTF8') return ok('encoding', current);
  return { name: 'encoding', health: 'problem', found: current, fix: "Recreate the database with ENCODING 'UTF8'." };
}

/**
 * With a locale without Persian letters a Persian word has no trigrams, so partial and misspelled words would not be
 * found.
 */
async function trigrams(sql: Sql): Promise<Finding> {
  const name = 'Persian search';
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
    if (similarity > 0) return ok(name, `similar words are found (${similarity.toFixed(2)})`);
    const fix = 'Recreate the database with a UTF-8 locale such as C.UTF-8 or en_US.UTF-8.';
    return { name, health: 'problem', found: 'the locale supports ASCII letters only', fix };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      name,
      health: 'problem',
      found: message,
      fix: 'Install the contrib package of your PostgreSQL (pg_trgm, btree_gin).',
    };
  }
}

const lostKey: Finding = {
  name: 'secret key',
  health: 'problem',
  found: 'missing, but the database was created with it',
  fix: 'Restore DATA_DIR/secrets from a backup. Without a backup, run: taskuno secret-key new',
};

async function hasTables(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ isCreated: boolean }[]>`
    select to_regclass('platform.set_aside') is not null and to_regclass('pgboss.job') is not null as "isCreated"`;
  return row?.isCreated ?? false;
}

/** Events and jobs that failed permanently and need a person. */
async function failedWork(sql: Sql): Promise<Finding[]> {
  const [row] = await sql<{ events: number; jobs: number }[]>`
    select (select count(*) from platform.set_aside) as events,
      (select count(*) from pgboss.job where name like '%.dead' and state in ('created', 'retry')) as jobs`;
  const { events = 0, jobs = 0 } = row ?? {};
  return [
    counted(
      'events',
      events,
      'failed',
      'taskuno events failed shows the errors; taskuno events retry --all retries them.',
    ),
    counted('jobs', jobs, 'failed', 'taskuno jobs failed shows the errors; taskuno jobs retry --all retries them.'),
  ];
}

function counted(name: string, count: number, what: string, fix: string): Finding {
  const countText = `${count} ${what}`;
  return count === 0 ? ok(name, countText) : { name, health: 'warning', found: countText, fix };
}

/**
 * Titles and names are sorted by ICU's rules, and another ICU version may sort them differently. Reported only if the
 * versions differ.
 */
async function collations(sql: Sql): Promise<Finding[]> {
  const name = 'order of titles and names';
  const rows = await sql<{ collation: string; isIcu: boolean; isCurrent: boolean }[]>`
    select collname as collation, collprovider = 'i' as "isIcu",
      collversion is not distinct from pg_collation_actual_version(pg_collation.oid) as "isCurrent"
    from pg_collation join pg_namespace on pg_namespace.oid = collnamespace
    where nspname = 'language' order by collname`;
  const missing = rows.filter(({ isIcu }) => !isIcu).map(({ collation }) => collation);
  if (missing.length > 0) {
    const ordering = `by code point (${missing.join(', ')}): this PostgreSQL was built without ICU`;
    return [
      {
        name,
        health: 'warning',
        found: ordering,
        fix: 'Use a PostgreSQL with ICU. Without it, Persian letters such as پ are sorted after ه.',
      },
    ];
  }
  const outdated = rows.filter(({ isCurrent }) => !isCurrent).map(({ collation }) => `language.${collation}`);
  if (outdated.length === 0) return [];
  const fix = `REINDEX DATABASE; then ALTER COLLATION ${outdated.join(', ')} REFRESH VERSION.`;
  return [
    {
      name,
      health: 'warning',
      found: 'the ICU version of the server has changed since the indexes were created',
      fix,
    },
  ];
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
