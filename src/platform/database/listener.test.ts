import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/harness/database-proxy.ts';
import { until } from '../../../test/harness/process.ts';
import { createListener, type Listener } from './listener.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let listener: Listener;
const heard: string[] = [];
let connections = 0;
const errors: unknown[] = [];

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  proxy = await startDatabaseProxy(database.targets.events);
  listener = createListener(proxy.through(database.targets.events), 'test listener', (error) => errors.push(error));
  heard.length = 0;
  errors.length = 0;
  connections = 0;
  await listener.listen(
    'news',
    (payload) => heard.push(payload),
    () => (connections += 1),
  );
});
afterEach(async () => {
  await listener.end();
  await proxy.close();
});

async function expectToHear(payload: string): Promise<void> {
  await database.sql`select pg_notify('news', ${payload})`;
  await until(() => heard.length > 0);
  expect(heard).toEqual([payload]);
}

describe('a listener', () => {
  it('receives notifications, also after its connection was terminated', async () => {
    await expectToHear('first');
    heard.length = 0;
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like '%test listener'`;
    await until(() => connections === 2);
    await expectToHear('second');
  });

  it('reconnects once per second while connections are closed, and receives notifications when they stay open', async () => {
    proxy.setMode('closing');
    const before = proxy.connectionCount();
    const since = performance.now();
    await until(() => performance.now() - since > 2_500);
    expect(proxy.connectionCount() - before).toBeGreaterThan(0);
    expect(proxy.connectionCount() - before).toBeLessThanOrEqual(3);
    proxy.setMode('open');
    await until(() => connections === 2);
    await expectToHear('after');
  });

  it('reports an error of what it calls after connecting, and reconnects again', async () => {
    const failure = new Error('not ready yet');
    let calls = 0;
    await listener.listen(
      'others',
      (payload) => heard.push(payload),
      () => {
        calls += 1;
        throw failure;
      },
    );
    for (const count of [2, 3]) {
      await database.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like '%test listener'`;
      await until(() => calls === count && connections === count);
    }
    expect(errors).toEqual([failure, failure, failure]);
    await database.sql`select pg_notify('others', 'still there')`;
    await until(() => heard.length > 0);
    expect(heard).toEqual(['still there']);
  });

  it('does not reconnect after it was stopped', async () => {
    proxy.setMode('closing');
    await listener.end();
    const before = proxy.connectionCount();
    const since = performance.now();
    await until(() => performance.now() - since > 1_500);
    expect(proxy.connectionCount()).toBe(before);
  });
});
