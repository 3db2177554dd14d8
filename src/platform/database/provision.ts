import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../startup/config.ts';
import { databaseVariable } from '../startup/database-variables.ts';
import { type ModuleName, moduleNames, perModule } from '../startup/module-names.ts';
import type { Logger } from '../observability/logger.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { connect, type Sql } from './connection.ts';
import { type ConnectionTarget, targetFromUrl } from './connection-target.ts';
import { nodePostgresOptions } from './node-postgres.ts';
import { isWrongPassword, addressOf, refusalOf, unreachable } from './connection-failure.ts';
import { isDatabaseAway, postgresCode } from './database-errors.ts';
import { type EmbeddedServer, startEmbedded } from './embedded.ts';
import type { Purpose } from './embedded-claim.ts';
import { withMigrationLock } from './migration-lock.ts';
import { type AppliedMigrations, migrate } from './migrations.ts';
import { refuseHalfRestored } from './restore-mark.ts';
import { separateDatabases } from './separate-databases.ts';
import {
  asRole,
  ensureRoles,
  eventsRole,
  grantRights,
  limitIdleTransactions,
  migratorRole,
  moduleRole,
} from './roles.ts';

/** The connection target of each part of the app, for a running database with a current schema. */
export interface DatabaseTargets {
  readonly modules: Readonly<Record<ModuleName, ConnectionTarget>>;
  /** For the relay, the event log and the queue. */
  readonly events: ConnectionTarget;
  /** For what a pooler breaks: notifications, and the queue, which is told of new jobs by them. */
  readonly direct: ConnectionTarget;
  readonly migrator: ConnectionTarget;
  readonly embedded: EmbeddedServer | null;
  /** The same roles on the replica, if one is configured. */
  readonly replica?: Pick<DatabaseTargets, 'modules' | 'events'> | undefined;
}

/** The name of the database on the embedded server. */
export const databaseName = 'taskuno';
const oldestVersion = 150_000;

export interface LocateOptions {
  /** How an embedded server is used. A command shares the server, so it never stops the server of the app. */
  readonly purpose: Purpose;
  readonly onProgress?: ((step: string) => void) | undefined;
  /** If set, the embedded server is restarted whenever it ends, and the restarts are logged here. */
  readonly log?: Pick<Logger, 'error' | 'info'> | undefined;
  /** Aborts the start. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts the embedded server if no other is configured, and returns the connection targets.
 * @throws StartError if a configured server is unreachable.
 */
export async function locateDatabase(
  config: Config,
  secretKey: string,
  { purpose, onProgress, log, signal }: LocateOptions,
): Promise<DatabaseTargets> {
  if (config.DATABASE_URL !== undefined) {
    await checkReachable(config);
    return externalTargets(config, targetFromUrl(config.DATABASE_URL), secretKey);
  }
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    purpose,
    signal,
    ...(onProgress ? { onProgress } : {}),
    ...(log ? { log } : {}),
  });
  return embeddedTargets(config, embedded, secretKey);
}

/** The connection targets of the database on an embedded server. */
export function embeddedTargets(config: Config, embedded: EmbeddedServer, secretKey: string): DatabaseTargets {
  const base = { ...embedded.target, database: databaseName };
  const targets = roleTargets(config, base, secretKey);
  return {
    ...targets,
    direct: targets.events,
    migrator: config.databaseRoles ? asRole(base, migratorRole, secretKey) : base,
    embedded,
  };
}

export interface PrepareOptions {
  /** Only these migrations: a restore loads rows into the tables of an earlier release. */
  readonly only?: AppliedMigrations;
  /** Whether the caller is the restore that the database is in. */
  readonly isRestore?: boolean;
  /** Is told what the preparation waits for. */
  readonly onProgress?: ((step: string) => void) | undefined;
  /** Called before each migration, with the number of those that are done, and of all. */
  readonly onMigration?: ((done: number, total: number) => void) | undefined;
}

/**
 * Prepares the database for this release: roles, migrations of every schema, the queue's tables, rights.
 * @returns the names of the migrations that were applied.
 */
export async function prepareDatabase(
  config: Config,
  targets: DatabaseTargets,
  secretKey: string,
  options: PrepareOptions = {},
): Promise<string[]> {
  if (targets.embedded) await prepareServer(targets.embedded.target, secretKey);
  const { migrator } = targets;
  const prepare = () =>
    withConnection(migrator, 'migrate', (sql) => prepareWith(sql, config, targets, secretKey, options));
  const applied = await withConnection(migrator, 'migration lock', (sql) =>
    withMigrationLock(sql, prepare, options.onProgress),
  ).catch((error: unknown) => {
    throw refusalOf(error, migrator) ?? error;
  });
  for (const [name, target] of separateDatabases(config)) {
    applied.push(...(await prepareSeparate(name, target, options)));
  }
  return applied;
}

