import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moduleNames } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createRelay, type Relay, type RelayStep } from '#platform/events/relay.ts';
import { createSetAside } from '#platform/events/set-aside.ts';
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
  await sql.end({ timeout: 0.1 });
  await database.drop();
});

function openRelay(onRelayed: (position: number) => void = () => undefined): Relay {
  const relay = createRelay({ sql, queue, modules: moduleNames, log, onRelayed });
  relays.push(relay);
  return relay;
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

/**
 * Each event is in the log once, in order and without a gap, with one job on each queue, and no outbox has a row left.
 */
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
  const [leftRow] = await database.sql`select count(*) as rows from tasks.outbox`;
  expect(leftRow?.['rows']).toBe(0);
}

const writes: Readonly<Record<string, string>> = {
  taken: 'delete on tasks.outbox',
  logged: 'insert on platform.event_log',
  queued: 'insert on pgboss.job_common',
  counted: 'update on platform.relay',
};

/**
 * From now on the write before a step fails: with an error of that SQLSTATE, or because its connection is ended.
 * Returns a function that ends this.
 */
async function failAt(step: string, failure: string, condition = 'true'): Promise<() => PromiseLike<unknown>> {
  const act =
    failure === 'terminated'
      ? 'perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1);'
      : `raise exception 'injected' using errcode = '${failure}';`;
  await database.sql.unsafe(`
    create or replace function public.fail() returns trigger language plpgsql security definer as
    $$ begin ${act} return coalesce(new, old); end $$`);
  const [write = '', table = ''] = (writes[step] ?? 'insert on platform.event_log').split(' on ');
  const kind = step === 'committed' ? `constraint trigger` : 'trigger';
  const when = step === 'committed' ? 'after' : 'before';
  const deferred = step === 'committed' ? 'deferrable initially deferred' : '';
  await database.sql.unsafe(`
    create ${kind} fail ${when} ${write} on ${table} ${deferred} for each row when (${condition}) execute function public.fail()`);
  return () => database.sql.unsafe(`drop trigger fail on ${table}`);
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

  it.each<RelayStep>(['taken', 'written', 'committed'])(
    'loses nothing and doubles nothing when its process is killed once it has %s',
    async (step) => {
      const ids = await publish(20);
      expect(await runProcess(step)).toBe('SIGKILL');
      await openRelay().drain();
      await expectAllRelayed(ids);
    },
  );

  it('keeps one order when several relays run while events are published', async () => {
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

  it('sets a bad row aside alone, and takes it anew once somebody has asked for that', async () => {
    const good = await publish(3);
    const bad = randomUUID();
    await database.sql`insert into tasks.outbox (id, event) values (${bad}, '{"type":"no event"}')`;
    const more = await publish(2);
    await openRelay().drain();
    await expectAllRelayed([...good, ...more]);
    const aside = await createSetAside(sql).list();
    expect(aside).toMatchObject([{ id: bad, module: 'tasks', type: 'no event' }]);
    expect(aside[0]?.error).toContain('actor');

    expect(await createSetAside(sql).retry([randomUUID()])).toEqual([]);
    await sql`update platform.set_aside set event = ${JSON.stringify(event(bad, 9))}::jsonb`;
    expect(await createSetAside(sql).retry(null)).toEqual([bad]);
    await openRelay().drain();
    await expectAllRelayed([...good, ...more, bad]);
    expect(await createSetAside(sql).list()).toEqual([]);
  });

  it('sets a row aside alone that the database refuses', async () => {
    const [bad, ...good] = await publish(4);
    await failAt('logged', '22023', `(new).id = '${bad}'`);
    await openRelay().drain();
    await expectAllRelayed(good);
    expect((await createSetAside(sql).list()).map(({ id }) => id)).toEqual([bad]);
  });

  // Disk full, memory, connections; deadlock, serialization; stopped, cancelled; locks; connections; input and output;
  // read only; missing privileges; and the connection itself.
  const failures = '53100 53200 53300 40P01 40001 57P01 57014 55P03 08006 58030 25006 42501 terminated'.split(' ');
  it.each(['taken', 'logged', 'queued', 'counted', 'committed'])(
    'sets nothing aside that passes, where it fails before it has %s',
    async (step) => {
      const relay = openRelay();
      const ids: string[] = [];
      for (const failure of failures) {
        ids.push(...(await publish(4)));
        const heal = await failAt(step, failure);
        await expect(relay.drain(), failure).rejects.toThrow(/injected|CONNECTION_CLOSED|terminat/);
        expect(await createSetAside(sql).list(), failure).toEqual([]);
        await heal();
        await relay.drain();
      }
      await expectAllRelayed(ids);
    },
  );

  it('goes on with the other modules while the server of one is away', async () => {
    const waiting = await publish(3);
    const others = await publish(5, 'teams');
    const heal = await failAt('taken', '08006');
    const relay = openRelay();
    relay.start();
    await vi.waitFor(async () => {
      const logged = await sql<{ id: string }[]>`select id from platform.event_log`;
      expect(logged.map(({ id }) => id).toSorted()).toEqual(others.toSorted());
    }, 10_000);
    await heal();
    await relay.drain();
    await expectAllRelayed([...others, ...waiting]);
  });

  it('continues by itself after a failure is over', async () => {
    const ids = await publish(700);
    const heal = await failAt('queued', '53100');
    const relay = openRelay();
    relay.start();
    await expect(relay.drain()).rejects.toThrow(/injected|CONNECTION_CLOSED|terminat/);
    await heal();
    await vi.waitFor(() => expectAllRelayed(ids), 10_000);
  });
});
