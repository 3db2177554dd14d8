import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf, cookieOf } from '../../../../test/harness/client.ts';
import { findMail, mailedToken } from '../../../../test/harness/mails.ts';
import { type OpenIdServer, openIdClient, startOpenId } from '../../../../test/harness/openid.ts';
import { join, makeWorkspace, password, type Person, signUp, tokenOf } from '../../../../test/harness/people.ts';

// An address is confirmed if a secret that was mailed to it came back, or if a provider or an administrator confirms
// it. A link that another person has seen proves nothing.

const publicUrl = 'http://localhost:8080';
let provider: OpenIdServer;
let test: TestApp;
let admin: Person;
let attacker: Person;
let count = 0;

beforeAll(async () => {
  provider = await startOpenId(`${publicUrl}/api/v1/auth/oidc/acme/callback`);
  test = await startApp({ env: settings() });
  admin = await signUp(test.app, 'Admin');
  attacker = (await makeWorkspace(test.app)).owner;
});
afterAll(async () => {
  await test.stop();
  await provider.close();
});

const settings = () => ({
  OIDC_PROVIDERS: 'acme',
  OIDC_ACME_ISSUER: provider.issuer,
  OIDC_ACME_CLIENT_ID: openIdClient.id,
  OIDC_ACME_CLIENT_SECRET: openIdClient.secret,
});

function victim(): string {
  count += 1;
  return `victim${count}@example.org`;
}

/** Creates an invite to any address, by anybody, into their own organization. */
async function invite(email: string, inviter: Person = attacker) {
  const organization = await inviter.post('/organizations', { name: 'Trap' });
  const reply = await inviter.post(`/organizations/${organization.body.id}/invites`, { email });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  const link = await inviter.post(`/invites/${reply.body.id}/link`);
  return { id: reply.body.id, organizationId: organization.body.id, shown: tokenOf(link.body.url) };
}

const account = (email: string, inviteToken?: string) => ({
  email,
  password,
  name: 'Somebody',
  ...(inviteToken === undefined ? {} : { inviteToken }),
});

async function signInByProvider(app: TestApp, email: string) {
  provider.signedIn({ sub: email, email, email_verified: true });
  const leftReply = await clientOf(app.app).get('/auth/oidc/acme/start');
  const back = await provider.walk(leftReply.headers.get('location') ?? '');
  const reply = await clientOf(app.app, { cookie: cookieOf(leftReply) }).get(back.slice(publicUrl.length));
  return reply.headers.get('location');
}

describe('an invite link that was shown to the inviter', () => {
  it('admits a person without confirming the address, so that a provider does not sign in to that account', async () => {
    const email = victim();
    const { shown: token, organizationId } = await invite(email);
    const reply = await clientOf(test.app).post('/auth/signup', account(email, token));
    expect([reply.status, reply.body.user.emailVerified]).toEqual([201, false]);
    const squatter = clientOf(test.app, { authorization: `Bearer ${reply.body.accessToken}` });
    expect((await squatter.get('/organizations')).body.items.map(({ id }) => id)).toEqual([organizationId]);
    expect(await signInByProvider(test, email)).toBe('/sign-in?error=address-not-verified');
  });

  it('differs from the mailed link, which confirms the address', async () => {
    const email = victim();
    const { shown: token } = await invite(email);
    const mailToken = await mailedToken(test, admin, 'invite', email);
    expect(mailToken).not.toBe(token);
    const reply = await clientOf(test.app).post('/auth/signup', account(email, mailToken));
    expect([reply.status, reply.body.user.emailVerified]).toEqual([201, true]);
    expect(await signInByProvider(test, email)).toBe('/');
  });

  it('cannot be converted into the mailed link', async () => {
    const email = victim();
    const { shown: shownToken } = await invite(email);
    const mailToken = await mailedToken(test, admin, 'invite', email);
    for (const token of [
      shownToken.slice(0, 22) + mailToken.slice(22, 43) + shownToken.slice(43),
      `${shownToken}mailed`,
      `mailed${shownToken}`,
    ]) {
      const reply = await clientOf(test.app).post('/auth/signup', account(email, token));
      expect([reply.status, reply.body.code]).toEqual([409, 'invite-expired']);
    }
  });
});

