import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Sql } from '#platform/database/connection.ts';
import { createCollector } from '#platform/events/collect.ts';
import { createRelay } from '#platform/events/relay.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';

// A module whose tables are in another database than the event log and the queue.

const log = pino({ level: 'fatal' });
let own: TestDatabase;
let shared: TestDatabase;
let sql: Sql;
let from: Sql;
let queue: Queue;
beforeEach(async () => {
  own = await createDatabase();
  shared = await createDatabase();
  sql = connect(shared.targets.events, { connections: 2, name: 'shared' });
  from = connect(own.targets.modules.tasks, { connections: 1, name: 'own' });
  queue = createQueue({ target: shared.targets.events, log, supervises: false });
  await queue.start();
  await queue.ensure([{ name: 'test.first' }]);
  await sql`insert into platform.subscription values ('thing.happened', 'test.first', 'test.first')`;
});
afterEach(async () => {
  await queue.stop();
  await sql.end({ timeout: 0.1 });
  await from.end({ timeout: 0.1 });
  await own.drop();
  await shared.drop();
});

async function publish(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const events = ids.map((id, number) => ({
    id,
    event: {
      id,
      type: 'thing.happened',
      at: new Date(1_700_000_000_000 + number).toISOString(),
      actor: { kind: 'service', name: 'test' },
      organizationId: null,
      requestId: 'test',
      subject: { kind: 'thing', id: String(number), version: 1 },
      audience: null,
      payload: {},
    },
  }));
  await own.sql`
    insert into tasks.outbox (id, event)
    select id, event from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as row (id uuid, event jsonb)`;
  return ids;
}

const collect = () => createCollector({ from, to: sql, module: 'tasks', log, onCollected: () => undefined }).drain();
const relay = () => createRelay({ sql, queue, modules: ['platform'], log, onRelayed: () => undefined }).drain();

async function dieAt(step: string): Promise<void> {
  const file = new URL('harness/collector-process.ts', import.meta.url).pathname;
  const parts = { from: own.targets.modules.tasks, to: shared.targets.events, step };
  const env = { ...process.env, COLLECTOR: JSON.stringify(parts) };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

async function expectOnce(ids: readonly string[]): Promise<void> {
  const logged = await sql<{ id: string }[]>`select id from platform.event_log order by position`;
  expect(logged.map(({ id }) => id)).toEqual(ids);
  const jobs = await sql<{ id: string }[]>`select data->>'id' as id from pgboss.job where name = 'test.first'`;
  expect(jobs.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
  const [left] = await own.sql`select count(*)::int as rows from tasks.outbox`;
  expect(left?.['rows']).toBe(0);
}

describe('events of a module with a database of its own', () => {
  it('reach the log and the queue in their order', async () => {
    const ids = await publish(1_200);
    await collect();
    await relay();
    await expectOnce(ids);
  });

  it.each(['read', 'copied'])('are neither lost nor doubled if the process is killed after it has %s', async (step) => {
    const ids = await publish(20);
    await dieAt(step);
    await collect();
    await relay();
    await expectOnce(ids);
  });

  it('are not doubled if they were relayed before they could be removed', async () => {
    const ids = await publish(20);
    await dieAt('copied');
    await relay();
    await collect();
    await relay();
    await expectOnce(ids);
  });

  it('are neither lost nor doubled while two processes collect and two relay', async () => {
    const ids = await publish(900);
    await Promise.all([collect(), collect(), relay(), relay(), collect(), relay()]);
    await relay();
    await expectOnce(ids);
  });
});
