import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { listen, type Listening } from './harness/listen.ts';
import { startMailServer } from './harness/smtp.ts';
import { makeTask, makeWorkspace, type Workspace } from './harness/people.ts';

const token = 'a token of the monitoring';
let test: TestApp;
let server: Listening;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  server = await listen(test.app);
  work = await makeWorkspace(test.app);
});
afterAll(async () => {
  await server.close();
  await test.stop();
});

async function readMetrics(): Promise<string> {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return response.text();
}

/** The values of a metric by their labels, as they stand in the text. */
function valuesOf(text: string, name: string): Record<string, number> {
  const lines = [...text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (.*)$`, 'gm'))];
  return Object.fromEntries(lines.map(([, labels = '', value]) => [labels, Number(value)]));
}

/** fetch does not allow a Host header. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/metrics`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('metrics', () => {
  it('counts replies by pattern of the route, never by path', async () => {
    await readMetrics();
    const task = await makeTask(work.owner, work.teamId);
    await work.owner.get(`/tasks/${task.id}`);
    await work.owner.get('/tasks/00000000-0000-7000-8000-000000000000');
    const text = await readMetrics();
    expect(valuesOf(text, 'taskuno_http_requests_total')).toMatchObject({
      'method="post",route="/teams/{id}/tasks",status="201"': 1,
      'method="get",route="/tasks/{id}",status="200"': 1,
      'method="get",route="/tasks/{id}",status="404"': 1,
    });
    expect(valuesOf(text, 'taskuno_http_request_duration_seconds_count')).toMatchObject({
      'method="get",route="/tasks/{id}"': 2,
    });
    expect(text).not.toContain(task.id);
    expect(text).not.toContain(work.organizationId);
  });

  it('has pools, streams, the event loop and the process', async () => {
    const text = await readMetrics();
    expect(valuesOf(text, 'taskuno_database_connections')).toMatchObject({ 'pool="tasks",state="used"': 0 });
    expect(valuesOf(text, 'taskuno_event_streams')).toEqual({ '': 0 });
    expect(Object.keys(valuesOf(text, 'nodejs_eventloop_lag_p99_seconds'))).toEqual(['']);
    expect(valuesOf(text, 'process_resident_memory_bytes')['']).toBeGreaterThan(0);
    expect(valuesOf(text, 'taskuno_disk_bytes')['kind="free"']).toBeGreaterThan(0);
  });

  it('counts emails by provider and outcome', async () => {
    const mailServer = await startMailServer();
    const mailing = await startApp({ database: test.database, env: { SMTP_URL: mailServer.url, JOBS: 'off' } });
    const mailingServer = await listen(mailing.app);
    const mailsOf = async () =>
      valuesOf(await (await fetch(`${mailingServer.url}/metrics`)).text(), 'taskuno_mails_total');
    const send = () =>
      mailing.app.modules.apis.notifications.sendTestMail(
        { actor: { kind: 'service', name: 'test' }, requestId: 'test' },
        { to: 'ops@example.com' },
      );
    expect(await mailsOf()).toEqual({
      'provider="smtp",outcome="sent"': 0,
      'provider="smtp",outcome="failed"': 0,
      'provider="smtp",outcome="refused"': 0,
    });
    await send();
    mailServer.refuseWith(451);
    await send();
    mailServer.refuseWith(550);
    await send();
    expect(await mailsOf()).toEqual({
      'provider="smtp",outcome="sent"': 1,
      'provider="smtp",outcome="failed"': 1,
      'provider="smtp",outcome="refused"': 1,
    });
    await mailingServer.close();
    await mailing.stop();
    await mailServer.close();
  });

  it('shows a queue that is not worked off, and events that nobody relays', async () => {
    const idle = await startApp({ database: test.database, env: { JOBS: 'off' } });
    const idleServer = await listen(idle.app);
    const { sql } = test.database;
    await sql`
      insert into pgboss.job (name, start_after)
      select 'tasks.housekeeping', now() - interval '900 s' from generate_series(1, 3)`;
    // While this holds the relay's lock, no process relays.
    const text = await sql.begin(async (tx) => {
      await tx`select from platform.relay for update`;
      await sql`
        insert into tasks.outbox (id, event) values (gen_random_uuid(), jsonb_build_object('at', now() - interval '100 s'))`;
      const read = await (await fetch(`${idleServer.url}/metrics`)).text();
      await sql`delete from tasks.outbox where event ? 'at' and not event ? 'type'`;
      return read;
    });
    expect(valuesOf(text, 'taskuno_queue_jobs')['queue="tasks.housekeeping",state="waiting"']).toBe(3);
    const oldest = valuesOf(text, 'taskuno_queue_oldest_seconds')['queue="tasks.housekeeping"'];
    expect(valuesOf(text, 'taskuno_outbox_events')).toMatchObject({ 'module="tasks"': 1, 'module="auth"': 0 });
    expect(valuesOf(text, 'taskuno_outbox_oldest_seconds')['module="tasks"']).toBeGreaterThanOrEqual(100);
    expect(oldest).toBeGreaterThanOrEqual(900);
    await idleServer.close();
    await idle.stop();
  });
});

describe('who may read metrics', () => {
  it('is any program on this machine, but nobody through a proxy', async () => {
    expect(await statusWith({})).toBe(200);
    for (const headers of [
      { host: 'tasks.example.com' },
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-real-ip': '203.0.113.9' },
      { forwarded: 'for=203.0.113.9' },
      { via: '1.1 proxy' },
    ]) {
      expect(await statusWith(headers), JSON.stringify(headers)).toBe(403);
    }
  });

  it('is whoever shows the token, if one is set', async () => {
    const guarded = await startApp({ database: test.database, env: { METRICS_TOKEN: token } });
    const guardedServer = await listen(guarded.app);
    const statusFor = async (headers: Record<string, string>) =>
      (await fetch(`${guardedServer.url}/metrics`, { headers })).status;
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ authorization: `Bearer ${token}s` })).toBe(401);
    expect(await statusFor({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' })).toBe(200);
    await guardedServer.close();
    await guarded.stop();
  });
});

describe('the alert rules and the dashboard', () => {
  const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

  it('name only metrics that exist', async () => {
    const text = await readMetrics();
    const files = await Promise.all(
      ['deploy/observability/alerts.yml', 'deploy/observability/grafana-dashboard.json'].map(read),
    );
    const names = new Set(files.join('\n').match(/\b(?:taskuno|nodejs|process)_[a-z0-9_]+/g));
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(text, name).toContain(`# TYPE ${name.replace(/_bucket$/, '')} `);
  });

  it('have a runbook for each alert', async () => {
    const alerts = [...(await read('deploy/observability/alerts.yml')).matchAll(/alert: (\w+)/g)].map(
      ([, name]) => name,
    );
    const sections = [...(await read('docs/runbooks.md')).matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(alerts.length).toBeGreaterThan(10);
    expect(sections).toEqual(alerts);
  });
});
