import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connect, type ConnectionTarget, type Sql } from '#platform/database/connection.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { targetsOf, templateName } from './server.ts';

export interface TestDatabase {
  readonly name: string;
  readonly targets: DatabaseTargets;
  /** The superuser's view of all schemas: for assertions, never for the app. */
  readonly sql: Sql;
  drop(): Promise<void>;
}

/** A database of its own, copied from the migrated template. */
export async function createDatabase(): Promise<TestDatabase> {
  const server: ConnectionTarget = inject('server');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, (admin) =>
    admin.unsafe(`create database ${name} template ${templateName} strategy file_copy`),
  );
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

async function asSuperuser(server: ConnectionTarget, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = connect(server, { connections: 1, name: 'test admin' });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
