import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import type { Client } from './harness/client.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { type DatabaseProxy, startDatabaseProxy, targetsThrough } from './harness/database-proxy.ts';
import { signUp } from './harness/people.ts';
import { until } from './harness/process.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let test: TestApp;
let client: Client;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  proxy = await startDatabaseProxy(database.targets.events);
  test = await startApp({
    database: { ...database, targets: targetsThrough(proxy, database.targets) },
    env: { DATABASE_DEADLINE_SECONDS: '3' },
  });
  client = await signUp(test.app);
});
afterEach(async () => {
  proxy.setMode('open');
  await test.stop();
  await proxy.close();
});

const names = async () =>
  (await database.sql<{ name: string }[]>`select name from teams.organization order by name`).map(({ name }) => name);
const create = (name: string) => client.post('/organizations', { name });
const isReady = async () => (await client.get('/health/ready')).status === 200;

it('a change that waits for a silent database is refused in time, and not made when the database is back', async () => {
  await create('before');
  await test.settled();
  proxy.setMode('silent');
  const since = performance.now();
  await until(() => performance.now() - since > 200);
  const refusedReplies = await Promise.all(Array.from({ length: 20 }, (_, i) => create(`late ${i}`)));
  for (const { status, body, headers } of refusedReplies) {
    expect({ status, code: body.code, retryAfter: headers.get('retry-after') }).toEqual({
      status: 503,
      code: 'database-away',
      retryAfter: '2',
    });
  }
  proxy.setMode('open');
  await until(isReady);
  await until(async () => (await create('after')).status === 201);
  await test.settled();
  expect(await names()).toEqual(['after', 'before']);
});

it('a database that refuses connections is known to be away: requests are refused at once, and go on when it is back', async () => {
  await create('with a database');
  await test.settled();
  proxy.setMode('closing');
  await until(async () => (await client.get('/auth/me')).status === 503);
  expect(await isReady()).toBe(false);
  const before = proxy.connectionCount();
  for (let i = 0; i < 50; i += 1) expect((await create('without')).status).toBe(503);
  // Seven pools, the listener and the queue, each once a second.
  expect(proxy.connectionCount() - before).toBeLessThan(20);
  proxy.setMode('open');
  await until(isReady);
  await until(async () => (await create('with it again')).status === 201);
  await test.settled();
  expect(await names()).toContain('with it again');
  expect(await names()).not.toContain('without');
});
