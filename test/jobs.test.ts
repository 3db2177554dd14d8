import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Sql, type TransactionSql } from '#platform/database/connection.ts';
import { PermanentError, TemporaryError } from '#platform/failures.ts';
import { createInstances, type Instances } from '#platform/jobs/instances.ts';
import type { Job } from '#platform/jobs/job.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';

const log = pino({ level: 'fatal' });
const name = 'test.jobs';
const retry = { retryLimit: 2, delaySeconds: 1, longestDelaySeconds: 1 };
let database: TestDatabase;
let sql: Sql;
let queue: Queue;
let instances: Instances;

beforeEach(async () => {
  database = await createDatabase();
  sql = connect(database.targets.events, { connections: 2, name: 'jobs test' });
  instances = createInstances({ sql, log, onReleased: (queues) => queue.wake(queues) });
  queue = createQueue({ target: database.targets.events, log, supervises: true, held: instances.held });
  await queue.start();
  await queue.ensure([{ name, retry }]);
});
afterEach(async () => {
  await queue.stop();
  await instances.stop();
  await sql.end();
  await database.drop();
});

async function add(count: number): Promise<string[]> {
  const jobs = Array.from({ length: count }, (_, number) => ({ id: randomUUID(), data: { number } }));
  await sql.begin((tx) => queue.insert(tx as TransactionSql, name, jobs));
  return jobs.map(({ id }) => id);
}

function numberOf({ data }: Job): number {
  return (data as { number: number }).number;
}

/** Handles each job with a function. */
function work(handle: (job: Job) => Promise<unknown>, longConcurrency?: number): Promise<void> {
  return queue.work({
    queue: name,
    retry,
    ...(longConcurrency === undefined ? {} : { longConcurrency }),
    handle: (jobs) => Promise.allSettled(jobs.map(handle)),
  });
}

