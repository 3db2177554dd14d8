import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { connect, type Sql } from './connection.ts';
import { withMigrationLock } from './migration-lock.ts';

let database: TestDatabase;
let connections: Sql[];
beforeAll(async () => {
  database = await createDatabase();
  connections = Array.from({ length: 3 }, () =>
    connect(database.targets.migrator, { connections: 1, name: 'migration lock' }),
  );
});
afterAll(async () => {
  await Promise.all(connections.map((sql) => sql.end({ timeout: 1 })));
  await database.drop();
});

async function heldLocks(): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*) as count from pg_locks where locktype = 'advisory' and database = (
      select oid from pg_database where datname = current_database())`;
  return row?.count ?? 0;
}

it('lets one process at a time prepare the database, and leaves no lock on an open connection', async () => {
  const steps: string[] = [];
  const waited: string[] = [];
  let running = 0;
  const prepare = (name: string) => async () => {
    running += 1;
    steps.push(`${name} ${running}`);
    await database.sql`select pg_sleep(0.3)`;
    running -= 1;
    return name;
  };
  const names = await Promise.all(
    connections.map((sql, index) =>
      withMigrationLock(sql, prepare(String(index)), (message) => waited.push(message), 200),
    ),
  );
  expect(names).toEqual(['0', '1', '2']);
  expect(steps.map((step) => step.split(' ')[1])).toEqual(['1', '1', '1']);
  expect(waited.length).toBeGreaterThan(0);
  expect(waited[0]).toMatch(/^another process has been preparing the database for \d+ s; waiting for it$/);
  expect(await heldLocks()).toBe(0);
});

it('gives the lock back after a failure, and passes the failure on', async () => {
  const [first, second] = connections;
  if (!first || !second) throw new Error('no connections');
  const failing = withMigrationLock(first, async () => {
    throw new Error('a migration failed');
  });
  await expect(failing).rejects.toThrow('a migration failed');
  expect(await heldLocks()).toBe(0);
  expect(await withMigrationLock(second, async () => 'next')).toBe('next');
});

it('does not delay an index that is built meanwhile without blocking writes', async () => {
  const [lock, work] = connections;
  if (!lock || !work) throw new Error('no connections');
  await withMigrationLock(lock, async () => {
    await work`create table drizzle.big as select generate_series(1, 100) as number`;
    await work`set statement_timeout = '5s'`;
    await work`create index concurrently on drizzle.big (number)`;
  });
  const [index] = await database.sql`select from pg_indexes where schemaname = 'drizzle' and tablename = 'big'`;
  expect(index).toBeDefined();
});
