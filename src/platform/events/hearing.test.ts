import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { until } from '../../../test/harness/process.ts';
import { createHearing, type Hearing } from './hearing.ts';

let database: TestDatabase;
let sql: Sql;
let hearing: Hearing | undefined;
let grown: number[];
let head: number;
let reads: number;
beforeEach(async () => {
  database = await createDatabase();
  [grown, head, reads] = [[], 7, 0];
});
afterEach(async () => {
  hearing?.stop();
  await sql.end({ timeout: 1 });
  await database.drop();
});

async function openHearing(listenDatabase: string, patienceMs: number): Promise<Hearing> {
  const { events } = database.targets;
  const listenTarget = { ...events, database: listenDatabase };
  sql = connect(events, { connections: 2, name: 'hearing test', listenTarget });
  hearing = createHearing({
    sql,
    log: pino({ level: 'fatal' }),
    async head() {
      reads += 1;
      return head;
    },
    onGrown: (position) => void grown.push(position),
    checkIntervalMs: 50,
    patienceMs,
    pollIntervalMs: 10,
  });
  await hearing.start();
  return hearing;
}

it('hears itself on a direct connection, and reads nothing', async () => {
  const { isDeaf } = await openHearing(database.name, 10_000);
  const [before] = await database.sql<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
  await until(async () => {
    const [now] = await database.sql<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
    return (now?.at ?? 0) - (before?.at ?? 0) > 0.6;
  });
  expect([isDeaf(), reads, grown]).toEqual([false, 0, []]);
});

it('reads the log where notifications are lost, and calls back when it has grown', async () => {
  // Whoever listens in another database hears nothing of this one, as behind a pooler that shares connections.
  const { isDeaf } = await openHearing('postgres', 100);
  await until(isDeaf);
  await until(() => grown.length === 1);
  head = 9;
  await until(() => grown.length === 2);
  expect(grown).toEqual([7, 9]);
});