/** Nothing waits or is active; delayed jobs become due now. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    await sql`update pgboss.job set start_after = now() where name = ${name} and state = 'retry'`;
    queue.wake([name]);
    const [status] = await queue.status();
    expect(status).toMatchObject({ name, waiting: 0, active: 0 });
  }, 20_000);
}

describe('a job that fails', () => {
  it('of a thousand takes no other with it: ten are given up with their errors, and are done once they may be', async () => {
    await add(1_000);
    let isMended = false;
    const done: number[] = [];
    await work(async (job) => {
      const number = numberOf(job);
      if (number % 100 === 7 && !isMended) throw new PermanentError(`poison ${number}`);
      done.push(number);
    });
    await settled();
    expect(new Set(done).size).toBe(990);
    const failed = await queue.failed(name);
    expect(failed.map(({ error }) => error).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, i) => `poison ${i * 100 + 7}`).toSorted(),
    );
    expect(failed[0]).toMatchObject({ queue: name, attempts: 1 });
    expect(await queue.failed('test.other')).toEqual([]);

    isMended = true;
    expect(await queue.redrive(name, [failed[0]?.id ?? ''])).toBe(1);
    expect(await queue.redrive(name)).toBe(9);
    await settled();
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(await queue.failed()).toEqual([]);
  });

  it('for what may be its own fault is tried so often as its queue says', async () => {
    await add(1);
    const attempts: number[] = [];
    await work(async ({ attempt }) => {
      attempts.push(attempt);
      throw new Error('no');
    });
    await settled();
    expect(attempts).toEqual([1, 2, 3]);
    expect(await queue.failed(name)).toMatchObject([{ error: 'no', attempts: 3 }]);
  });

  it('for what is away is tried without an end, and none of that counts', async () => {
    await add(1);
    const attempts: number[] = [];
    await work(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempts.length <= 5) throw new TemporaryError('away');
    });
    await settled();
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await queue.failed(name)).toEqual([]);
  });

  it('for what says when it is back is tried then', async () => {
    await add(1);
    await work(async ({ attempt }) => {
      if (attempt === 1) throw new TemporaryError('busy', { retryAfterSeconds: 7_200 });
    });
    const waitSeconds = async () => {
      const [row] = await sql<{ seconds: number }[]>`
        select extract(epoch from start_after - now())::float as seconds from pgboss.job
        where name = ${name} and state = 'retry'`;
      return row?.seconds ?? 0;
    };
    await vi.waitFor(async () => expect(await waitSeconds()).toBeGreaterThan(7_000));
    expect(await waitSeconds()).toBeLessThanOrEqual(7_200);
    await sql`delete from pgboss.job where name = ${name}`;
  });

  it('while not even that can be written stays in work until it can', async () => {
    await add(1);
    let tries = 0;
    await database.sql.unsafe(`
      create function public.fail() returns trigger language plpgsql as
      $$ begin raise exception 'no space' using errcode = '53100'; end $$;
      create trigger fail before update or delete on pgboss.job_common for each row
        when (old.state = 'active') execute function public.fail()`);
    await work(async () => {
      tries += 1;
      if (tries === 1) throw new TemporaryError('no space');
    });
    await vi.waitFor(() => expect(tries).toBe(1));
    await database.sql`drop trigger fail on pgboss.job_common`;
    await settled();
    expect(tries).toBe(2);
    expect(await queue.failed(name)).toEqual([]);
  });

  it('by ending its process each time is given up without another try', async () => {
    const [id = ''] = await add(1);
    await sql`update pgboss.job set state = 'retry', started_on = now(), retry_count = ${retry.retryLimit} where id = ${id}`;
    const handled: Job[] = [];
    await work(async (job) => handled.push(job));
    await settled();
    expect(handled).toEqual([]);
    expect((await queue.failed(name))[0]?.error).toContain('may be crashing its process');
  });

  it('updates the limits of a queue that was created with others', async () => {
    await sql`update pgboss.queue set retry_limit = 3, retry_delay = 9 where name = ${name}`;
    await queue.stop();
    queue = createQueue({ target: database.targets.events, log, supervises: true, held: instances.held });
    await queue.start();
    await queue.ensure([{ name, retry }]);
    const [row] = await sql`select retry_limit, retry_delay from pgboss.queue where name = ${name}`;
    expect(row).toEqual({ retry_limit: 1_000_000, retry_delay: 1 });
  });
});

describe('the jobs of a process that was killed', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** A process in which all of them are active. */
  async function startWorker(count: number): Promise<ChildProcess> {
    const file = new URL('harness/worker-process.ts', import.meta.url).pathname;
    const env = { ...process.env, WORKER: JSON.stringify({ target: database.targets.events, queue: name }) };
    const startedChild = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    child = startedChild;
    let takenCount = 0;
    for await (const line of startedChild.stdout) {
      takenCount += Number(String(line).trim());
      if (takenCount === count) return startedChild;
    }
    throw new Error('the worker ended');
  }

  it.each([
    ['by one that starts', false],
    ['by one that lives, which keeps its own', true],
  ])('are taken over within seconds %s', async (_how, isLiving) => {
    const own = isLiving ? await add(1) : [];
    const done: string[] = [];
    const finish = Promise.withResolvers<void>();
    const handle = async ({ id }: Job) => {
      if (own.includes(id)) await finish.promise;
      done.push(id);
    };
    if (isLiving) {
      instances.start();
      await work(handle, 1);
      await vi.waitFor(async () => expect((await queue.status())[0]?.active).toBe(1));
    }
    const ids = await add(40);
    const worker = await startWorker(40);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    if (!isLiving) {
      instances.start();
      await work(handle);
    }
    if (isLiving) {
      await vi.waitFor(async () => expect((await queue.status())[0]).toMatchObject({ waiting: 40, active: 1 }), 15_000);
      finish.resolve();
    }
    await vi.waitFor(() => expect(done.toSorted()).toEqual([...own, ...ids].toSorted()), 15_000);
    await vi.waitFor(async () => expect((await queue.status())[0]).toMatchObject({ waiting: 0, active: 0 }), 5_000);
    expect(await sql`select from platform.instance`).toHaveLength(1);
  });
});
