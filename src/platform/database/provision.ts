import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Config, ModuleName } from '../config.ts';
import { moduleNames } from '../config.ts';
import { exitCodes, StartError } from '../start-error.ts';
import { connect, type Sql } from './connection.ts';
import { type ConnectionTarget, targetFromUrl } from './connection-target.ts';
import { nodePostgresOptions } from './node-postgres.ts';
import { isWrongPassword, refusalOf, unreachable } from './connection-failure.ts';
import { type EmbeddedServer, startEmbedded } from './embedded.ts';
import type { Purpose } from './embedded-claim.ts';
import { migrate } from './migrations.ts';
import {
  asRole,
  ensureRoles,
  eventsRole,
  grantRights,
  limitIdleTransactions,
  migratorRole,
  moduleRole,
} from './roles.ts';

/** Where each part of the app connects, once the database is there and its schema is new enough. */
export interface DatabaseTargets {
  readonly modules: Readonly<Record<ModuleName, ConnectionTarget>>;
  /** The relay's, the event log's and the queue's. */
  readonly events: ConnectionTarget;
  readonly migrator: ConnectionTarget;
  readonly embedded: EmbeddedServer | null;
}

/** Of the embedded server. */
export const databaseName = 'taskuno';
const oldestVersion = 150_000;

export interface LocateOptions {
  /** What an embedded server is wanted for; a command shares it, so that it never stops a serving app's. */
  readonly purpose: Purpose;
  readonly onProgress?: ((step: string) => void) | undefined;
}

/**
 * Starts the embedded server where no other is configured, and says who connects as what.
 * @throws StartError where a configured server can't be reached.
 */
export async function locateDatabase(
  config: Config,
  secretKey: string,
  { purpose, onProgress }: LocateOptions,
): Promise<DatabaseTargets> {
  if (config.DATABASE_URL !== undefined) {
    await checkReachable(config);
    return externalTargets(config, targetFromUrl(config.DATABASE_URL), secretKey);
  }
  const embedded = await startEmbedded({ dataDir: config.dataDir, purpose, ...(onProgress ? { onProgress } : {}) });
  const base = { ...embedded.target, database: databaseName };
  const targets = roleTargets(config, base, secretKey);
  return { ...targets, migrator: config.databaseRoles ? asRole(base, migratorRole, secretKey) : base, embedded };
}

/**
 * Brings the database to this release: roles, migrations of every schema, the queue's tables, rights.
 * @returns the names of the migrations that were applied.
 */
export async function prepareDatabase(config: Config, targets: DatabaseTargets, secretKey: string): Promise<string[]> {
  if (targets.embedded) await prepareServer(targets.embedded.target, secretKey);
  const mayEnter = (role: string) => isLetIn(asRole(targets.migrator, role, secretKey));
  return withConnection(targets.migrator, 'migrate', async (sql) => {
    await checkServer(sql);
    if (config.databaseRoles) {
      await ensureRoles(sql, appRoles(), secretKey, targets.embedded ? undefined : mayEnter);
      await limitIdleTransactions(sql, appRoles());
    }
    const applied = await migrate(sql, ['platform', ...moduleNames]);
    const queueChanged = await migrateQueue(sql, targets.migrator);
    if (config.databaseRoles && (applied.length > 0 || queueChanged)) await grantRights(sql, moduleNames);
    return queueChanged ? [...applied, 'pgboss'] : applied;
  }).catch((error: unknown) => {
    throw refusalOf(error, targets.migrator) ?? error;
  });
}

/** On a server of our own: the database and the role that owns it. */
export async function prepareServer(server: ConnectionTarget, secretKey: string, name = databaseName): Promise<void> {
  await withConnection(server, 'prepare', async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length > 0) return;
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
  return { ...roleTargets(config, base, secretKey), migrator, embedded: null };
}

function roleTargets(config: Config, base: ConnectionTarget, secretKey: string) {
  const target = (role: string) => (config.databaseRoles ? asRole(base, role, secretKey) : base);
  const own = (module: ModuleName, url: string | undefined) =>
    url === undefined ? target(moduleRole(module)) : targetFromUrl(url);
  return {
    events: target(eventsRole),
    modules: {
      auth: own('auth', config.AUTH_DATABASE_URL),
      teams: own('teams', config.TEAMS_DATABASE_URL),
      projects: own('projects', config.PROJECTS_DATABASE_URL),
      tasks: own('tasks', config.TASKS_DATABASE_URL),
      notifications: own('notifications', config.NOTIFICATIONS_DATABASE_URL),
    },
  };
}

const urlNames = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'AUTH_DATABASE_URL',
  'TEAMS_DATABASE_URL',
  'PROJECTS_DATABASE_URL',
  'TASKS_DATABASE_URL',
  'NOTIFICATIONS_DATABASE_URL',
] as const;

/** Every configured server answers and lets us in; else the first that does not is told by its variable. */
async function checkReachable(config: Config): Promise<void> {
  const given = urlNames.flatMap((name) => (config[name] === undefined ? [] : [{ name, url: config[name] }]));
  await Promise.all(
    given.map(async ({ name, url }) => {
      const target = targetFromUrl(url);
      await withConnection(target, 'check', (sql) => sql`select 1`).catch((error: unknown) => {
        throw unreachable(error, name, target) ?? error;
      });
    }),
  );
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
      `The database's encoding is ${row.encoding}; make it anew with ENCODING 'UTF8'.`,
    );
  }
}

/** pg-boss brings its own migrations; they run here, as the stronger role, and only where its version has changed. */
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
  const [found] = await sql<{ name: string | null }[]>`select to_regclass('pgboss.version')::text as name`;
  if (!found?.name) return null;
  const [row] = await sql<{ version: number }[]>`select version from pgboss.version`;
  return row?.version ?? null;
}

function neededQueueVersion(): number {
  const entry = createRequire(import.meta.url).resolve('pg-boss');
  const description = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return description.pgboss.schema;
}

async function withConnection<Result>(
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
