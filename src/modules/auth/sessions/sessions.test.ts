import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { type Client, clientOf, cookieOf } from '../../../../test/harness/client.ts';
import { findMail } from '../../../../test/harness/mails.ts';
import { makeTask, makeWorkspace, password, type Person, signUp } from '../../../../test/harness/people.ts';
import { testSecretKey } from '../../../../test/harness/server.ts';
import { deviceName } from '#platform/http/device-name.ts';

const dayMs = 86_400_000;
const origin = { origin: 'http://localhost:8080' };
const clock = settableClock(new Date());
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const bearer = (token: string) => clientOf(test.app, { authorization: `Bearer ${token}` });
const browser = (cookie: string) => clientOf(test.app, { cookie, ...origin });
async function openBrowser(email: string, headers: Record<string, string> = {}) {
  const reply = await clientOf(test.app).post('/auth/session', { email, password }, { headers });
  expect(reply.status).toBe(200);
  return cookieOf(reply);
}

/** Moves the clock forward during `work`, and back afterwards. */
async function later<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  clock.advance(ms);
  try {
    return await work();
  } finally {
    clock.advance(-ms);
  }
}

describe('a browser’s session', () => {
  it('ends after 30 days without use, and after 90 in any case', async () => {
    const { email } = await signUp(test.app);
    const idle = browser(await openBrowser(email));
    expect(await later(31 * dayMs, async () => (await idle.get('/auth/me')).status)).toBe(401);

    // Use extends it after half of the idle time, but never beyond its absolute end.
    const busy = await signUp(test.app);
    const { sql } = test.database;
    await sql`update auth.session set expires_at = now() + interval '10 days' where user_id = ${busy.id}`;
    expect((await busy.get('/auth/me')).status).toBe(200);
    const [row] = await sql`
      select expires_at > now() + interval '29 days' as slid, ends_at > now() + interval '89 days' as holds
      from auth.session where user_id = ${busy.id}`;
    expect(row).toEqual({ slid: true, holds: true });
    const old = browser(await openBrowser(email));
    await sql`update auth.session set ends_at = now() - interval '1 hour' where kind = 'browser'`;
    expect((await old.get('/auth/me')).status).toBe(401);
  });

  it('has a new random id: a pre-set cookie is ignored', async () => {
    const { email } = await signUp(test.app);
    const preset = 'taskuno_session=chosen-by-somebody-else';
    const reply = await clientOf(test.app, { cookie: preset, ...origin }).post('/auth/session', { email, password });
    expect(reply.status).toBe(200);
    expect(cookieOf(reply)).not.toBe(preset);
    expect((await browser(preset).get('/auth/me')).status).toBe(401);
  });

  it('ends when anybody signs in again in the same browser by any method', async () => {
    const [before, after] = [await signUp(test.app), await signUp(test.app)];
    const elsewhere = browser(await openBrowser(before.email));
    const ways = {
      'the same person': (client: Client) => client.post('/auth/session', { email: before.email, password }),
      'another one': (client: Client) => client.post('/auth/session', { email: after.email, password }),
      'a new account': (client: Client) =>
        client.post('/auth/signup', { email: 'anew@example.com', password, name: 'Anew', session: true }),
    };
    for (const [way, enter] of Object.entries(ways)) {
      const first = browser(await openBrowser(before.email));
      const reply = await enter(first);
      expect([way, (await first.get('/auth/me')).status]).toEqual([way, 401]);
      expect([way, (await browser(cookieOf(reply)).get('/auth/me')).status]).toEqual([way, 200]);
    }
    // Other browsers and API clients are not affected.
    const client = bearer(before.token);
    expect((await client.post('/auth/session', { email: before.email, password })).status).toBe(200);
    for (const other of [elsewhere, client]) expect((await other.get('/auth/me')).status).toBe(200);
    const keptClient = browser(await openBrowser(before.email));
    await keptClient.post('/auth/session', { email: before.email, password: 'not the password' });
    expect((await keptClient.get('/auth/me')).status).toBe(200);
  });

  it('gets a new cookie when its owner becomes an admin; the old one soon becomes invalid', async () => {
    const person = await signUp(test.app);
    const before = await openBrowser(person.email);
    await admin.patch(`/users/${person.id}`, { instanceAdmin: true });
    const first = await browser(before).get('/auth/me');
    const after = cookieOf(first);
    expect([first.status, first.body.instanceAdmin]).toEqual([200, true]);
    expect(after).not.toBe(before);
    expect((await browser(after).get('/auth/me')).status).toBe(200);
    // Requests that were already sent with the old one still succeed.
    expect((await browser(before).get('/auth/me')).status).toBe(200);
    expect(await later(61_000, async () => (await browser(before).get('/auth/me')).status)).toBe(401);
    expect(await later(61_000, async () => (await browser(after).get('/auth/me')).status)).toBe(200);
    // A session with tokens is not changed.
    expect((await person.get('/auth/me')).status).toBe(200);
  });

  it('ends on every instance at once, also if it is cached there', async () => {
    const other = await startApp({ database: test.database, clock });
    const { email } = await signUp(test.app);
    const cookie = await openBrowser(email);
    const there = clientOf(other.app, { cookie, ...origin });
    expect((await there.get('/auth/me')).status).toBe(200);
    expect((await browser(cookie).delete('/auth/session')).status).toBe(204);
    await expect.poll(async () => (await there.get('/auth/me')).status, { timeout: 3_000 }).toBe(401);
    await other.stop();
  });
});

