import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignAddresses } from '../../../../test/files/foreign-addresses.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { type Answer, clientOf, cookieOf } from '../../../../test/harness/client.ts';
import { mailedToken } from '../../../../test/harness/mails.ts';
import { type OpenIdServer, openIdClient, startOpenId } from '../../../../test/harness/openid.ts';
import { password, type Person, signUp } from '../../../../test/harness/people.ts';

const publicUrl = 'http://localhost:8080';
const callback = `${publicUrl}/api/v1/auth/oidc/acme/callback`;
let provider: OpenIdServer;
let test: TestApp;
let admin: Person;

const settings = () => ({
  OIDC_PROVIDERS: 'acme, away',
  OIDC_ACME_ISSUER: provider.issuer,
  OIDC_ACME_CLIENT_ID: openIdClient.id,
  OIDC_ACME_CLIENT_SECRET: openIdClient.secret,
  OIDC_ACME_LABEL: 'Acme',
  OIDC_AWAY_ISSUER: 'http://127.0.0.1:9',
  OIDC_AWAY_CLIENT_ID: 'x',
  OIDC_AWAY_CLIENT_SECRET: 'x',
});

beforeAll(async () => {
  provider = await startOpenId(callback);
  test = await startApp({ env: settings() });
  admin = await signUp(test.app, 'Admin');
});
afterAll(async () => {
  await test.stop();
  await provider.close();
});

