import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf, cookieOf } from '../../../../test/harness/client.ts';
import { type Oddities, type OddOpenId, startOddOpenId } from '../../../../test/harness/odd-openid.ts';
import { openIdClient, type OpenIdServer, startOpenId } from '../../../../test/harness/openid.ts';
import { makeWorkspace, type Person, signUp } from '../../../../test/harness/people.ts';
import { failureOf } from './failure.ts';
import { mergeClaims, readClaims } from './claims.ts';

// Real providers differ in their discovery documents and claims.

const publicUrl = 'http://localhost:8080';
const secret = 'a secret: with %, + and ü';
let odd: OddOpenId;
let oddities: Oddities;
let base: TestApp;
let admin: Person;
let count = 0;
beforeAll(async () => {
  odd = await startOddOpenId(() => oddities);
  base = await startApp();
  admin = await signUp(base.app, 'Admin');
});
afterAll(async () => {
  await base.stop();
  await odd.close();
});

const someone = (claims: Record<string, unknown> = {}) => {
  count += 1;
  return { sub: `u${count}`, email: `u${count}@acme.example`, ...claims };
};

/** An app instance whose provider is configured by these variables. */
function appWith(env: Record<string, string> = {}, issuer = odd.issuer): Promise<TestApp> {
  const provider = { ISSUER: issuer, CLIENT_ID: 'taskuno', CLIENT_SECRET: secret };
  const own = Object.entries(provider).map(([name, value]) => [`OIDC_ACME_${name}`, value]);
  return startApp({
    database: base.database,
    env: { OIDC_PROVIDERS: 'acme', ...Object.fromEntries(own), ...env },
  });
}

/** A browser's sign-in at a provider: returns the final page and the user. */
async function signIn(app: TestApp, walk: (location: string) => Promise<string>) {
  const leftReply = await clientOf(app.app).get('/auth/oidc/acme/start');
  if (leftReply.status !== 302) return { at: String(leftReply.body.code), account: null };
  const back = await walk(leftReply.headers.get('location') ?? '');
  const reply = await clientOf(app.app, { cookie: cookieOf(leftReply) }).get(back.slice(publicUrl.length));
  const session = reply.headers.getSetCookie().find((cookie) => cookie.startsWith('taskuno_session='));
  const at = reply.headers.get('location') ?? '';
  if (session === undefined) return { at, account: null };
  return { at, account: (await clientOf(app.app, { cookie: session.split(';')[0] ?? '' }).get('/auth/me')).body };
}

async function trySignIn(signInOddities: Oddities, env: Record<string, string> = {}, issuer = odd.issuer) {
  oddities = signInOddities;
  odd.proofs.length = 0;
  const app = await appWith(env, issuer);
  try {
    return await signIn(app, odd.walk);
  } finally {
    await app.stop();
  }
}

describe('an address counts as confirmed', () => {
  const unsure = '/sign-in?error=address-not-verified';

  it('by userinfo only, by a text value, and by the trust setting if nothing is said', async () => {
    const alone = someone();
    const told = await trySignIn({ token: alone, userinfo: { ...alone, email_verified: true } });
    expect(told.account).toMatchObject({ email: alone.email, emailVerified: true });
    expect((await trySignIn({ token: someone({ email_verified: 'true' }) })).account).not.toBeNull();
    const silent = { token: someone() };
    expect((await trySignIn(silent)).at).toBe(unsure);
    expect((await trySignIn(silent, { OIDC_ACME_TRUST_EMAIL: 'on' })).account?.email).toBe(silent.token.email);
  });

  it.each([false, 'false', 'yes', 1, 'TRUEISH'])(
    'but not by %j, even with the trust setting',
    async (email_verified) => {
      const env = { OIDC_ACME_TRUST_EMAIL: 'on' };
      expect((await trySignIn({ token: someone({ email_verified }) }, env)).at).toBe(unsure);
    },
  );

  it('but not by a claim about another address', async () => {
    const token = someone({ email_verified: true });
    const other = { sub: token.sub, email: 'owner@acme.example' };
    expect(mergeClaims({ sub: 'u', email_verified: true }, {}).email_verified).toBe(true);
    expect(mergeClaims({ email: 'a@x.example' }, { email: 'b@x.example', email_verified: false })).toEqual({
      email: 'b@x.example',
      email_verified: false,
    });
    expect(mergeClaims({ email: 'a@x.example', email_verified: true }, other).email).toBe('a@x.example');
  });
});