describe('the list of my sessions', () => {
  it('shows device and address, and ends each session separately', async () => {
    const person = await signUp(test.app);
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const cookie = await openBrowser(person.email, { 'user-agent': firefox });
    const { items } = (await browser(cookie).get('/auth/sessions')).body;
    expect(items.map(({ kind, current, device }) => [kind, current, device])).toEqual([
      ['browser', true, 'Firefox on Linux'],
      ['api', false, ''],
    ]);
    const api = items[1]?.id;
    expect((await browser(cookie).delete(`/auth/sessions/${api}`)).status).toBe(204);
    expect((await person.get('/auth/me')).status).toBe(401);
    expect((await browser(cookie).get('/auth/me')).status).toBe(200);
  });

  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    ['curl/8.5.0', 'curl'],
    ['', ''],
    ['<script>alert(1)</script>', '<script>alert(1)<'],
  ])('names %s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });
});

describe('a refresh token that is used again late', () => {
  it('is reported to its owner and in the audit log', async () => {
    const person = await signUp(test.app);
    const { refreshToken } = (await clientOf(test.app).post('/auth/login', { email: person.email, password })).body;
    await clientOf(test.app).post('/auth/refresh', { refreshToken });
    await later(6_000, () => clientOf(test.app).post('/auth/refresh', { refreshToken }));
    expect(await findMail(test, admin, 'security-changed', person.email)).toBeDefined();
    const log = (await admin.get(`/admin/audit-log?userId=${person.id}&type=refresh-token.reused`)).body.items;
    expect(log).toHaveLength(1);
  });
});

describe('the secret key', () => {
  it('can be rotated: signatures of the previous key stay valid, those of another key do not', async () => {
    const person = await signUp(test.app);
    const next = 'x'.repeat(43);
    const rotated = await startApp({
      database: test.database,
      clock,
      env: { SECRET_KEY: next, SECRET_KEY_PREVIOUS: testSecretKey },
    });
    const authorization = { authorization: `Bearer ${person.token}` };
    expect((await clientOf(rotated.app, authorization).get('/auth/me')).status).toBe(200);
    const fresh = (await clientOf(rotated.app).post('/auth/login', { email: person.email, password })).body.accessToken;
    expect((await clientOf(rotated.app, { authorization: `Bearer ${fresh}` }).get('/auth/me')).status).toBe(200);
    expect((await bearer(fresh).get('/auth/me')).status).toBe(401);
    await rotated.stop();

    const foreign = await startApp({ database: test.database, clock, env: { SECRET_KEY: 'y'.repeat(43) } });
    expect((await clientOf(foreign.app, authorization).get('/auth/me')).status).toBe(401);
    await foreign.stop();
  });
});

describe('introspection', () => {
  it('reports a token’s validity to services only', async () => {
    const own = await startApp({ database: test.database, clock, env: { SERVICE_KEY: 's'.repeat(40) } });
    const service = clientOf(own.app, { authorization: `Bearer ${'s'.repeat(40)}` });
    const person = await signUp(test.app);
    const validate = async (token: string) => (await service.post('/auth/validate', { token })).body;
    expect(await validate(person.token)).toMatchObject({ active: true, userId: person.id, kind: 'access' });
    expect(await validate('nonsense')).toEqual({ active: false });
    const refusedReply = await person.post('/auth/validate', { token: person.token });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'not-a-service']);
    await person.post('/auth/logout');
    expect(await validate(person.token)).toEqual({ active: false });
    // A service is not a person: it has no account and sees no tasks.
    expect((await service.get('/auth/me')).status).toBe(401);
    expect((await service.get('/tasks')).body.items ?? []).toEqual([]);
    await own.stop();
  });
});

