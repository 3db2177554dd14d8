import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { type Answer, clientOf } from './harness/client.ts';
import { listen, type Listening } from './harness/listen.ts';
import { join, makeTask, makeWorkspace, password, type Workspace } from './harness/people.ts';
import type { BodyOf } from './harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
let path: string;
beforeAll(async () => {
  test = await startApp({ env: { CORS_ORIGINS: 'https://other.example.com' } });
  work = await makeWorkspace(test.app);
  path = `/teams/${work.teamId}/tasks`;
});
afterAll(() => test.stop());

describe('a problem', () => {
  it('has the members of RFC 9457 and those of ours', async () => {
    const reply = await work.owner.post(path, { title: '' }, { headers: { 'x-request-id': 'my-request-1' } });
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('x-request-id')).toBe('my-request-1');
    expect(reply.body).toEqual({
      type: 'about:blank',
      title: 'Invalid request',
      status: 422,
      detail: 'title: must not be empty',
      instance: `/api/v1${path}`,
      code: 'invalid',
      requestId: 'my-request-1',
      errors: [{ path: 'title', message: 'must not be empty' }],
    });
  });

  it('lists every wrong field, of query and body alike', async () => {
    const reply = await work.owner.post(`${path}?x=1`, { title: 'a'.repeat(256), priority: 'highest', colour: 'red' });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map((error: { path: string }) => error.path).toSorted()).toEqual([
      'colour',
      'priority',
      'title',
      'x',
    ]);
  });

  it('makes a request id where the given one is not sane', async () => {
    const reply = await work.owner.get('/auth/me', { headers: { 'x-request-id': 'a b<script>' } });
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a body', () => {
  const cases: [string, string, number, string][] = [
    ['is cut', '{"title":', 400, 'malformed-json'],
    ['is no JSON', 'title=x', 400, 'malformed-json'],
    ['has a key twice', '{"title":"a","title":"b"}', 400, 'duplicate-key'],
    ['has a key twice in an inner object', '{"title":"a","x":{"b":1,"b":2}}', 400, 'duplicate-key'],
    ['has __proto__', '{"title":"a","__proto__":{"x":1}}', 400, 'duplicate-key'],
    ['has __proto__, escaped', '{"title":"a","__proto\\u005f_":{"x":1}}', 400, 'duplicate-key'],
    ['has a NUL', '{"title":"a\\u0000b"}', 422, 'invalid'],
    ['has a raw NUL', '{"title":"a\u0000b"}', 400, 'malformed-json'],
    ['has half a surrogate pair', '{"title":"\\ud800"}', 422, 'invalid'],
    ['is nested 20 deep', `{"title":${'['.repeat(20)}${']'.repeat(20)}}`, 422, 'invalid'],
    ['is nested 100 deep', `{"title":${'['.repeat(100)}${']'.repeat(100)}}`, 400, 'too-deep'],
    ['is nested 10,000 deep', `{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400, 'too-deep'],
    ['is nested 400,000 deep', `{"title":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 400, 'too-deep'],
    ['is nested 400,000 deep and never closed', `{"title":${'['.repeat(400_000)}`, 400, 'too-deep'],
    ['is no object', '[1]', 422, 'invalid'],
    ['is null', 'null', 422, 'invalid'],
    ['is larger than 1 MiB', `{"title":"${'x'.repeat(1024 * 1024)}"}`, 413, 'too-large'],
  ];
  it.each(cases)('that %s is refused', async (_name, raw, status, code) => {
    const reply = await work.owner.post(path, undefined, { raw });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('of another content type is 415', async () => {
    const reply = await work.owner.post(path, undefined, {
      raw: 'title=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([reply.status, reply.body.code]).toEqual([415, 'unsupported-type']);
  });

  it('that is not UTF-8 is 400', async () => {
    const response = await test.app.http.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${work.owner.token}`, 'content-type': 'application/json' },
      body: Uint8Array.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    });
    expect(response.status).toBe(400);
  });

  it('is not asked for where a route takes none', async () => {
    const task = await makeTask(work.owner, work.teamId);
    for (const body of [undefined, {}])
      expect((await work.owner.post(`/tasks/${task.id}/complete`, body)).status).toBe(200);
    expect((await work.owner.post('/notifications/read-all', { extra: 1 })).status).toBe(422);
  });

  it('is returned unchanged: any storable text', async () => {
    const texts = [
      '<script>alert(1)</script>',
      "'; drop table tasks.task; --",
      '\u202Eabc',
      'کار مهم ۱۲۳ \u200c',
      '😀\u200d👩',
      '${x}{{y}}',
      '%00',
      '\\u0000',
      '../../etc',
    ];
    for (const title of texts) expect((await makeTask(work.owner, work.teamId, { title })).title).toBe(title.trim());
  });
});

describe('checks come in their order', () => {
  it('401 before 404 before 403 before 422 before 412', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const reader = await join(test.app, work, { name: 'Reader' });
    const wrong = { title: '' };
    const stale = { headers: { 'if-match': '"99"' } };
    expect((await clientOf(test.app).patch(`/tasks/${task.id}`, wrong, stale)).status).toBe(401);
    expect((await reader.patch('/tasks/00000000-0000-7000-8000-000000000000', wrong, stale)).status).toBe(404);
    expect((await reader.patch(`/tasks/${task.id}`, wrong, stale)).status).toBe(403);
    expect((await work.owner.patch(`/tasks/${task.id}`, wrong, stale)).status).toBe(422);
    expect((await work.owner.patch(`/tasks/${task.id}`, { title: 'x' }, stale)).status).toBe(412);
    expect(
      (
        await work.owner.patch(`/tasks/${task.id}`, undefined, {
          raw: '{',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(400);
  });

  it('an id that is none is as unknown as a random one', async () => {
    const [oddReply, random] = [
      await work.owner.get('/tasks/nonsense'),
      await work.owner.get(`/tasks/${crypto.randomUUID()}`),
    ];
    expect([oddReply.status, oddReply.body.code, oddReply.body.detail]).toEqual([
      404,
      random.body.code,
      random.body.detail,
    ]);
  });

  it('another method is 405 and says which there are', async () => {
    const reply = await work.owner.put(`/tasks/${crypto.randomUUID()}`, {});
    expect([reply.status, reply.headers.get('allow')?.split(', ').toSorted()]).toEqual([
      405,
      ['DELETE', 'GET', 'PATCH'],
    ]);
    expect((await work.owner.get('/nothing/here')).status).toBe(404);
    expect((await work.owner.get('/api/nothing')).body.code).toBe('not-found');
  });
});

describe('If-Match', () => {
  it('lets one of a hundred writers through', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const headers = { 'if-match': '"1"' };
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        work.owner.patch(`/tasks/${task.id}`, { title: `Title ${number}` }, { headers }),
      ),
    );
    const statuses = replies.map(({ status }) => status);
    expect([
      statuses.filter((status) => status === 200).length,
      statuses.filter((status) => status === 412).length,
    ]).toEqual([1, 99]);
    for (const { status, headers: given } of replies) if (status === 412) expect(given.get('etag')).toBe('"2"');
  });

  it('without it changes touch the fields that they name and no others', async () => {
    const task = await makeTask(work.owner, work.teamId);
    await Promise.all([
      work.owner.patch(`/tasks/${task.id}`, { title: 'New title' }),
      work.owner.patch(`/tasks/${task.id}`, { description: 'New text' }),
      work.owner.patch(`/tasks/${task.id}`, { priority: 'high' }),
      work.owner.post(`/tasks/${task.id}/move`, { statusId: work.statuses['Blocked'] }),
    ]);
    const { body, headers } = await work.owner.get(`/tasks/${task.id}`);
    expect(body).toMatchObject({ title: 'New title', description: 'New text', priority: 'high', status: 'Blocked' });
    expect(headers.get('etag')).toBe('"5"');
  });

  it('that is no ETag of ours is 400', async () => {
    const task = await makeTask(work.owner, work.teamId);
    expect(
      (await work.owner.patch(`/tasks/${task.id}`, { title: 'x' }, { headers: { 'if-match': 'abc' } })).status,
    ).toBe(400);
  });
});

const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('a list', () => {
  it('gives every row once, page by page, in every order', async () => {
    const own = await makeWorkspace(test.app);
    const { teamId } = own;
    for (let number = 0; number < 23; number += 1) {
      await makeTask(own.owner, teamId, {
        title: `Task ${number % 7}`,
        priority: ['none', 'low', 'medium', 'high', 'urgent'][number % 5],
        ...(number % 3 === 0 ? { dueDate: `2026-12-${10 + (number % 4)}` } : {}),
      });
    }
    const sorts = ['rank', 'createdAt', 'updatedAt', 'dueDate', 'priority', 'title', 'key'].flatMap((sort) => [
      sort,
      `-${sort}`,
    ]);
    for (const sort of sorts) {
      const keys: string[] = [];
      let next: string | null = null;
      do {
        const page: Answer<BodyOf<'get', '/tasks'>> = await own.owner.get(
          `/tasks?teamId=${teamId}&sort=${sort}&limit=5${next ? `&cursor=${next}` : ''}`,
        );
        expect(page.status, JSON.stringify(page.body)).toBe(200);
        keys.push(...page.body.items.map(({ key }) => key));
        next = page.body.nextCursor;
      } while (next);
      expect(new Set(keys).size, sort).toBe(23);
      const whole = await own.owner.get(`/tasks?teamId=${teamId}&sort=${sort}&limit=200`);
      expect(
        whole.body.items.map(({ key }: { key: string }) => key),
        sort,
      ).toEqual(keys);
    }
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=abc', 'cursor'],
    ['cursor=eyJhIjoxfQ', 'cursor'],
    ['sort=colour', 'sort'],
    ['nonsense=1', 'nonsense'],
    ['limit=1&limit=2', 'limit'],
    ['due=2026-13-01..2026-14-01', 'due.0'],
    ['due=someday', 'due'],
    ['planned=today', 'planned'],
    [`cursor=${cursor(['x', 'y'])}`, 'cursor'],
    [`cursor=${cursor(['2026-13-40T00:00:00.000Z', '01a1fdf3-68d8-7ebd-a06f-b3daf2a16d39'])}`, 'cursor'],
    [`cursor=${cursor([1e300, '01a1fdf3-68d8-7ebd-a06f-b3daf2a16d39'])}&sort=priority`, 'cursor'],
    ['priority=high,highest', 'priority.1'],
    ['q=%00', 'q'],
  ])('refuses ?%s', async (query, where) => {
    const reply = await work.owner.get(`/tasks?${query}`);
    expect([reply.status, reply.body.errors?.[0]?.path]).toEqual([422, where]);
  });
});

describe('a browser', () => {
  async function signIn() {
    const reply = await clientOf(test.app).post('/auth/session', { email: work.owner.email, password });
    return { signedIn: reply, cookie: (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  }

  it('gets a cookie that scripts and other sites can’t use', async () => {
    const { signedIn: reply } = await signIn();
    expect(reply.headers.get('set-cookie')).toMatch(
      /^taskuno_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Lax$/,
    );
  });

  it('may change things from our origin alone', async () => {
    const { cookie } = await signIn();
    const browser = clientOf(test.app, { cookie });
    expect((await browser.get('/auth/me')).status).toBe(200);
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:8081' },
      { origin: 'null' },
    ]) {
      const reply = await browser.post('/organizations', { name: 'x' }, { headers: headers as Record<string, string> });
      expect([reply.status, reply.body.code]).toEqual([403, 'bad-origin']);
    }
    expect(
      (await browser.post('/organizations', { name: 'x' }, { headers: { origin: 'http://localhost:8080' } })).status,
    ).toBe(201);
  });

  it('is signed out where it asks for it', async () => {
    const { cookie } = await signIn();
    const browser = clientOf(test.app, { cookie, origin: 'http://localhost:8080' });
    const reply = await browser.delete('/auth/session');
    expect([reply.status, reply.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect((await browser.get('/auth/me')).status).toBe(401);
  });

  it('of another origin gets 403 unless the origin is on the list', async () => {
    const ask = (origin: string) =>
      test.app.http.request('/api/v1/tasks', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    expect((await ask('https://other.example.com')).headers.get('access-control-allow-origin')).toBe(
      'https://other.example.com',
    );
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gets headers that keep it safe, also with an error', async () => {
    for (const reply of [await work.owner.get('/auth/me'), await work.owner.get('/nothing')]) {
      expect(reply.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});

describe('limits', () => {
  it('apply to an address without credentials; headers give the remaining requests', async () => {
    const limited = await startApp({ env: { RATE_LIMITS: 'on' }, database: test.database });
    const nobody = clientOf(limited.app);
    const first = await nobody.get('/auth/me');
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=100;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=99;t=\d+$/);
    const replies = await Promise.all(Array.from({ length: 105 }, () => nobody.get('/auth/me')));
    const refusedReplies = replies.filter(({ status }) => status === 429);
    expect(refusedReplies.length).toBe(6);
    expect(Number(refusedReplies[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refusedReplies[0]?.body.code).toBe('too-many-requests');
    await limited.stop();
  });

  it('of sign-ins are the same on all instances, for a source and for its network', async () => {
    const env = { RATE_LIMITS: 'on', TRUSTED_PROXIES: '1' };
    const apps = [
      await startApp({ env, database: test.database }),
      await startApp({ env: { ...env, JOBS: 'off' }, database: test.database }),
    ];
    const passed = async (count: number, addressOf: (number: number) => string) => {
      const replies = await Promise.all(
        Array.from({ length: count }, (_, number) =>
          clientOf((apps[number % 2] ?? test).app, { 'x-forwarded-for': addressOf(number) }).post('/auth/refresh', {
            refreshToken: 'x',
          }),
        ),
      );
      for (const { status } of replies) expect([401, 429]).toContain(status);
      return replies.filter(({ status }) => status === 401).length;
    };
    expect(await passed(70, () => '203.0.113.50')).toBe(30);
    expect(await passed(70, (number) => `2001:db8:50:1::${number.toString(16)}`)).toBe(30);
    // Requests refused to one source do not count against its neighbours.
    expect(await passed(120, (number) => `2001:db8:50:${(2 + (number % 8)).toString(16)}::1`)).toBe(90);
    expect(await passed(1, () => '2001:db8:50:ff::1')).toBe(0);
    expect(await passed(1, () => '2001:db8:51::1')).toBe(1);
    for (const app of apps) await app.stop();
  });
});

describe('health', () => {
  it('reports liveness, readiness and the state of the parts', async () => {
    const { app } = test;
    const probe = clientOf(app);
    expect((await probe.get('/health/live')).status).toBe(200);
    expect((await probe.get('/health/ready')).status).toBe(200);
    expect((await probe.get('/health')).body).toMatchObject({
      status: 'ok',
      checks: { database: { status: 'ok' }, mail: { status: 'ok' } },
    });
    app.readiness.state = 'draining';
    const draining = await probe.get('/health/ready');
    expect([draining.status, draining.headers.get('retry-after')]).toEqual([503, '2']);
    app.readiness.state = 'ready';
  });
});

describe('over a real connection', () => {
  let server: Listening;
  beforeAll(async () => {
    server = await listen(test.app);
  });
  afterAll(() => server.close());

  it('a chunked body is cut off where it grows too large', async () => {
    let count = 0;
    const body = new ReadableStream({
      pull(controller) {
        count += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(120));
        if (count > 64 * 1024 * 1024) controller.close();
      },
    });
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { authorization: `Bearer ${work.owner.token}`, 'content-type': 'application/json' },
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(count).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('the OpenAPI document', () => {
  it('lints clean and shows the rule of every route', async () => {
    const { body } = await clientOf(test.app).get('/api/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    for (const methods of Object.values(body.paths)) {
      for (const operation of Object.values(methods)) expect(operation['x-rule']).toMatch(/\w/);
    }
    const folder = mkdtempSync(joinPath(tmpdir(), 'taskuno-openapi-'));
    const file = joinPath(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(body));
    const lint = new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url).pathname;
    // `/notifications/{id}/read` and `/notifications/reminders/{taskId}`: no id is the word `reminders`.
    const args = [lint, 'lint', '--format=summary', '--skip-rule=no-ambiguous-paths', file];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    rmSync(folder, { recursive: true });
    expect(`${stdout}${stderr}`).toContain('Your API description is valid');
    expect(`${stdout}${stderr}`).not.toMatch(/\d+ warning/);
  });
});