describe('the client authenticates', () => {
  it.each([
    [['client_secret_basic'], 'basic', ['basic']],
    [['client_secret_post'], 'post', ['post']],
    [undefined, 'basic', ['basic']],
    // The document lists more methods than this client may use.
    [['client_secret_basic', 'client_secret_post'], 'basic', ['post', 'basic']],
    [['client_secret_post', 'client_secret_basic'], 'post', ['post']],
  ] as const)('where the discovery names %j and %s is taken', async (methods, takes, proofs) => {
    const unusual = { token: someone({ email_verified: true }), takes, ...(methods ? { methods } : {}) };
    expect((await trySignIn(unusual)).account).not.toBeNull();
    expect(odd.proofs).toEqual(proofs);
  });

  it('by the configured method, also with a private key, and fails if none is accepted', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const byKey = { OIDC_ACME_CLIENT_AUTH: 'private_key_jwt', OIDC_ACME_PRIVATE_KEY: pem, OIDC_ACME_CLIENT_SECRET: '' };
    const token = () => ({ token: someone({ email_verified: true }) });
    expect((await trySignIn({ ...token(), takes: 'jwt' }, byKey)).account).not.toBeNull();
    const post = { OIDC_ACME_CLIENT_AUTH: 'client_secret_post' };
    expect((await trySignIn({ ...token(), methods: ['client_secret_basic'] }, post)).account).not.toBeNull();
    expect(odd.proofs).toEqual(['post']);
    const both = ['client_secret_basic', 'client_secret_post'];
    expect((await trySignIn({ ...token(), methods: both, takes: 'jwt' })).at).toBe('/sign-in?error=oidc-failed');
    expect(odd.proofs).toEqual(['post', 'basic']);
  });

  it.each(['client_secret_basic', 'client_secret_post'])(
    'at a real provider that registered it for %s',
    async (method) => {
      const real: OpenIdServer = await startOpenId(`${publicUrl}/api/v1/auth/oidc/acme/callback`, {
        token_endpoint_auth_method: method,
      });
      const app = await appWith({ OIDC_ACME_CLIENT_SECRET: openIdClient.secret }, real.issuer);
      const user = someone({
        email_verified: true,
        given_name: 'Zoë',
        family_name: 'O’Brien',
        zoneinfo: 'Asia/Kolkata',
      });
      real.signedIn(user);
      const { account } = await signIn(app, real.walk);
      expect(account).toMatchObject({ email: user.email, name: 'Zoë O’Brien', timezone: 'Asia/Kolkata' });
      await app.stop();
      await real.close();
    },
  );
});

describe('the issuer', () => {
  it('may differ only by a trailing slash', async () => {
    const token = () => ({ token: someone({ email_verified: true }) });
    expect((await trySignIn({ ...token(), issuerEnd: '/' })).account).not.toBeNull();
    expect((await trySignIn(token(), {}, `${odd.issuer}/`)).account).not.toBeNull();
    expect((await trySignIn({ ...token(), issuerEnd: '/b' })).at).toBe('provider-away');
  });
});

describe('the claims about a person', () => {
  it('set the account’s name, time zone, language and calendar', async () => {
    const claims = { email_verified: true, given_name: 'Zoë', family_name: "O'Brien" };
    const token = someone({ ...claims, zoneinfo: 'Pacific/Auckland', locale: 'fa-IR' });
    expect((await trySignIn({ token })).account).toMatchObject({
      name: "Zoë O'Brien",
      timezone: 'Pacific/Auckland',
      locale: 'fa',
      calendar: 'persian',
    });
    const plain = someone({ email_verified: true, zoneinfo: 'Mars/Olympus', locale: 'xx' });
    const { account } = await trySignIn({ token: plain });
    expect(account).toMatchObject({ name: plain.sub, timezone: 'UTC', locale: 'en' });
  });

  const policy = { trustsEmail: false, groupsClaim: 'realm.roles' };
  it.each([
    [{ sub: 'u', realm: { roles: ['a', 1, 'b'] } }, ['a', 'b']],
    [{ sub: 'u', 'realm.roles': 'a, b' }, ['a', 'b']],
    [{ sub: 'u', realm: null }, null],
    [{ sub: 'u' }, null],
  ])('%j is in %j', (claims, groups) => expect(readClaims(claims, policy)?.groups).toEqual(groups));
});