/** A module's own database: its tables, and `platform` for its functions. The role of its URL owns them. */
async function prepareSeparate(
  name: ModuleName,
  target: ConnectionTarget,
  { onProgress }: PrepareOptions,
): Promise<string[]> {
  const prepare = () =>
    withConnection(target, 'migrate', async (sql) => {
      await checkServer(sql);
      return migrate(sql, ['platform', name]);
    });
  return withConnection(target, 'migration lock', (sql) => withMigrationLock(sql, prepare, onProgress)).catch(
    (error: unknown) => {
      throw refusalOf(error, target) ?? error;
    },
  );
}

async function prepareWith(
  sql: Sql,
  config: Config,
  { embedded, migrator }: DatabaseTargets,
  secretKey: string,
  { only, isRestore = false, onMigration }: PrepareOptions,
): Promise<string[]> {
  await checkServer(sql);
  if (!isRestore) await refuseHalfRestored(sql);
  if (config.databaseRoles) {
    const mayEnter = (role: string) => isLetIn(asRole(migrator, role, secretKey));
    await ensureRoles(sql, appRoles(), secretKey, embedded ? undefined : mayEnter);
    await limitIdleTransactions(sql, appRoles());
  }
  const separate = separateDatabases(config);
  const shared = config.split.hosted.filter((name) => !separate.has(name));
  const applied = await migrate(sql, ['platform', ...shared], { only, onMigration });
  const queueChanged = await migrateQueue(sql, migrator);
  if (config.databaseRoles && (applied.length > 0 || queueChanged)) await grantRights(sql, shared);
  return queueChanged ? [...applied, 'pgboss'] : applied;
}

/** Creates the database and its owner role on the embedded server. */
export async function prepareServer(server: ConnectionTarget, secretKey: string, name = databaseName): Promise<void> {
  await withConnection(server, 'prepare', async (sql) => {
    const existing = await sql`select 1 from pg_database where datname = ${name}`;
    if (existing.length > 0) return;
    await ensureRoles(sql, [migratorRole], secretKey);
    await sql.unsafe(`alter role ${migratorRole} createrole`);
    await sql.unsafe(`create database ${name} owner ${migratorRole}`);
  });
}

async function isLetIn(target: ConnectionTarget): Promise<boolean> {
  try {
    await withConnection(target, 'check', (sql) => sql`select 1`);
    return true;
  } catch (error) {
    if (isWrongPassword(error)) return false;
    throw error;
  }
}

function appRoles(): string[] {
  return [eventsRole, ...moduleNames.map(moduleRole)];
}

function externalTargets(config: Config, base: ConnectionTarget, secretKey: string): DatabaseTargets {
  const migrator = config.MIGRATION_DATABASE_URL === undefined ? base : targetFromUrl(config.MIGRATION_DATABASE_URL);
  const listening = config.LISTEN_DATABASE_URL === undefined ? migrator : targetFromUrl(config.LISTEN_DATABASE_URL);
  const direct = config.databaseRoles ? asRole(listening, eventsRole, secretKey) : listening;
  return { ...roleTargets(config, base, secretKey), direct, migrator, embedded: null };
}

function roleTargets(config: Config, base: ConnectionTarget, secretKey: string) {
  const target = (role: string) => (config.databaseRoles ? asRole(base, role, secretKey) : base);
  const own = (module: ModuleName, url: string | undefined) =>
    url === undefined ? target(moduleRole(module)) : targetFromUrl(url);
  return {
    events: target(eventsRole),
    modules: perModule((name) => own(name, config[databaseVariable(name)])),
    replica: replicaTargets(config, secretKey),
  };
}

/** The roles on the replica: it has those of its primary. */
function replicaTargets(config: Config, secretKey: string): DatabaseTargets['replica'] {
  if (config.READ_DATABASE_URL === undefined) return undefined;
  const base = targetFromUrl(config.READ_DATABASE_URL);
  const target = (role: string) => (config.databaseRoles ? asRole(base, role, secretKey) : base);
  return { events: target(eventsRole), modules: perModule((name) => target(moduleRole(name))) };
}

