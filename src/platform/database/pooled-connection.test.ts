import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/harness/database-proxy.ts';
import { until } from '../../../test/harness/process.ts';
import { isDatabaseAway, postgresCode } from './database-errors.ts';
import { PooledConnection } from './pooled-connection.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let connection: PooledConnection;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  proxy = await startDatabaseProxy(database.targets.events);
  const options = { name: 'test', prepare: true, idleTimeoutSeconds: 60, onClose: () => undefined };
  connection = new PooledConnection(proxy.through(database.targets.events), options);
  await connection.open();
});
afterEach(async () => {
  await connection.end();
  await proxy.close();
});

const ask = async () => (await connection.client.unsafe('select 1 as one'))[0];

describe('a lost connection', () => {
  it('reconnects if it was lost while a statement was written', async () => {
    const refused = ask().catch(isDatabaseAway);
    connection.close();
    expect(await refused).toBe(true);
    await connection.open();
    expect(await ask()).toEqual({ one: 1 });
  });

  it('refuses the further statements of its transaction, and reconnects', async () => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const transaction = connection.client.begin(async (tx) => {
      await tx.unsafe('select 1');
      begun.resolve();
      await goOn.promise;
      await tx.unsafe('create table public.late (text text)');
    });
    await begun.promise;
    const refused = transaction.catch(postgresCode);
    connection.close();
    expect(await refused).toBe('CONNECTION_CLOSED');
    await connection.open();
    goOn.resolve();
    expect(await ask()).toEqual({ one: 1 });
    expect(await database.sql`select to_regclass('public.late') as late`).toEqual([{ late: null }]);
  });

  it('is tried once per attempt while the server closes every connection', async () => {
    proxy.setMode('closing');
    await until(() => !connection.isOpen);
    const before = proxy.connectionCount();
    for (let i = 0; i < 3; i += 1) await connection.open().catch(() => undefined);
    expect(proxy.connectionCount() - before).toBe(3);
    proxy.setMode('open');
    await connection.open();
    expect(await ask()).toEqual({ one: 1 });
  });
});
