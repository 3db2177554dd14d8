import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase, watchedDoor } from '../../../test/harness/database.ts';
import { type Database, isDatabaseAway, withTransaction } from './database.ts';
import { sql } from './drizzle.ts';
import { maybeOne, rawQuery } from './query.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createDatabase();
  db = watchedDoor(database);
});
afterAll(() => database.drop());

const one = rawQuery<object, { one: number }>(() => sql`select 1 as one`);

it('with the check enabled, a query outside the open transaction of its caller is an error', async () => {
  const ctx = { db };
  const within = await withTransaction(ctx, (inTx) => maybeOne(one(inTx, {})));
  expect([within, await maybeOne(one(ctx, {}))]).toEqual([{ one: 1 }, { one: 1 }]);
  await expect(withTransaction(ctx, () => one(ctx, {}))).rejects.toThrow('a query beside the transaction');
  await expect(withTransaction(ctx, () => withTransaction(ctx, async () => 1))).rejects.toThrow('beside');
});

it.each(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'CONNECTION_CLOSED', '57P01', '25P03'])(
  'a connection that ended with %s counts as a temporarily unreachable database',
  (code) => expect(isDatabaseAway(Object.assign(new Error('lost'), { code }))).toBe(true),
);
