import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { type SyncedLimiter, createSyncedLimiters } from './synced-limiter.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const options = { name: 'address', points: 100, windowSeconds: 60 };

/** An instance of the app, as far as it counts. */
function openInstance() {
  const limiters = createSyncedLimiters(database.sql);
  return { sync: () => limiters.sync(), limiter: limiters.create(options) };
}

/** @returns how many of the requests were let through. */
async function request(limiter: SyncedLimiter, key: string, times: number): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: times }, () => limiter.consume(key)));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

async function storedKeys(): Promise<string[]> {
  const rows = await database.sql<{ key: string }[]>`select key from platform.rate_limit order by key`;
  return rows.map(({ key }) => key);
}

it('holds a limit across instances, up to what passes between two reports', async () => {
  const [first, second] = [openInstance(), openInstance()];
  expect(await request(first.limiter, '10.0.0.1', 60)).toBe(60);
  await first.sync();
  expect(await request(second.limiter, '10.0.0.1', 30)).toBe(30);
  await second.sync();
  expect(await request(second.limiter, '10.0.0.1', 20)).toBe(10);
  await second.sync();
  await first.sync();
  // The sum is known to the first one only after a report of its own.
  expect(await request(first.limiter, '10.0.0.1', 1)).toBe(1);
  await first.sync();
  expect(await request(first.limiter, '10.0.0.1', 20)).toBe(0);
  expect(await request(second.limiter, '10.0.0.1', 20)).toBe(0);
});

it('counts each request once, whenever instances report', async () => {
  const [first, second] = [openInstance(), openInstance()];
  for (let round = 0; round < 4; round += 1) {
    expect(await request(first.limiter, '10.0.0.2', 12)).toBe(12);
    await Promise.all([first.sync(), second.sync()]);
    expect(await request(second.limiter, '10.0.0.2', 12)).toBe(12);
    await Promise.all([first.sync(), second.sync()]);
  }
  const [row] = await database.sql<{ points: number }[]>`
    select points from platform.rate_limit where key = 'address:10.0.0.2'`;
  expect(row?.points).toBe(96);
});

it('keeps requests that arrive during a report', async () => {
  const { limiter, sync } = openInstance();
  await request(limiter, '10.0.0.3', 50);
  const reporting = sync();
  await request(limiter, '10.0.0.3', 40);
  await reporting;
  expect(await request(limiter, '10.0.0.3', 30)).toBe(10);
});

it('writes nothing for keys that are far from their limit', async () => {
  const { limiter, sync } = openInstance();
  for (let number = 0; number < 50; number += 1) await request(limiter, `10.0.1.${number}`, 9);
  await sync();
  expect(await storedKeys()).not.toContainEqual(expect.stringContaining('10.0.1.'));
});

it('begins anew with the window', async () => {
  const [first, second] = [createSyncedLimiters(database.sql), createSyncedLimiters(database.sql)];
  const short = { ...options, windowSeconds: 1 };
  const [here, there] = [first.create(short), second.create(short)];
  expect(await request(here, '10.0.0.4', 100)).toBe(100);
  await first.sync();
  expect(await request(there, '10.0.0.4', 20)).toBe(20);
  await second.sync();
  expect(await request(there, '10.0.0.4', 1)).toBe(0);
  const end = Date.now() + 1_200;
  while ((await request(there, '10.0.0.4', 1)) === 0) expect(Date.now()).toBeLessThan(end + 5_000);
  await Promise.all([first.sync(), second.sync()]);
  expect(await request(there, '10.0.0.4', 90)).toBe(90);
});
