import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connect, type Sql } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { readConfig } from '#platform/startup/config.ts';
import { type DatabaseTargets, prepareDatabase, prepareServer } from '#platform/database/provision.ts';
import { targetsOf, templateName, testSecretKey } from './server.ts';
import type { Database } from '#platform/database/database.ts';

export interface TestDatabase {
  readonly name: string;
  readonly targets: DatabaseTargets;
  /** The superuser's view of all schemas: for assertions, never for the app. */
  readonly sql: Sql;
  drop(): Promise<void>;
}

/** A new database, copied from the migrated template. */
export async function createDatabase(): Promise<TestDatabase> {
  return openDatabase((admin, name) =>
    admin.unsafe(`create database ${name} template ${templateName} strategy file_copy`),
  );
}

/** A database that is created and migrated like the app's; a copy lacks the privileges on the database itself. */
export async function provisionDatabase(): Promise<TestDatabase> {
  const config = readConfig({ SECRET_KEY: testSecretKey });
  return openDatabase(async (_admin, name) => {
    await prepareServer(inject('server'), testSecretKey, name);
    await prepareDatabase(config, targetsOf(inject('server'), name), testSecretKey);
  });
}

/** A database without any table, as on a new server. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return openDatabase((_admin, name) => prepareServer(inject('server'), testSecretKey, name));
}

/** A module's database that refuses queries beside an open transaction, as in the app under test. */
export function watchedDoor({ sql }: TestDatabase): Database {
  const nothing = () => undefined;
  return { sql, prepare: true, onPublished: nothing, onAccessChanged: nothing, within: new AsyncLocalStorage<true>() };
}

async function openDatabase(make: (admin: Sql, name: string) => PromiseLike<unknown>): Promise<TestDatabase> {
  const server: ConnectionTarget = inject('server');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, (admin) => make(admin, name));
  const sql = connect({ ...server, database: name }, { connections: 2, name: 'assertions' });
  return {
    name,
    targets: targetsOf(server, name),
    sql,
    async drop() {
      await sql.end({ timeout: 1 });
      await asSuperuser(server, (admin) => admin.unsafe(`drop database if exists ${name} with (force)`));
    },
  };
}

async function asSuperuser(server: ConnectionTarget, work: (sql: Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = connect(server, { connections: 1, name: 'test admin' });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
