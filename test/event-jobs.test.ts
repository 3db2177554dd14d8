import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { moduleNames } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { batchHandlerOf } from '#platform/events/event-jobs.ts';
import { purgeEventLog } from '#platform/events/purge.ts';
import { createRelay } from '#platform/events/relay.ts';
import { PermanentError, TemporaryError } from '#platform/failures.ts';
import type { Job } from '#platform/jobs/job.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';

const log = pino({ level: 'fatal' });
const name = 'test.together';
const batchName = `${name}.batch`;
const retry = { retryLimit: 2, delaySeconds: 1, longestDelaySeconds: 1 };
let database: TestDatabase;
let sql: Sql;
let queue: Queue;

beforeEach(async () => {
  database = await createDatabase();
  sql = connect(database.targets.events, { connections: 4, name: 'event jobs test' });
  queue = createQueue({ target: database.targets.events, log, supervises: true });
  await queue.start();
  await queue.ensure([
    { name, retry },
    { name: batchName, retry },
  ]);
  await sql`insert into platform.subscription values ('thing.happened', ${name}, ${name}, ${batchName})`;
});
afterEach(async () => {
  await queue.stop();
  await sql.end({ timeout: 0.1 });
  await database.drop();
});

/** Publishes events with numbers from 0 in one batch, and relays them. */
async function relay(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, number) => ({
    id: randomUUID(),
    type: 'thing.happened',
    at: new Date(1_700_000_000_000 + number).toISOString(),
    actor: { kind: 'service', name: 'test' },
    organizationId: null,
    requestId: 'test',
    subject: { kind: 'thing', id: String(number), version: 1 },
    audience: null,
    payload: { number },
  }));
  await database.sql`
    insert into tasks.outbox (id, event)
    select (event->>'id')::uuid, event from jsonb_array_elements(${JSON.stringify(events)}::jsonb) as event`;
  await createRelay({ sql, queue, modules: moduleNames, log, onRelayed: () => undefined }).drain();
}

/** Handles each event with a function, and counts how many were handled together. */
async function work(handle: (number: number) => void): Promise<{ readonly sizes: readonly number[] }> {
  const sizes: number[] = [];
  const settle = (jobs: readonly Job[]) => {
    sizes.push(jobs.length);
    return Promise.allSettled(
      jobs.map(async ({ data }) => handle((data as { payload: { number: number } }).payload.number)),
    );
  };
  await queue.work({ queue: name, retry, handle: settle });
  const batchHandle = batchHandlerOf({ sql, subscriber: name, handle: settle, add: (jobs) => queue.add(name, jobs) });
  await queue.work({ queue: batchName, retry, jobsPerFetch: 4, handle: batchHandle });
  return { sizes };
}

async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    await sql`update pgboss.job set start_after = now() where state = 'retry'`;
    queue.wake([name, batchName]);
    const open = (await queue.status()).filter(({ waiting, active }) => waiting + active > 0);
    expect(open).toEqual([]);
  }, 20_000);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

it('a thousand events are ten jobs, and ten that are poisoned are given up alone, each with its error', async () => {
  await relay(1_000);
  const jobs = await sql<{ name: string }[]>`select name from pgboss.job where name like 'test.%'`;
  expect(jobs.map((job) => job.name)).toEqual(Array.from({ length: 10 }, () => batchName));
  const done: number[] = [];
  let isMended = false;
  await work((number) => {
    if (number % 100 === 7 && !isMended) throw new PermanentError(`poison ${number}`);
    done.push(number);
  });
  await settled();
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers(1_000).filter((number) => number % 100 !== 7));
  const failed = await queue.failed();
  expect(failed.map(({ queue: own, error }) => `${own}: ${error}`).toSorted()).toEqual(
    numbers(10)
      .map((i) => `${name}: poison ${i * 100 + 7}`)
      .toSorted(),
  );

  isMended = true;
  expect(await queue.redrive(name)).toBe(10);
  await settled();
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers(1_000));
});

it('an event alone gets a job of its own, as releases without batches expect it', async () => {
  await relay(1);
  const jobs = await sql`select name, data->'payload' as payload from pgboss.job where name like 'test.%'`;
  expect(jobs).toEqual([{ name, payload: { number: 0 } }]);
});

it('events that fail because something is away wait together', async () => {
  await relay(30);
  let calls = 0;
  const { sizes } = await work(() => {
    calls += 1;
    if (calls <= 60) throw new TemporaryError('away');
  });
  await settled();
  expect(sizes).toEqual([30, 30, 30]);
});

it('an interrupted job is divided, so that an event that ends its process ends no others', async () => {
  await relay(30);
  await sql`update pgboss.job set state = 'retry', started_on = now(), retry_count = 0 where name = ${batchName}`;
  const done: number[] = [];
  await work((number) => done.push(number));
  await settled();
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers(30));
  const jobs = await sql`
    select name, count(*)::int as count from pgboss.job where name like 'test.%' group by name order by name`;
  expect(jobs).toEqual([
    { name, count: 30 },
    { name: batchName, count: 1 },
  ]);
});

it('the event log keeps what a waiting job reads, however old', async () => {
  await relay(5);
  await sql`update platform.event_log set at = at - interval '8 days'`;
  await sql`update pgboss.job set created_on = created_on - interval '8 days' where name = ${batchName}`;
  await purgeEventLog(sql);
  const done: number[] = [];
  await work((number) => done.push(number));
  await settled();
  expect(done).toEqual(numbers(5));
  await purgeEventLog(sql);
  expect(await sql`select 1 from platform.event_log`).toHaveLength(0);
});