/** Starts a sign-in at the provider; `cookie` is the browser's cookie. */
async function leave(app: TestApp, query = '', cookie = '') {
  const reply = await clientOf(app.app, cookie ? { cookie } : {}).get(`/auth/oidc/acme/start${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(302);
  return { location: reply.headers.get('location') ?? '', cookie: cookieOf(reply) };
}

const comeBack = (app: TestApp, at: string, cookie: string) =>
  clientOf(app.app, cookie ? { cookie } : {}).get(at.slice(publicUrl.length));

const sessionOf = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith('taskuno_session='))
    ?.split(';')[0] ?? '';

/** A browser's complete sign-in, to the provider and back. */
async function visit(app: TestApp, user: Parameters<OpenIdServer['signedIn']>[0], query = '', session = '') {
  provider.signedIn(user);
  const { location, cookie } = await leave(app, query, session);
  return comeBack(app, await provider.walk(location), [cookie, session].filter(Boolean).join('; '));
}
const me = async (app: TestApp, reply: Answer) =>
  (await clientOf(app.app, { cookie: sessionOf(reply) }).get('/auth/me')).body;

describe('signing in by an OpenID provider', () => {
  it('is offered by name', async () => {
    const { items } = (await clientOf(test.app).get('/auth/providers')).body;
    expect(items).toEqual([
      { name: 'acme', label: 'Acme' },
      { name: 'away', label: 'away' },
    ]);
  });

  it('creates an account for a confirmed address, and finds it again', async () => {
    const user = { sub: 'sara', email: 'sara@acme.example', email_verified: true, name: 'Sara Rad' };
    const first = await visit(test, user, '?next=/teams');
    expect([first.status, first.headers.get('location')]).toEqual([302, '/teams']);
    const account = await me(test, first);
    expect(account).toMatchObject({ email: user.email, emailVerified: true, name: 'Sara Rad' });
    const secondMe = await me(test, await visit(test, { ...user, email: 'changed@acme.example' }));
    expect([secondMe.id, secondMe.email]).toEqual([account.id, user.email]);
  });

  it('uses PKCE, a nonce and a state', async () => {
    const { location, cookie } = await leave(test);
    const query = new URL(location).searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'nonce', 'state']) expect(query.get(name)?.length).toBeGreaterThan(20);
    expect(cookie).toBe(`taskuno_oidc=${query.get('state')}`);
  });

  it('works once, in one browser: a return in another, a repeated and a forged return are refused', async () => {
    provider.signedIn({ sub: 'kian', email: 'kian@acme.example', email_verified: true });
    const { location, cookie } = await leave(test);
    const back = await provider.walk(location);
    const failed = [302, '/sign-in?error=oidc-failed'];
    const outcome = async (at: string, own: string) => {
      const reply = await comeBack(test, at, own);
      expect(sessionOf(reply)).toBe('');
      return [reply.status, reply.headers.get('location')];
    };
    expect(await outcome(back, '')).toEqual(failed);
    expect(await outcome(back, 'taskuno_oidc=of-another-visit')).toEqual(failed);
    const good = await comeBack(test, back, cookie);
    expect(sessionOf(good)).not.toBe('');
    expect(await outcome(back, cookie)).toEqual(failed);

    const second = await leave(test);
    const forgedUrl = new URL(await provider.walk(second.location));
    forgedUrl.searchParams.set('code', 'A'.repeat(43));
    expect(await outcome(forgedUrl.href, second.cookie)).toEqual(failed);
    const refused = await leave(test);
    const state = refused.cookie.slice('taskuno_oidc='.length);
    expect(await outcome(`${callback}?error=access_denied&state=${state}`, refused.cookie)).toEqual(failed);
  });

  it('refuses a reply of another provider', async () => {
    provider.signedIn({ sub: 'mixed', email: 'mixed@acme.example', email_verified: true });
    const { location, cookie } = await leave(test);
    const back = await provider.walk(location);
    const reply = await comeBack(test, back.replace('/acme/', '/away/'), cookie);
    expect(reply.headers.get('location')).toBe('/sign-in?error=oidc-failed');
  });

  it('needs an address that the provider has confirmed', async () => {
    for (const user of [
      { sub: 'unsure', email: 'unsure@acme.example', email_verified: false },
      { sub: 'without' },
      { sub: 'silent', email: 'silent@acme.example' },
    ]) {
      const reply = await visit(test, user);
      expect([user.sub, reply.headers.get('location')]).toEqual([user.sub, '/sign-in?error=address-not-verified']);
    }
  });

  it('uses an existing account only if its owner confirmed the address', async () => {
    const person = await signUp(test.app);
    const user = { sub: `of ${person.email}`, email: person.email.toUpperCase(), email_verified: true };
    // A person who signed up with another's address must not get the owner's sign-ins.
    expect((await visit(test, user)).headers.get('location')).toBe('/sign-in?error=address-not-verified');
    await person.post('/auth/email/verification', {});
    const token = await mailedToken(test, admin, 'verify-email', person.email);
    await person.post('/auth/email/verify', { token });
    expect((await me(test, await visit(test, user))).id).toBe(person.id);
    const own = (await person.get('/auth/identities')).body.items;
    expect(own).toEqual([expect.objectContaining({ provider: 'acme' })]);
    expect((await person.delete(`/auth/identities/${own[0]?.id}`)).status).toBe(204);
  });

  it('cannot be removed if no other sign-in method is left', async () => {
    const reply = await visit(test, { sub: 'only', email: 'only@acme.example', email_verified: true });
    const browser = clientOf(test.app, { cookie: sessionOf(reply), origin: publicUrl });
    const [own] = (await browser.get('/auth/identities')).body.items;
    const refusedReply = await browser.delete(`/auth/identities/${own?.id}`);
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'last-way-in']);
  });

  it('asks for the second factor if one is on', async () => {
    const user = { sub: 'careful', email: 'careful@acme.example', email_verified: true };
    const account = await me(test, await visit(test, user));
    await test.database.sql`
      insert into auth.totp (user_id, sealed_secret, created_at, confirmed_at) values (${account.id}, 'x', now(), now())`;
    const reply = await visit(test, user, '?next=/teams');
    expect(reply.headers.get('location')).toMatch(
      /^\/sign-in\?next=%2Fteams#mfa=[\w-]{20,}&methods=totp\+recovery-code$/,
    );
    expect(sessionOf(reply)).toBe('');
  });

  it('reports an unavailable provider, and works when it is back', async () => {
    const reply = await clientOf(test.app).get('/auth/oidc/away/start');
    expect([reply.status, reply.body.code]).toEqual([503, 'provider-away']);
    const page = await clientOf(test.app, { accept: 'text/html,*/*;q=0.8' }).get('/auth/oidc/away/start');
    expect([page.status, page.headers.get('location')]).toEqual([302, '/sign-in?error=provider-away']);
    expect((await clientOf(test.app).get('/auth/oidc/unknown/start')).status).toBe(404);
  });
});

describe('linking an account of a provider to one’s own', () => {
  const user = { sub: 'private', email: 'private@home.example', email_verified: true };
  const next = '/settings/security';
  let person: Person;
  let session = '';
  beforeAll(async () => {
    person = await confirmed('Linker');
    session = await browserOf(person);
  });

  async function confirmed(name: string): Promise<Person> {
    const one = await signUp(test.app, name);
    await one.post('/auth/email/verification', {});
    await one.post('/auth/email/verify', { token: await mailedToken(test, admin, 'verify-email', one.email) });
    return one;
  }
  const browserOf = async ({ email }: Person) =>
    cookieOf(await clientOf(test.app).post('/auth/session', { email, password }));
  const begin = (cookie: string, body: object = { next }, origin = publicUrl) =>
    clientOf(test.app, { cookie, origin }).post<'/auth/oidc/{provider}/link'>('/auth/oidc/acme/link', body);

  /** Starts in one session and returns with the cookie of another. */
  async function link(began: string, back = began) {
    provider.signedIn(user);
    const reply = await begin(began);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    const at = await provider.walk(reply.body.location);
    return comeBack(test, at, [cookieOf(reply), back].filter(Boolean).join('; '));
  }
  const own = async (one: Person) => (await one.get('/auth/identities')).body.items.length;

  it('finishes only in the session that began it', async () => {
    const failed = '/sign-in?error=oidc-failed';
    const other = await confirmed('Other');
    expect((await link(session, '')).headers.get('location')).toBe(failed);
    expect((await link(session, await browserOf(other))).headers.get('location')).toBe(failed);
    expect((await link(session, await browserOf(person))).headers.get('location')).toBe(failed);
    expect([await own(person), await own(other)]).toEqual([0, 0]);

    const linked = await link(session);
    expect([linked.status, linked.headers.get('location'), sessionOf(linked)]).toEqual([302, next, '']);
    expect((await me(test, await visit(test, user))).id).toBe(person.id);
    const takenReply = await link(await browserOf(other));
    expect(takenReply.headers.get('location')).toBe('/sign-in?error=identity-taken');
  });

  it('starts only from a page of this app, after the password or a recent sign-in', async () => {
    const nobody = await clientOf(test.app).post('/auth/oidc/acme/link', {});
    const foreign = await begin(session, {}, 'https://evil.example');
    const wrong = await begin(session, { password: 'not the password' });
    expect([nobody.status, foreign.body.code, wrong.body.code]).toEqual([401, 'bad-origin', 'invalid-credentials']);
    await test.database
      .sql`update auth.session set created_at = now() - interval '11 minutes' where user_id = ${person.id}`;
    expect((await begin(session)).body.code).toBe('confirm-yourself');
    expect((await begin(session, { password })).status).toBe(200);
    for (const query of ['?link=true', '?link=1', '?link']) {
      const reply = await clientOf(test.app, { cookie: session }).get(`/auth/oidc/acme/start${query}`);
      expect([reply.status, reply.headers.get('location')]).toEqual([422, null]);
    }
  });

  it('needs a confirmed address', async () => {
    const unproven = await signUp(test.app);
    const refusedReply = await begin(await browserOf(unproven));
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'address-not-verified']);
  });
});

describe('a provider’s claims about a person', () => {
  const long = 'x'.repeat(400);
  it.each([
    ['a name with NUL', { name: 'Sara\0 Rad' }, 'Sara Rad'],
    ['half a letter in the name', { name: 'Sara \ud83d' }, 'Sara \ufffd'],
    ['line breaks in the name', { name: ' Sara\r\nRad\u0007\t' }, 'Sara Rad'],
    ['a very long name', { name: `${'x'.repeat(99)}😀${long}` }, 'x'.repeat(99)],
    ['a name of spaces', { name: ' \u0000 ' }, 'claims'],
    ['a name that is no text', { name: { first: 'Sara' } }, 'claims'],
  ])('is cleaned: %s', async (what, claims, name) => {
    const sub = `cleaned ${what}`;
    const email = `claims@${sub.replaceAll(/\W/g, '')}.example`;
    const reply = await visit(test, { sub, email, email_verified: true, ...claims });
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/']);
    expect((await me(test, reply)).name).toBe(name);
  });

  it.each([
    ['is too long', `${long}@acme.example`],
    ['is none', 'not an address'],
    ['has a line break', 'a@acme.example\r\nBcc: b@evil.example'],
    ['has NUL', 'a\0@acme.example'],
    ['has half a letter', '\ud83d@acme.example'],
    ['is no text', ['a@acme.example']],
    ['is empty', ''],
  ])('is no address where it %s', async (what, email) => {
    const reply = await visit(test, { sub: `no address ${what}`, email, email_verified: true });
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/sign-in?error=address-not-verified']);
  });

  it.each([['s'.repeat(256)], ['with NUL \0']])('are refused if the subject can’t be stored', async (sub) => {
    const reply = await visit(test, { sub, email: 'kept@acme.example', email_verified: true });
    expect([reply.status, reply.headers.get('location')]).toEqual([302, '/sign-in?error=oidc-failed']);
  });
});

describe('sign-up through a provider', () => {
  it('follows the policy, or the provider’s own domains', async () => {
    const closedApp = await startApp({ database: test.database, env: { ...settings(), SIGN_UP: 'invite' } });
    const user = { sub: 'outsider', email: 'outsider@acme.example', email_verified: true };
    expect((await visit(closedApp, user)).headers.get('location')).toBe('/sign-in?error=sign-up-closed');
    await closedApp.stop();
    const domains = { ...settings(), SIGN_UP: 'invite', OIDC_ACME_DOMAINS: 'acme.example' };
    const own = await startApp({ database: test.database, env: domains });
    expect((await me(own, await visit(own, user))).email).toBe(user.email);
    const foreign = { sub: 'foreign', email: 'x@acme.example.evil.example', email_verified: true };
    expect((await visit(own, foreign)).headers.get('location')).toBe('/sign-in?error=sign-up-closed');
    await own.stop();
  });
});

describe('the page after a sign-in', () => {
  // NUL is refused earlier.
  it.each(foreignAddresses.filter((address) => !address.includes('\0')))(
    'is a page of this app, also for %j',
    async (address) => {
      await leave(test, `?next=${encodeURIComponent(address)}`);
      const [row] = await test.database.sql`select next from auth.oidc_visit order by expires_at desc limit 1`;
      expect(row?.['next']).toBe('/');
    },
  );

  it('is checked again on return', async () => {
    provider.signedIn({ sub: 'sara', email: 'sara@acme.example', email_verified: true });
    const { location, cookie } = await leave(test, '?next=/teams');
    await test.database.sql`update auth.oidc_visit set next = '//evil.example'`;
    const back = await comeBack(test, await provider.walk(location), cookie);
    expect([back.headers.get('location'), sessionOf(back)]).toEqual(['/', expect.stringMatching(/./)]);
  });
});