describe('a personal access token', () => {
  const make = (person: Person, scopes: string[], extras: object = {}) =>
    person.post('/auth/tokens', { name: 'Script', scopes, ...extras });

  it('is shown once and acts as its owner within its scopes', async () => {
    const { owner, teamId } = await makeWorkspace(test.app);
    const task = await makeTask(owner, teamId);
    const reply = await make(owner, ['tasks:read']);
    expect(reply.body.token).toMatch(/^tuno_[\w-]{54}$/);
    const script = bearer(reply.body.token);
    expect((await script.get(`/tasks/${task.id}`)).status).toBe(200);
    const write = await script.patch(`/tasks/${task.id}`, { title: 'Changed' });
    expect([write.status, write.body.code]).toEqual([403, 'insufficient-scope']);
    expect((await script.get('/organizations')).status).toBe(403);
    const tokens = (await owner.get('/auth/tokens')).body.items;
    expect(tokens).toEqual([expect.objectContaining({ name: 'Script', lastUsedAt: expect.any(String) })]);
    expect(JSON.stringify(tokens)).not.toContain('tuno_');

    const writer = bearer((await make(owner, ['tasks:write'])).body.token);
    expect((await writer.patch(`/tasks/${task.id}`, { title: 'Changed' })).status).toBe(200);
  });

  it('is created only shortly after a sign-in or with the password', async () => {
    const person = await signUp(test.app);
    await later(10 * 60_000 + 1, async () => {
      const lateReply = await make(person, ['tasks:read']);
      expect([lateReply.status, lateReply.body.code]).toEqual([403, 'confirm-yourself']);
      const wrong = await make(person, ['tasks:read'], { password: 'not the password' });
      expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
      expect((await make(person, ['tasks:read'], { password })).status).toBe(201);
    });
    expect((await person.get('/auth/tokens')).body.items).toHaveLength(1);
  });

  it('cannot create tokens or change its owner’s sign-in methods', async () => {
    const person = await signUp(test.app);
    const token = (await make(person, ['profile:write'])).body.token;
    const closed = [
      ['POST', '/auth/tokens', { name: 'x', scopes: ['profile:read'] }],
      ['GET', '/auth/tokens', undefined],
      ['POST', '/auth/me/password', { currentPassword: password, newPassword: 'battery horse correct' }],
      ['POST', '/auth/mfa/totp', undefined],
      ['DELETE', '/auth/me', { password }],
      ['GET', '/auth/me/export', undefined],
    ] as const;
    for (const [method, path, body] of closed) {
      const reply = await bearer(token).request(method, path, body);
      expect([path, reply.status, reply.body.code]).toEqual([path, 403, 'insufficient-scope']);
    }
  });

  it('with the admin scope is created only by administrators', async () => {
    const person = await signUp(test.app);
    expect((await make(person, ['admin'])).status).toBe(422);
    const { token } = (await make(admin, ['admin'])).body;
    expect((await bearer(token).get('/admin/audit-log')).status).toBe(200);
    const plain = (await make(admin, ['profile:read'])).body.token;
    expect((await bearer(plain).get('/admin/audit-log')).status).toBe(403);
  });

  it('ends when it is removed, when it expires, and with its owner', async () => {
    const person = await signUp(test.app);
    const removedToken = (await make(person, ['profile:read'])).body;
    expect((await bearer(removedToken.token).get('/auth/me')).status).toBe(200);
    expect((await person.delete(`/auth/tokens/${removedToken.id}`)).status).toBe(204);
    expect((await bearer(removedToken.token).get('/auth/me')).status).toBe(401);

    const expiresAt = new Date(clock.now().getTime() + dayMs).toISOString();
    const short = (await make(person, ['profile:read'], { expiresAt })).body;
    expect((await bearer(short.token).get('/auth/me')).status).toBe(200);
    expect(await later(dayMs + 1, async () => (await bearer(short.token).get('/auth/me')).status)).toBe(401);
    expect((await make(person, ['profile:read'], { expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(422);

    const lastToken = (await make(person, ['profile:read'])).body;
    await admin.post(`/users/${person.id}/lock`);
    expect((await bearer(lastToken.token).get('/auth/me')).status).toBe(401);
  });

  it.each(['tuno_', 'tuno_x', `tuno_${'A'.repeat(54)}`, `tuno_${'A'.repeat(5_000)}`])(
    'that is invalid is 401: %s',
    async (token) => {
      expect((await bearer(token).get('/auth/me')).status).toBe(401);
    },
  );
});
