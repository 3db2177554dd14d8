import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/modules/auth/module.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import { password, type Person, signUp } from '../harness/people.ts';

// A person who finds a signed-in browser, or has stolen its session, must not be able to add a lasting sign-in method. Every route by which
// somebody changes an account of their own either asks for reauthentication or says here why it need not.

const asksNone: Readonly<Record<string, string>> = {
  'patch /auth/me': 'a name and a language open nothing',
  'post /auth/me/avatar': 'a picture opens nothing',
  'delete /auth/me/avatar': 'a picture opens nothing',
  'post /auth/me/password': 'asks for the password before in any case',
  'post /auth/mfa/totp/confirm': 'ends what was begun with reauthentication',
  'post /auth/passkeys': 'ends what was begun with reauthentication, by the challenge given there',
  'patch /auth/passkeys/{id}': 'a name opens nothing',
  'delete /auth/identities/{id}': 'closes a way in, and never the last one',
  'delete /auth/tokens/{id}': 'closes a way in',
  'post /auth/logout': 'closes a way in',
  'delete /auth/session': 'closes a way in',
  'delete /auth/sessions/{id}': 'closes a way in',
};

/** Bodies that are valid except for the password. */
const bodies: Readonly<Record<string, object>> = {
  'post /auth/passkeys/options': { purpose: 'register' },
};

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const changes = routes.filter(({ method, rule }) => method !== 'get' && rule.name.startsWith('oneself'));
const asking = routes
  .filter(({ rule, path }) => rule.name.startsWith('oneself, reauthenticated') || path === '/auth/passkeys/options')
  .map(nameOf);

it('every change of one’s own account asks for reauthentication, or says why not', () => {
  const changeNames = changes.map(nameOf);
  expect(changeNames.filter((name) => !asking.includes(name) && !(name in asksNone))).toEqual([]);
  expect(Object.keys(asksNone).filter((name) => !changeNames.includes(name) || asking.includes(name))).toEqual([]);
});

let test: TestApp;
beforeAll(async () => {
  test = await startApp({
    env: {
      OIDC_PROVIDERS: 'away',
      OIDC_AWAY_ISSUER: 'http://127.0.0.1:9',
      OIDC_AWAY_CLIENT_ID: 'x',
      OIDC_AWAY_CLIENT_SECRET: 'x',
    },
  });
});
afterAll(() => test.stop());

describe.each(asking)('%s', (name) => {
  const [method = '', path = ''] = name.split(' ');
  const ask = (person: Person, extra: object = {}) =>
    person.request(method.toUpperCase(), path.replace('{provider}', 'away').replace('{id}', randomUUID()), {
      ...bodies[name],
      ...extra,
    });

  it('asks an older session for the password', async () => {
    const person = await signUp(test.app);
    const wrong = await ask(person, { password: 'not the password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
    await test.database
      .sql`update auth.session set created_at = now() - interval '11 minutes' where user_id = ${person.id}`;
    const lateReply = await ask(person);
    expect([lateReply.status, lateReply.body.code]).toEqual([403, 'confirm-yourself']);
    const right = await ask(person, { password });
    expect(['confirm-yourself', 'invalid-credentials']).not.toContain(right.body.code);
  });
});