describe('when addresses are confirmed by mail', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startApp({ env: { ...settings(), EMAIL_CONFIRMATION: 'on' }, database: test.database });
  });
  afterAll(() => strict.stop());

  it('a shown link also needs the mail, reveals no account, and admits after the confirmation', async () => {
    const knownPerson = await signUp(test.app, 'Known');
    const [newcomer, squatted] = [victim(), knownPerson.email];
    const [ofNew, ofKnown] = [await invite(newcomer), await invite(squatted)];
    const replies = [];
    for (const [email, { shown }] of [
      [newcomer, ofNew],
      [squatted, ofKnown],
    ] as const) {
      const reply = await clientOf(strict.app).post('/auth/signup', account(email, shown));
      const open = await attacker.get(
        `/organizations/${shown === ofNew.shown ? ofNew.organizationId : ofKnown.organizationId}/invites`,
      );
      const members = await attacker.get(
        `/organizations/${shown === ofNew.shown ? ofNew.organizationId : ofKnown.organizationId}/members`,
      );
      replies.push([reply.status, reply.body, open.body.items.length, members.body.items.length]);
    }
    expect(replies[0]).toEqual([202, { confirmationRequired: true }, 1, 1]);
    expect(replies[1]).toEqual(replies[0]);
    expect(await findMail(strict, admin, 'account-exists', knownPerson.email)).toBeDefined();
    const early = await clientOf(strict.app).post('/auth/login', { email: newcomer, password });
    expect([early.status, early.body.code]).toEqual([403, 'email-not-confirmed']);

    const token = await mailedToken(strict, admin, 'verify-email', newcomer);
    expect((await clientOf(strict.app).post('/auth/email/verify', { token })).body.emailVerified).toBe(true);
    await strict.settled();
    const login = await clientOf(strict.app).post('/auth/login', { email: newcomer, password });
    const person = clientOf(strict.app, { authorization: `Bearer ${login.body.accessToken}` });
    expect((await person.get('/organizations')).body.items.map(({ id }) => id)).toEqual([ofNew.organizationId]);
  });

  it('a person who used the mailed invite needs no second mail', async () => {
    const email = victim();
    await invite(email);
    const mailToken = await mailedToken(test, admin, 'invite', email);
    const reply = await clientOf(strict.app).post('/auth/signup', account(email, mailToken));
    expect([reply.status, reply.body.user?.emailVerified]).toEqual([201, true]);
  });
});

describe('an account with a confirmed address and no recorded proof', () => {
  it('is not signed in to by a provider until a mailed secret came back', async () => {
    const person = await signUp(test.app, 'Old');
    // As earlier releases stored it: confirmed, without a proof.
    await test.database.sql`update auth."user" set email_verified_at = now() where id = ${person.id}`;
    expect(await signInByProvider(test, person.email)).toBe('/sign-in?error=address-not-verified');
    await clientOf(test.app).post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    expect(
      (await clientOf(test.app).post('/auth/password/reset', { token, password: 'quite another horse' })).status,
    ).toBe(204);
    expect(await signInByProvider(test, person.email)).toBe('/');
  });
});

describe('an administrator', () => {
  it('confirms the address of an account that they create or change', async () => {
    const reply = await admin.post('/users', { email: victim(), name: 'Made', password });
    expect(reply.body.emailVerified).toBe(true);
    expect(await signInByProvider(test, reply.body.email)).toBe('/');
    const plain = await signUp(test.app, 'Plain');
    const movedReply = await admin.patch(`/users/${plain.id}`, { email: victim() });
    expect(movedReply.body.emailVerified).toBe(true);
    const renamedReply = await admin.patch(`/users/${(await signUp(test.app, 'Other')).id}`, { name: 'Renamed' });
    expect(renamedReply.body.emailVerified).toBe(false);
  });
});

describe('an invite that an existing account accepts', () => {
  it('confirms nothing by a shown link', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work);
    expect((await person.get('/auth/me')).body.emailVerified).toBe(false);
  });
});

describe('the confirmation of an address', () => {
  it('is written in one place, which requires the proof', () => {
    const source = new URL('../../../', import.meta.url).pathname;
    const writing = globSync('**/*.ts', { cwd: source, exclude: ['**/*.test.ts'] }).filter((file) =>
      /(emailVerifiedAt|emailProof):(?! userTable\.| instant| text)|set[^;]*email_(verified_at|proof)\s*=/.test(
        readFileSync(source + file, 'utf8'),
      ),
    );
    expect(writing).toEqual(['modules/auth/links/address-proof.ts']);
  });
});
