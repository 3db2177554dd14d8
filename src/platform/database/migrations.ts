import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { Sql, TransactionSql } from './connection.ts';
import { postgresCode } from './database.ts';

/** The folder with one subfolder of SQL files per schema. */
const migrationsFolder = new URL('../../../migrations/', import.meta.url).pathname;

/** A file with this first line runs outside a transaction, as CREATE INDEX CONCURRENTLY requires. */
const outsideTransaction = '-- outside a transaction';
/** Every request that needs the table waits behind a waiting migration: shorter than their wait budget by far. */
const lockTimeoutMs = 1_000;
const lockAttempts = 20;
/** Between attempts the requests that waited are answered. All attempts together take about three minutes. */
const lockPauseMs = (attempt: number) => Math.min(2_000 * attempt, 10_000);

export interface Migration {
  readonly name: string;
  readonly hash: string;
  readonly text: string;
}

/**
 * Applies the new files of `migrations/<schema>/`, identified by name and hash, each in its own transaction. Call it
 * inside `withMigrationLock`.
 * @returns the names of the files that were applied.
 * @throws StartError if an applied file has changed, or a statement fails.
 */
export async function migrate(
  sql: Sql,
  schemas: readonly string[],
  { folder = migrationsFolder, only, onMigration }: MigrateOptions = {},
): Promise<string[]> {
  await sql`create schema if not exists drizzle`;
  const applied: string[] = [];
  const total = onMigration ? (await migrationState(sql, schemas, folder)).pending.length : 0;
  for (const schema of schemas) {
    const onNext = (inSchema: number) => onMigration?.(applied.length + inSchema, total);
    applied.push(...(await migrateSchema(sql, schema, { folder: join(folder, schema), only, onNext })));
  }
  return applied;
}

export interface MigrateOptions {
  readonly folder?: string | undefined;
  /** If given, only these migrations are applied: those of an earlier release. */
  readonly only?: AppliedMigrations | undefined;
  /** Called before each migration, with the number of those that are done, and of all. */
  readonly onMigration?: ((done: number, total: number) => void) | undefined;
}

/** The applied migrations of each schema, in order. */
export type AppliedMigrations = Readonly<Record<string, Pick<Migration, 'name' | 'hash'>[]>>;

/** Reads the journals. A schema without one has no migrations. */
export async function appliedMigrations(sql: TransactionSql, schemas: readonly string[]): Promise<AppliedMigrations> {
  const applied: Record<string, Pick<Migration, 'name' | 'hash'>[]> = {};
  for (const schema of schemas) {
    const [table] = await sql.unsafe<{ name: string | null }[]>(
      `select to_regclass('drizzle.__${schema}')::text as name`,
    );
    if (!table?.name) continue;
    const rows = await sql.unsafe<{ name: string; hash: string }[]>(
      `select name, hash from drizzle.__${schema} order by name`,
    );
    applied[schema] = [...rows];
  }
  return applied;
}

/** The migrations of this release that are not among the given ones, and those among them that this release lacks. */
export async function compareMigrations(
  applied: AppliedMigrations,
  schemas: readonly string[],
): Promise<{ pending: string[]; unknown: string[] }> {
  const own = new Map<string, string>();
  for (const schema of schemas) {
    for (const migration of await readMigrations(join(migrationsFolder, schema)))
      own.set(`${schema}/${migration.name}`, migration.hash);
  }
  const others = Object.entries(applied).flatMap(([schema, migrations]) =>
    migrations.map((migration) => ({ path: `${schema}/${migration.name}`, hash: migration.hash })),
  );
  const paths = new Set(others.map(({ path }) => path));
  return {
    pending: [...own.keys()].filter((path) => !paths.has(path)),
    unknown: others.filter((other) => own.get(other.path) !== other.hash).map(({ path }) => path),
  };
}

/** The migrations of a folder, sorted by name. */
async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, hash: hash('sha256', text, 'hex') };
    }),
  );
}

interface SchemaOptions {
  readonly folder: string;
  readonly only: AppliedMigrations | undefined;
  readonly onNext: (done: number) => void;
}

