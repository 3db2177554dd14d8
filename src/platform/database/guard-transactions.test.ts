import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { connect, type Sql, type TransactionSql } from './connection.ts';
import { postgresCode } from './database.ts';

let database: TestDatabase;
let pool: Sql;
beforeAll(async () => {
  database = await createDatabase();
  pool = connect(database.targets.events, { connections: 1, name: 'probe' });
});
afterAll(async () => {
  await pool.end({ timeout: 1 });
  await database.drop();
});

const inTransaction = (tx: TransactionSql, work: (inner: TransactionSql) => Promise<unknown>) => work(tx);
const inSavepoint = (tx: TransactionSql, work: (inner: TransactionSql) => Promise<unknown>) =>
  tx.savepoint((inner) => work(inner as TransactionSql));

it('transactions with options and named savepoints are guarded in the same way', async () => {
  const read = pool.begin('read only', (tx) =>
    tx.savepoint('here', (inner) => inner`select current_setting('transaction_read_only') as is`),
  );
  expect(await read).toEqual([{ is: 'on' }]);
});

it.each([
  ['that goes on', inTransaction, (tx: TransactionSql) => tx`select pg_advisory_lock(7)`],
  ['that goes on with a text', inTransaction, (tx: TransactionSql) => tx.unsafe('select pg_advisory_lock(7)')],
  ['that goes on in a savepoint', inSavepoint, (tx: TransactionSql) => tx`select pg_advisory_lock(7)`],
  ['that is content', inTransaction, () => undefined],
])('work %s after its connection was lost is heard by nobody', async (_name, within, goOn) => {
  let wake = () => {};
  const isLost = new Promise<void>((resolve) => (wake = resolve));
  let refusal: unknown;
  const begun = pool.begin((begunTx) =>
    within(begunTx as TransactionSql, async (tx) => {
      const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await database.sql`select pg_terminate_backend(${own?.pid ?? 0})`;
      await isLost;
      try {
        await goOn(tx);
      } catch (error) {
        refusal = error;
        throw error;
      }
    }),
  );
  expect(await begun.catch(postgresCode)).toMatch(/^(CONNECTION_CLOSED|57P01)$/);
  // Another caller now uses the replaced connection.
  await pool.begin(async (tx) => {
    await tx`select 1`;
    wake();
    await new Promise((resolve) => setImmediate(resolve));
  });
  expect(await pool`select count(*) as locks from pg_locks where locktype = 'advisory' and objid = 7`).toEqual([
    { locks: 0 },
  ]);
  if (goOn.length > 0) expect(refusal).toEqual(new Error('a query of a transaction that is over'));
});

it('a transaction whose query was interrupted fails and sends no further query', async () => {
  const cut = pool.begin(async (tx) => {
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await Promise.all([tx`select pg_sleep(60)`, database.sql`select pg_terminate_backend(${own?.pid ?? 0})`]);
  });
  expect(await cut.catch(postgresCode)).toMatch(/^(CONNECTION_CLOSED|57P01)$/);
});
