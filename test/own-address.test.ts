import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf, cookieOf } from './harness/client.ts';
import { password, type Person, signUp } from './harness/people.ts';

// A server that is opened by another address than PUBLIC_URL: by its name in the network, or behind a proxy.

let test: TestApp;
let sara: Person;
beforeAll(async () => {
  test = await startApp();
  sara = await signUp(test.app);
});
afterAll(() => test.stop());

const signIn = async (app: TestApp, headers: Record<string, string>) => {
  const reply = await clientOf(app.app, headers).post('/auth/session', { email: sara.email, password });
  expect(reply.status).toBe(200);
  return { cookie: cookieOf(reply), set: reply.headers.get('set-cookie') ?? '' };
};
const change = (app: TestApp, headers: Record<string, string>) =>
  clientOf(app.app, headers).post('/organizations', { name: 'At home' });

describe('by a name in the network', () => {
  const host = 'nas.lan:8080';

  it('a page of that address signs in and changes things; its cookie is one for plain HTTP', async () => {
    const { cookie, set } = await signIn(test, { host, origin: `http://${host}` });
    expect(set).toMatch(/^taskuno_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Lax$/);
    expect((await change(test, { host, cookie, origin: `http://${host}` })).status).toBe(201);
    expect((await change(test, { host, cookie, origin: 'http://localhost:8080' })).status).toBe(201);
  });

  it('a page of any other is refused, and the refusal names PUBLIC_URL', async () => {
    const { cookie } = await signIn(test, { host });
    for (const origin of [
      'null',
      'http://nas.lan',
      'http://nas.lan:9000',
      'https://nas.lan:8080',
      'http://evil.nas.lan:8080',
    ]) {
      const reply = await change(test, { host, cookie, origin });
      expect([origin, reply.status, reply.body.code]).toEqual([origin, 403, 'bad-origin']);
      expect([reply.body.publicUrl, reply.body.detail]).toEqual([
        'http://localhost:8080',
        expect.stringMatching(/http:\/\/localhost:8080.*PUBLIC_URL/),
      ]);
    }
    expect((await change(test, { host, cookie })).status).toBe(403);
  });

  it('works where PUBLIC_URL speaks of HTTPS, too: each way has the cookie that it can keep', async () => {
    const app = await startApp({ database: test.database, env: { PUBLIC_URL: 'https://tasks.example.com' } });
    const home = await signIn(app, { host, origin: `http://${host}` });
    expect(home.set).toMatch(/^taskuno_session=(?!.*Secure)/);
    expect((await change(app, { host, cookie: home.cookie, origin: `http://${host}` })).status).toBe(201);
    const own = { host: 'tasks.example.com', origin: 'https://tasks.example.com' };
    const away = await signIn(app, own);
    expect(away.set).toMatch(/^__Host-taskuno_session=.*; Path=\/; .*Secure/);
    expect((await change(app, { ...own, cookie: away.cookie })).status).toBe(201);
    // Over HTTPS a cookie without the prefix is ignored: any subdomain could have set it.
    const forgedCookie = away.cookie.replace('__Host-', '');
    expect((await clientOf(app.app, { ...own, cookie: forgedCookie }).get('/auth/me')).status).toBe(401);
    await app.stop();
  });
});

describe('behind a proxy', () => {
  it('that is trusted, its own scheme and host count', async () => {
    const app = await startApp({ database: test.database, env: { TRUSTED_PROXIES: '1' } });
    const proxied = { host: 'app:8080', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'home.example:8443' };
    const { cookie, set } = await signIn(app, { ...proxied, origin: 'https://home.example:8443' });
    expect(set).toMatch(/^__Host-/);
    expect((await change(app, { ...proxied, cookie, origin: 'https://home.example:8443' })).status).toBe(201);
    for (const origin of ['http://home.example:8443', 'https://home.example', 'http://app:8080'])
      expect((await change(app, { ...proxied, cookie, origin })).status).toBe(403);
    await app.stop();
  });

  it('that is not trusted, its headers are ignored', async () => {
    const hostHeaders = { host: 'nas.lan', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const { cookie } = await signIn(test, hostHeaders);
    expect((await change(test, { ...hostHeaders, cookie, origin: 'http://evil.example' })).status).toBe(403);
  });
});

it('the first account of a loopback server is not made under a name that was pointed at it', async () => {
  const fresh = await startApp();
  const account = { email: 'first@example.com', password, name: 'First' };
  const rebound = clientOf(fresh.app, { host: 'evil.example:8080', origin: 'http://evil.example:8080' });
  const refusedReply = await rebound.post('/auth/signup', account);
  expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'setup-required']);
  const reply = await clientOf(fresh.app, { host: '127.0.0.1:8080' }).post('/auth/signup', account);
  expect([reply.status, reply.body.user.instanceAdmin]).toEqual([201, true]);
  await fresh.stop();
});
