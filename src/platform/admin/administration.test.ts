import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransactionSql } from '#platform/database/connection.ts';
import { PermanentError } from '#platform/failures.ts';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { defined } from '../../../test/harness/defined.ts';
import { type Person, signUp } from '../../../test/harness/people.ts';
import { until } from '../../../test/harness/process.ts';
import texts from '../../../web/texts/en/admin.json' with { type: 'json' };

let test: TestApp;
let admin: Person;
let person: Person;
beforeAll(async () => {
  test = await startApp();
  admin = await signUp(test.app, 'Admin');
  person = await signUp(test.app, 'Person');
  await test.settled();
});
afterAll(() => test.stop());

describe('the administration', () => {
  it('is closed to everyone else', async () => {
    for (const path of [
      'jobs',
      'queues',
      'queues/tasks.none/failed',
      'failed-events',
      'backups',
      'doctor',
      'metrics',
    ]) {
      expect((await person.get(`/admin/${path}`)).status).toBe(403);
    }
    for (const path of ['jobs/tasks.sweep/run', 'queues/tasks.none/retry', 'failed-events/retry', 'backups']) {
      expect((await person.post(`/admin/${path}`)).status).toBe(403);
    }
  });

  it('lists the scheduled jobs and runs one now', async () => {
    const { items } = (await admin.get('/admin/jobs')).body;
    expect(items).toContainEqual({ name: 'projects.sweep', cron: '43 4 * * *', lastRun: null });
    expect(items.map(({ name }) => name)).toEqual(items.map(({ name }) => name).toSorted());
    // Each has a title in the admin pages.
    const titled = Object.keys(texts.admin.jobNames).filter((key) => key !== 'platform-backup');
    expect(titled).toEqual(items.map((job) => job.name.replace('.', '-')));
    const name = 'projects.sweep';
    const started = await admin.post(`/admin/jobs/${name}/run`);
    expect([started.status, started.body]).toEqual([202, { name: 'projects.sweep' }]);
    const lastRun = async () => (await admin.get('/admin/jobs')).body.items.find((job) => job.name === name)?.lastRun;
    await until(async () => (await lastRun())?.state === 'done');
    expect(await lastRun()).toMatchObject({ finishedAt: expect.any(String), error: null });
    expect((await admin.post('/admin/jobs/projects.none/run')).status).toBe(404);
  });

  it('runs a job once for a repeated request', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const run = (name: string) => admin.post(`/admin/jobs/${name}/run`, undefined, { headers });
    await run('teams.purge');
    const repeat = await run('teams.purge');
    expect([repeat.status, repeat.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    await test.settled();
    const jobs = await test.database.sql`select from pgboss.job where name = 'teams.purge'`;
    expect(jobs).toHaveLength(1);
  });

  it('lists failed jobs with their errors, and retries one or all', async () => {
    const { queue } = test.app;
    const name = 'tasks.fragile';
    await queue.ensure([{ name }]);
    let isBroken = true;
    await queue.work({
      queue: name,
      handle: (jobs) =>
        Promise.allSettled(jobs.map(() => (isBroken ? Promise.reject(new PermanentError('broken')) : null))),
    });
    const jobs = ['a', 'b', 'c'].map((secret) => ({ id: randomUUID(), data: { secret } }));
    await test.database.sql.begin((tx) => queue.insert(tx as TransactionSql, name, jobs));
    const state = async () => (await admin.get('/admin/queues')).body.items.find((one) => one.name === name);
    await until(async () => (await state())?.failed === 3);

    const failedOf = (queueName: string) => admin.get(`/admin/queues/${queueName}/failed`);
    const failed = (await failedOf(name)).body.items;
    expect(failed).toHaveLength(3);
    expect(failed[0]).toEqual({
      id: expect.any(String),
      queue: name,
      error: 'broken',
      attempts: 1,
      at: expect.any(String),
    });
    isBroken = false;
    const retry = (body?: object) => admin.post(`/admin/queues/${name}/retry`, body);
    expect((await retry({ ids: [randomUUID()] })).body).toEqual({ retried: 0 });
    expect((await retry({ ids: [defined(failed[1]).id] })).body).toEqual({ retried: 1 });
    expect((await retry()).body).toEqual({ retried: 2 });
    expect((await retry()).body).toEqual({ retried: 0 });
    await until(async () => (await state())?.waiting === 0);
    expect(await state()).toMatchObject({ active: 0, failed: 0 });
    expect((await failedOf('tasks.none')).status).toBe(404);
    expect((await admin.post('/admin/queues/tasks.none/retry')).status).toBe(404);
    expect((await retry({ ids: [] })).status).toBe(422);
  });

  it('lists events that could not be passed on, and passes them on again', async () => {
    const id = randomUUID();
    await test.database.sql`
      insert into platform.set_aside (id, module, event, error) values (${id}, 'tasks', '{"type":"task.odd"}', 'is odd')`;
    const { items } = (await admin.get('/admin/failed-events')).body;
    expect(items).toEqual([{ id, module: 'tasks', type: 'task.odd', error: 'is odd', at: expect.any(String) }]);
    expect((await admin.post('/admin/failed-events/retry', { ids: [randomUUID()] })).body).toEqual({ retried: 0 });
    expect((await admin.post('/admin/failed-events/retry', { ids: [id] })).body).toEqual({ retried: 1 });
    await test.app.relay.drain();
    // It is as odd as before.
    expect((await admin.post('/admin/failed-events/retry')).body).toEqual({ retried: 1 });
  });

  it('makes a backup, one at a time, and lists it', async () => {
    const before = await admin.get('/admin/backups');
    expect(before.body).toMatchObject({ schedule: null, isEncrypted: false, run: null, items: [], problem: null });
    expect((await admin.post('/admin/backups')).status).toBe(202);
    const read = async () => (await admin.get('/admin/backups')).body;
    await until(async () => (await read()).run?.state === 'done' && (await read()).items.length > 0);
    const { run, items } = await read();
    expect(run).toMatchObject({ file: items[0]?.file, error: null, finishedAt: expect.any(String) });
    expect(run?.bytes).toBeGreaterThan(0);
    expect(items[0]).toMatchObject({ isEncrypted: false, bytes: expect.any(Number) });
    // One that waits for a process that runs jobs.
    await test.database.sql`
      insert into pgboss.job (name, data, start_after) values ('platform.backup', '{}', now() + interval '1 hour')`;
    const second = await admin.post('/admin/backups');
    expect([second.status, second.body.code]).toEqual([409, 'backup-running']);
    await test.database.sql`delete from pgboss.job where name = 'platform.backup'`;
  });

  it('tells of a backup whose process ended, and of one that failed', async () => {
    const { sql } = test.database;
    const lastOf = async () => (await admin.get('/admin/backups')).body.run;
    const id = randomUUID();
    await sql`insert into platform.backup_run (id, started_at, seen_at) values (${id}, now(), now() - interval '1 minute')`;
    expect(await lastOf()).toMatchObject({ state: 'stopped', finishedAt: null });
    await sql`update platform.backup_run set error = 'The bucket is full', finished_at = now() where id = ${id}`;
    expect(await lastOf()).toMatchObject({ state: 'failed', error: 'The bucket is full' });
  });

  it('shows the load of the process', async () => {
    await admin.get('/admin/metrics');
    await admin.get('/auth/me');
    const load = (await admin.get('/admin/metrics')).body;
    expect(load.requestsPerSecond).toBeGreaterThan(0);
    expect(load.p95Ms).toBeGreaterThan(0);
    expect(load).toMatchObject({ failures: 0, openStreams: 0 });
  });

  it('examines the installation', async () => {
    const { findings } = (await admin.get('/admin/doctor')).body;
    const levels = Object.fromEntries(findings.map(({ id, level }) => [id, level]));
    expect(levels).toMatchObject({
      database: 'ok',
      rights: 'ok',
      migrations: 'ok',
      clock: 'ok',
      workers: 'ok',
      storage: 'ok',
    });
    for (const { level, fix } of findings) expect(fix === null).toBe(level === 'ok');
    const persian = (await admin.get('/admin/doctor?language=fa')).body.findings;
    expect(persian.find(({ id }) => id === 'clock')).toMatchObject({ title: 'ساعت' });
    expect((await admin.get('/admin/doctor?language=xx')).status).toBe(422);
  });
});