describe('a group', () => {
  it('can be required at every sign-in', async () => {
    const env = { OIDC_ACME_REQUIRED_GROUP: 'staff' };
    const token = someone({ email_verified: true, groups: ['staff'] });
    expect((await trySignIn({ token }, env)).account).not.toBeNull();
    for (const groups of [['other'], [], undefined, 'staffers'])
      expect((await trySignIn({ token: { ...token, groups } }, env)).at).toBe('/sign-in?error=not-in-group');
    expect((await trySignIn({ token: { ...token, groups: ['/staff'] } }, env)).account).not.toBeNull();
  });

  it('can decide who is an instance admin; without a groups claim nothing changes', async () => {
    const env = { OIDC_ACME_ADMIN_GROUP: 'admins', OIDC_ACME_GROUPS_CLAIM: 'roles' };
    const token = someone({ email_verified: true });
    const isAdminWith = async (roles: unknown) =>
      (await trySignIn({ token: { ...token, roles } }, env)).account?.instanceAdmin;
    expect(await isAdminWith(['admins'])).toBe(true);
    expect(await isAdminWith(undefined)).toBe(true);
    expect(await isAdminWith(['users'])).toBe(false);
    expect((await admin.get('/auth/me')).body.instanceAdmin).toBe(true);
  });
});

describe('when sign-up is by invitation', () => {
  const env = { SIGN_UP: 'invite' };
  const invited = async (email: string) => {
    const work = await makeWorkspace(base.app);
    const path = `/organizations/${work.organizationId}/invites` as const;
    const reply = await work.owner.post(path, { email, teamId: work.teamId });
    return { ...work, path, inviteId: reply.body.id as string };
  };

  it('an invited address can sign up, and joins the organization that invited it', async () => {
    const token = someone({ email_verified: true });
    const work = await invited(token.email.toUpperCase());
    expect((await trySignIn({ token: { ...token, email_verified: false } }, env)).account).toBeNull();
    const { account } = await trySignIn({ token }, env);
    const members = (await work.owner.get(`/teams/${work.teamId}/members`)).body.items;
    expect(members.map(({ userId }: { userId: string }) => userId)).toContain(account?.id);
    expect((await work.owner.get(work.path)).body.items).toEqual([]);
  });

  it('others cannot, nor with a revoked invite', async () => {
    const closed = '/sign-in?error=sign-up-closed';
    expect((await trySignIn({ token: someone({ email_verified: true }) }, env)).at).toBe(closed);
    const token = someone({ email_verified: true });
    const { owner, inviteId } = await invited(token.email);
    expect((await owner.delete(`/invites/${inviteId}`)).status).toBe(204);
    expect((await trySignIn({ token }, env)).at).toBe(closed);
  });
});

describe('the reason of a failed sign-in', () => {
  it('is logged without secrets', () => {
    const lines: string[] = [];
    const log = pino(new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) }));
    const refusedError = Object.assign(new Error('the server refused'), {
      code: 'OAUTH_RESPONSE_BODY_ERROR',
      status: 401,
      error: 'invalid_client',
      error_description: `the secret ${secret} is not ours, nor is the-one-time-code`,
      cause: { body: { access_token: 'an-access-token' } },
    });
    log.warn({ failure: failureOf(refusedError, [secret, 'the-one-time-code']) }, 'failed');
    expect(lines.join()).toContain('invalid_client');
    for (const hidden of [secret, 'the-one-time-code', 'an-access-token']) expect(lines.join()).not.toContain(hidden);
    const away = new Error('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED', hostname: 'idp.test' }),
    });
    expect(failureOf(away)).toMatchObject({ code: 'ECONNREFUSED', hostname: 'idp.test' });
    const body = { issuer: 'https://idp.test/b', client_secret: 'x' };
    const other = new Error('unexpected issuer', {
      cause: { attribute: 'issuer', expected: 'https://idp.test/a', body },
    });
    expect(failureOf(other)).toMatchObject({ expected: 'https://idp.test/a', received: 'https://idp.test/b' });
    expect(failureOf('odd')).toEqual({ messages: ['odd'] });
  });
});
