import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/harness/database-proxy.ts';
import { until } from '../../../test/harness/process.ts';
import { connect, type Sql } from './connection.ts';
import { type Database, withTransaction } from './database.ts';
import { isDatabaseAway, postgresCode } from './database-errors.ts';
import { sql as raw } from './drizzle.ts';
import { rawQuery } from './query.ts';
import { WaitBudget, withWaitBudget } from './wait-budget.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let sql: Sql;

beforeAll(async () => {
  database = await createDatabase();
  await database.sql`create table public.note (text text)`;
  await database.sql`grant all on public.note to public`;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`truncate public.note`;
  proxy = await startDatabaseProxy(database.targets.events);
  sql = connect(proxy.through(database.targets.events), { connections: 2, name: 'pool test' });
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
  await proxy.close();
});

const insertNote = rawQuery<{ text: string }, object>((params) => raw`insert into public.note values (${params.text})`);
const db = (): Database => ({ sql, prepare: true, onPublished: () => undefined, onAccessChanged: () => undefined });
const write = (text: string) => insertNote({ db: db() }, { text });
const writeInTransaction = (text: string) => withTransaction({ db: db() }, (inTx) => insertNote(inTx, { text }));
const notes = async () =>
  (await database.sql<{ text: string }[]>`select text from public.note`).map(({ text }) => text);
/** Runs work as a request that waits only briefly for the database. */
const impatiently = <Result>(work: () => PromiseLike<Result>) =>
  withWaitBudget(new WaitBudget(400), async () => work());
async function works(work: () => PromiseLike<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    return false;
  }
}
const rested = () => {
  const since = performance.now();
  return until(() => performance.now() - since > 150);
};

describe.each([
  ['a statement', write],
  ['a transaction', writeInTransaction],
])('%s', (_name, writeNote) => {
  it('is refused in time while the database does not answer, and is not executed later', async () => {
    await writeNote('before');
    await rested();
    proxy.setMode('silent');
    const refused = await Promise.all(
      ['a', 'b', 'c'].map((text) => impatiently(() => writeNote(text)).catch(postgresCode)),
    );
    expect(refused).toEqual(['ETIMEDOUT', 'ETIMEDOUT', 'ETIMEDOUT']);
    proxy.setMode('open');
    await writeNote('after');
    expect(await notes()).toEqual(['before', 'after']);
  });

  it('is refused in time while it waits for a lock, and is not executed later', async () => {
    await database.sql.begin(async (tx) => {
      await tx`lock table public.note`;
      expect(await impatiently(() => writeNote('a')).catch(postgresCode)).toBe('ETIMEDOUT');
    });
    await writeNote('after');
    expect(await notes()).toEqual(['after']);
  });

  it('is refused in time while all connections are in use, and is not executed later', async () => {
    const release = Promise.withResolvers<void>();
    const holders = [1, 2].map(() => sql.begin(() => release.promise));
    expect(await impatiently(() => writeNote('a')).catch(postgresCode)).toBe('ETIMEDOUT');
    release.resolve();
    await Promise.all(holders);
    await writeNote('after');
    expect(await notes()).toEqual(['after']);
  });
});

describe('an unreachable database', () => {
  it('is tried once per second for any number of requests, which are refused immediately', async () => {
    await write('before');
    proxy.setMode('closing');
    await sql`select 1`.catch(() => undefined);
    const before = proxy.connectionCount();
    const startedAt = performance.now();
    let count = 0;
    while (performance.now() - startedAt < 2_000) {
      expect(await write('lost').catch(isDatabaseAway)).toBe(true);
      count += 1;
    }
    expect(count).toBeGreaterThan(20);
    expect(proxy.connectionCount() - before).toBeLessThanOrEqual(3);
    proxy.setMode('open');
    await until(() => works(() => write('after')));
    expect(await notes()).toEqual(['before', 'after']);
  });

  it('is reported once when it is lost and once when it is back', async () => {
    const reports: (string | null)[] = [];
    const watched = connect(proxy.through(database.targets.events), {
      connections: 2,
      name: 'watched',
      onAway: (reason) => reports.push(reason && (postgresCode(reason) ?? '')),
    });
    proxy.setMode('closing');
    for (let i = 0; i < 3; i += 1) await watched`select 1`.catch(() => undefined);
    proxy.setMode('open');
    await until(() => reports.length === 2);
    expect(reports).toEqual(['CONNECTION_CLOSED', null]);
    await watched.end();
  });
});

describe('a connection', () => {
  it('that the server terminated is replaced', async () => {
    const [own] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await database.sql`select pg_terminate_backend(${own?.pid ?? 0})`;
    await until(() => works(() => sql`select 1`));
    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });

  it('returns complete rows after an interrupted result', async () => {
    const single = connect(database.targets.events, { connections: 1, name: 'single' });
    await expect(single`select 1 / (2 - n) as n from generate_series(1, 2) as n`).rejects.toMatchObject({
      code: '22012',
    });
    expect(await single`select 1 as one`).toEqual([{ one: 1 }]);
    await single.end();
  });

  it('serves a streaming reply without counting the earlier waits of its request', async () => {
    const budget = new WaitBudget(400);
    const rows = await withWaitBudget(budget, async () => {
      await sql`select pg_sleep(0.2)`;
      budget.countSingly();
      for (let i = 0; i < 2; i += 1) await sql`select pg_sleep(0.2)`;
      return sql`select 1 as one`;
    });
    expect(rows).toEqual([{ one: 1 }]);
  });

  it('runs one statement at a time', async () => {
    const [slow, ...quick] = await Promise.all([
      sql`select pg_sleep(0.3), clock_timestamp()::text as at`,
      ...Array.from({ length: 20 }, () => sql<{ at: string }[]>`select clock_timestamp()::text as at`),
    ]);
    for (const rows of quick) expect(String(rows[0]?.['at']) < String(slow?.[0]?.['at'])).toBe(true);
  });
});
