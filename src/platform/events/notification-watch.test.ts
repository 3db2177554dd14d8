import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { until } from '../../../test/harness/process.ts';
import { createNotificationWatch, type NotificationWatch } from './notification-watch.ts';

let database: TestDatabase;
let sql: Sql;
let watch: NotificationWatch | undefined;
let grown: number[];
let head: number;
let reads: number;
beforeEach(async () => {
  database = await createDatabase();
  [grown, head, reads] = [[], 7, 0];
});
afterEach(async () => {
  watch?.stop();
  await sql.end({ timeout: 1 });
  await database.drop();
});

async function openWatch(listenDatabase: string, timeoutMs: number): Promise<NotificationWatch> {
  const { events } = database.targets;
  const listenTarget = { ...events, database: listenDatabase };
  sql = connect(events, { connections: 2, name: 'watch test', listenTarget });
  watch = createNotificationWatch({
    sql,
    log: pino({ level: 'fatal' }),
    async head() {
      reads += 1;
      return head;
    },
    onGrown: (position) => void grown.push(position),
    checkIntervalMs: 50,
    timeoutMs,
    pollIntervalMs: 10,
  });
  await watch.start();
  return watch;
}

it('hears itself on a direct connection, and reads nothing', async () => {
  const { areLost } = await openWatch(database.name, 10_000);
  const [before] = await database.sql<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
  await until(async () => {
    const [now] = await database.sql<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 as at`;
    return (now?.at ?? 0) - (before?.at ?? 0) > 0.6;
  });
  expect([areLost(), reads, grown]).toEqual([false, 0, []]);
});

it('reads the log where notifications are lost, and calls back when it has grown', async () => {
  // Whoever listens in another database hears nothing of this one, as behind a pooler that shares connections.
  const { areLost } = await openWatch('postgres', 100);
  await until(areLost);
  await until(() => grown.length === 1);
  head = 9;
  await until(() => grown.length === 2);
  expect(grown).toEqual([7, 9]);
});