const urlNames = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'LISTEN_DATABASE_URL',
  ...moduleNames.map(databaseVariable),
] as const;

/**
 * Checks that every configured server accepts us.
 * @throws StartError that names the variable of the first one that does not.
 */
async function checkReachable(config: Config): Promise<void> {
  await Promise.all(configuredServers(config).map(({ name, target }) => checkServerAt(name, target)));
}

function configuredServers(config: Config) {
  return urlNames.flatMap((name) => {
    const url = config[name];
    return url === undefined ? [] : [{ name, target: targetFromUrl(url) }];
  });
}

async function checkServerAt(name: string, target: ConnectionTarget): Promise<void> {
  await withConnection(target, 'check', (sql) => sql`select 1`).catch((error: unknown) => {
    throw unreachable(error, name, target) ?? error;
  });
}

const retryReachMs = 1_000;
const reminderMs = 5_000;

/**
 * Waits until every configured server answers, and logs every few seconds which one is missing.
 * @throws StartError if a server refuses us, or does not answer within `waitMs` milliseconds.
 */
export async function waitForServers(config: Config, waitMs: number, options: LocateOptions): Promise<void> {
  const deadline = performance.now() + waitMs;
  await Promise.all(configuredServers(config).map((server) => waitForServer(server, deadline, options)));
}

async function waitForServer(
  { name, target }: { name: string; target: ConnectionTarget },
  deadline: number,
  { onProgress, signal }: LocateOptions,
): Promise<void> {
  let toldAt = Number.NEGATIVE_INFINITY;
  const report = (reason: string) => {
    const now = performance.now();
    if (now - toldAt < reminderMs) return;
    toldAt = now;
    onProgress?.(`${reason} Waiting for up to ${Math.ceil(Math.max(0, deadline - now) / 1_000)} s more.`);
  };
  for (;;) {
    // A server that accepts the connection but sends nothing causes no error, so a timer logs it.
    const silence = setInterval(
      () => report(`PostgreSQL at ${addressOf(target)} does not respond (${name}).`),
      reminderMs,
    );
    try {
      return await abortable(checkServerAt(name, target), signal);
    } catch (error) {
      if (!(error instanceof StartError) || !isStarting(error.cause) || performance.now() >= deadline) throw error;
      report(error.message);
    } finally {
      clearInterval(silence);
    }
    await sleep(retryReachMs, undefined, { signal });
  }
}

/** Whether the server may still start. A container's name resolves only once the container runs. */
function isStarting(cause: unknown): boolean {
  return isDatabaseAway(cause) || ['ENOTFOUND', 'EAI_AGAIN'].includes(postgresCode(cause) ?? '');
}

/** Rejects when the signal is aborted, without waiting for the work. */
async function abortable<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function checkServer(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number; encoding: string }[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`;
  if (row && row.version < oldestVersion) {
    throw new StartError(
      exitCodes.database,
      `The database is PostgreSQL ${Math.floor(row.version / 10_000)}; TaskUno needs 15 or newer.`,
    );
  }
  if (row && row.encoding !== 'UTF8') {
    throw new StartError(
      exitCodes.database,
      `The database's encoding is ${row.encoding}; recreate it with ENCODING 'UTF8'.`,
    );
  }
}

/** Runs pg-boss's own migrations as the migrator role, only if the version has changed. */
async function migrateQueue(sql: Sql, migrator: ConnectionTarget): Promise<boolean> {
  if ((await installedQueueVersion(sql)) === neededQueueVersion()) return false;
  const { PgBoss } = await import('pg-boss');
  const boss = new PgBoss({
    ...nodePostgresOptions(migrator),
    schema: 'pgboss',
    supervise: false,
    schedule: false,
    max: 2,
  });
  await boss.start();
  await boss.stop({ graceful: false });
  return true;
}

async function installedQueueVersion(sql: Sql): Promise<number | null> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('pgboss.version')::text as name`;
  if (!table?.name) return null;
  const [row] = await sql<{ version: number }[]>`select version from pgboss.version`;
  return row?.version ?? null;
}

function neededQueueVersion(): number {
  const entry = createRequire(import.meta.url).resolve('pg-boss');
  const description = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return description.pgboss.schema;
}

/** Runs `work` on a single connection that is closed afterwards. */
export async function withConnection<Result>(
  target: ConnectionTarget,
  name: string,
  work: (sql: Sql) => PromiseLike<Result>,
): Promise<Result> {
  const sql = connect(target, { connections: 1, name });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