async function migrateSchema(sql: Sql, schema: string, { folder, only, onNext }: SchemaOptions): Promise<string[]> {
  const journal = sql(`drizzle.__${schema}`);
  await sql`create table if not exists ${journal} (
    name text primary key, hash text not null, applied_at timestamptz not null default now())`;
  const rows = await sql<{ name: string; hash: string }[]>`select name, hash from ${journal}`;
  const appliedHashes = new Map(rows.map((row) => [row.name, row.hash]));
  const applied: string[] = [];
  for (const migration of await readMigrations(folder)) {
    const appliedHash = appliedHashes.get(migration.name);
    if (appliedHash === migration.hash) continue;
    if (appliedHash !== undefined) throw changedMigration(schema, migration.name);
    if (only && !only[schema]?.some(({ name }) => name === migration.name)) continue;
    onNext(applied.length);
    await apply(sql, schema, migration);
    applied.push(`${schema}/${migration.name}`);
  }
  return applied;
}

type MigrationKey = Pick<Migration, 'name' | 'hash'>;

/**
 * What the database lacks of this release's migrations, and what it has of another release: names like
 * `tasks/0001_x.sql`. Changes nothing.
 */
export async function migrationState(
  sql: Sql,
  schemas: readonly string[],
  folder = migrationsFolder,
): Promise<{ pending: string[]; unknown: string[] }> {
  const pending: string[] = [];
  const unknown: string[] = [];
  for (const schema of schemas) {
    const [journal] = await sql<{ exists: boolean }[]>`
      select to_regclass(${`drizzle.__${schema}`}) is not null as exists`;
    const rows = journal?.exists
      ? await sql<{ name: string; hash: string }[]>`select name, hash from ${sql(`drizzle.__${schema}`)}`
      : [];
    const own = await readMigrations(join(folder, schema));
    const isIn = (list: readonly MigrationKey[], one: MigrationKey) =>
      list.some(({ name, hash: digest }) => name === one.name && digest === one.hash);
    pending.push(...own.filter((migration) => !isIn(rows, migration)).map(({ name }) => `${schema}/${name}`));
    unknown.push(...rows.filter((row) => !isIn(own, row)).map(({ name }) => `${schema}/${name}`));
  }
  return { pending, unknown };
}

async function apply(sql: Sql, schema: string, migration: Migration): Promise<void> {
  const journal = sql(`drizzle.__${schema}`);
  const record = { name: migration.name, hash: migration.hash };
  await retryLocked(schema, migration.name, async () => {
    if (migration.text.startsWith(outsideTransaction)) {
      for (const statement of statementsOf(migration)) await sql.unsafe(statement);
      await sql`insert into ${journal} ${sql(record)}`;
      return;
    }
    await sql.begin(async (tx) => {
      await tx.unsafe(`set local lock_timeout = ${lockTimeoutMs}`);
      for (const statement of statementsOf(migration)) await tx.unsafe(statement);
      await tx`insert into ${journal} ${tx(record)}`;
    });
  });
}

/**
 * The statements of a migration, each to be sent by itself, in a form that a distributed database accepts: it refuses
 * several in one message, and in a CHECK that is added later it does not find columns that are named with their table.
 */
export function statementsOf({ text }: Pick<Migration, 'text'>): string[] {
  return text
    .split('--> statement-breakpoint')
    .filter((statement) => statement.trim() !== '')
    .map((statement) =>
      statement.replaceAll(addedCheck, (check, table: string) => check.replaceAll(`${table}."`, '"')),
    );
}

/** `ALTER TABLE "schema"."table" ADD CONSTRAINT … CHECK (…)`. */
const addedCheck = /(?<=ALTER TABLE )("\w+"\."\w+")(?= ).*?ADD CONSTRAINT.*?CHECK.*$/gims;

/**
 * Retries statements that hit `lock_timeout`: a statement that waits for a lock blocks all later statements of that
 * table, so it gives up, lets them run, and tries again.
 */
async function retryLocked(schema: string, name: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isLocked = postgresCode(error) === '55P03';
      if (!isLocked || attempt === lockAttempts) {
        const reason = error instanceof Error ? error.message : String(error);
        const hint = isLocked
          ? ` A transaction holds a lock on its table: find it in pg_stat_activity by its xact_start, end it, and start again.`
          : '';
        throw new StartError(exitCodes.database, `The migration ${schema}/${name} failed: ${reason}.${hint}`, error);
      }
      await sleep(lockPauseMs(attempt));
    }
  }
}

function changedMigration(schema: string, name: string): StartError {
  return new StartError(
    exitCodes.database,
    `The migration ${schema}/${name} was applied with different content. This database belongs to another version of the app.`,
  );
}
