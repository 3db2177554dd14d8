import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moduleNames } from '#platform/config.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createRelay, type Relay, type RelayStep } from '#platform/events/relay.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';

const log = pino({ level: 'fatal' });
let database: TestDatabase;
let sql: Sql;
let queue: Queue;
let relays: Relay[];

beforeEach(async () => {
  database = await createDatabase();
  sql = connect(database.targets.events, { connections: 4, name: 'relay test' });
  queue = createQueue({ target: database.targets.events, log, supervises: false });
  await queue.start();
  await queue.ensure([{ name: 'test.first' }, { name: 'test.second' }]);
  await sql`insert into platform.subscription values ('thing.happened', 'test.first', 'test.first'),
    ('thing.happened', 'test.second', 'test.second')`;
  relays = [];
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await queue.stop();
  await sql.end();
  await database.drop();
});

function openRelay(onRelayed: (position: number) => void = () => undefined): Relay {
  const made = createRelay({ sql, queue, modules: moduleNames, log, onRelayed });
  relays.push(made);
  return made;
}

function event(id: string, number: number): object {
  return {
    id,
    type: 'thing.happened',
    at: new Date(1_700_000_000_000 + number).toISOString(),
    actor: { kind: 'service', name: 'test' },
    organizationId: null,
    requestId: 'test',
    subject: { kind: 'thing', id: String(number), version: 1 },
    audience: null,
    payload: { number },
  };
}

async function publish(count: number, module = 'tasks'): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, number) => ({ id: randomUUID(), number }));
  const events = JSON.stringify(rows.map(({ id, number }) => ({ id, event: event(id, number) })));
  await database.sql.unsafe(
    `insert into ${module}.outbox (id, event) select id, event from jsonb_to_recordset($1::jsonb) as row (id uuid, event jsonb)`,
    [events],
  );
  return rows.map(({ id }) => id);
}

/** Each event once in the log, in order and without a gap; one job of it on each queue; nothing left behind. */
async function expectAllRelayed(ids: readonly string[]): Promise<void> {
  const logged = await sql<
    { position: number; id: string }[]
  >`select position, id from platform.event_log order by position`;
  expect(logged.map(({ position }) => position)).toEqual(ids.map((_, index) => index + 1));
  expect(logged.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
  for (const name of ['test.first', 'test.second']) {
    const jobs = await sql<{ id: string }[]>`select data->>'id' as id from pgboss.job where name = ${name}`;
    expect(jobs.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
  }
  const [left] = await database.sql`select count(*) as rows from tasks.outbox`;
  expect(left?.['rows']).toBe(0);
}

async function runProcess(step: RelayStep | null): Promise<NodeJS.Signals | null> {
  const file = new URL('harness/relay-process.ts', import.meta.url).pathname;
  const env = { ...process.env, RELAY: JSON.stringify({ target: database.targets.events, step }) };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}

describe('the relay', () => {
  it('brings events of all modules into one order, and a job of each to every subscriber', async () => {
    const ids = [...(await publish(700)), ...(await publish(30, 'teams'))];
    const positions: number[] = [];
    await openRelay((position) => positions.push(position)).drain();
    await expectAllRelayed(ids);
    expect(positions.at(-1)).toBe(730);
  });

  it.each<RelayStep>(['taken', 'logged', 'queued', 'counted', 'committed'])(
    'loses nothing and doubles nothing when its process is killed once it has %s',
    async (step) => {
      const ids = await publish(20);
      expect(await runProcess(step)).toBe('SIGKILL');
      await openRelay().drain();
      await expectAllRelayed(ids);
    },
  );

  it('keeps one order when several race for it while events are published', async () => {
    const racers = [openRelay(), openRelay(), openRelay()];
    for (const racer of racers) racer.start();
    const batches = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const ids = await publish(15);
        for (const racer of racers) racer.wake();
        return ids;
      }),
    );
    await racers[0]?.drain();
    await expectAllRelayed(batches.flat());
  });

  it('sets a bad row aside alone', async () => {
    const good = await publish(3);
    const bad = randomUUID();
    await database.sql`insert into tasks.outbox (id, event) values (${bad}, '{"type":"no event"}')`;
    const more = await publish(2);
    await openRelay().drain();
    await expectAllRelayed([...good, ...more]);
    const aside = await sql<
      { id: string; module: string; error: string }[]
    >`select id, module, error from platform.set_aside`;
    expect(aside).toMatchObject([{ id: bad, module: 'tasks' }]);
    expect(aside[0]?.error).toContain('actor');
  });
});
