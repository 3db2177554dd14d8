import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { until } from '../../../test/harness/process.ts';
import { createAccessAnnouncer } from './announce-changes.ts';

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await createDatabase();
  sql = connect(database.targets.events, { connections: 2, name: 'announcer test' });
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await database.drop();
});

async function openInstance() {
  const forgotten: string[] = [];
  const state = { refreshes: 0 };
  const caches = {
    forget: (keys: readonly string[]) => void forgotten.push(...keys),
    refresh: async () => void (state.refreshes += 1),
  };
  const announcer = createAccessAnnouncer({ sql, caches, log: pino({ level: 'fatal' }), own: randomUUID() });
  await announcer.start();
  return { ...announcer, forgotten, state };
}

it('tells every other instance the keys, also more than one message holds', async () => {
  const [here, there] = [await openInstance(), await openInstance()];
  here.announce(['user:a']);
  await until(() => there.forgotten.length === 1);
  expect(there.forgotten).toEqual(['user:a']);
  const many = Array.from({ length: 500 }, () => `user:${randomUUID()}`);
  here.announce(many);
  here.announce(['user:last', 'user:last']);
  await until(() => there.forgotten.includes('user:last'));
  expect(there.forgotten.toSorted()).toEqual(['user:a', ...many, 'user:last'].toSorted());
  expect(here.forgotten).toEqual([]);
});

it('has the changes read after its connection was lost, and hears again', async () => {
  const [here, there] = [await openInstance(), await openInstance()];
  const before = there.state.refreshes;
  await database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like '%announcer test listener'`;
  await until(() => there.state.refreshes > before);
  here.announce(['user:b']);
  await until(() => there.forgotten.length === 1);
  expect(there.forgotten).toEqual(['user:b']);
});
