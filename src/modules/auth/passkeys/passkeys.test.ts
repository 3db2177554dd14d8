import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { makeAuthenticator, type Misbehaviour } from '../../../../test/harness/authenticator.ts';
import { clientOf, cookieOf } from '../../../../test/harness/client.ts';
import { password, type Person, signUp } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date());
let test: TestApp;
beforeAll(async () => {
  test = await startApp({ clock });
  await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const nobody = () => clientOf(test.app);
type Authenticator = ReturnType<typeof makeAuthenticator>;

async function add(person: Person, authenticator: Authenticator, wrong?: Misbehaviour) {
  const { challengeId, options } = (await person.post('/auth/passkeys/options', { purpose: 'register' })).body;
  return person.post('/auth/passkeys', { challengeId, answer: authenticator.create(options, wrong), name: 'Laptop' });
}

async function signIn(authenticator: Authenticator, wrong?: Misbehaviour, extras: object = {}) {
  const purpose = 'mfaToken' in extras ? 'second-factor' : 'sign-in';
  const reply = await nobody().post('/auth/passkeys/options', { purpose, ...('mfaToken' in extras ? extras : {}) });
  const { challengeId, options } = reply.body;
  return nobody().post('/auth/passkeys/sign-in', { challengeId, answer: authenticator.get(options, wrong), ...extras });
}

async function withPasskey() {
  const person = await signUp(test.app);
  const authenticator = makeAuthenticator();
  const addedReply = await add(person, authenticator);
  expect(addedReply.status, JSON.stringify(addedReply.body)).toBe(201);
  return { person, authenticator, added: addedReply.body };
}

describe('a passkey', () => {
  it('is added and removed only shortly after a sign-in or with the password', async () => {
    const { person, added: addedPasskey } = await withPasskey();
    clock.advance(10 * 60_000 + 1);
    const options = (proof?: object) => person.post('/auth/passkeys/options', { purpose: 'register', ...proof });
    const lateReply = await options();
    expect([lateReply.status, lateReply.body.code]).toEqual([403, 'confirm-yourself']);
    expect((await person.post('/auth/mfa/totp')).body.code).toBe('confirm-yourself');
    expect((await options({ password: 'not the password' })).status).toBe(401);
    expect((await options({ password })).status).toBe(200);
    const remove = (body?: object) => person.delete(`/auth/passkeys/${addedPasskey.passkey.id}`, body);
    expect((await remove()).body.code).toBe('confirm-yourself');
    expect((await remove({ password })).status).toBe(204);
  });

  it('is added, listed and removed; the first one comes with recovery codes', async () => {
    const { person, added: addedPasskey } = await withPasskey();
    expect(addedPasskey.recoveryCodes).toHaveLength(10);
    expect((await person.get('/auth/passkeys')).body.items).toEqual([addedPasskey.passkey]);
    expect((await add(person, makeAuthenticator())).body.recoveryCodes).toBeNull();
    expect((await person.delete(`/auth/passkeys/${addedPasskey.passkey.id}`)).status).toBe(204);
    expect((await person.get('/auth/passkeys')).body.items).toHaveLength(1);
  });

  it('is renamed only by its owner', async () => {
    const { person, added: addedPasskey } = await withPasskey();
    const stranger = await signUp(test.app);
    const { id } = addedPasskey.passkey;
    const renamedReply = await person.patch(`/auth/passkeys/${id}`, { name: '  Key ring ' });
    expect([renamedReply.status, renamedReply.body.name]).toEqual([200, 'Key ring']);
    expect((await stranger.patch(`/auth/passkeys/${id}`, { name: 'Mine' })).status).toBe(404);
    expect((await person.patch(`/auth/passkeys/${id}`, { name: ' ' })).status).toBe(422);
    expect((await person.get('/auth/passkeys')).body.items[0]?.name).toBe('Key ring');
  });

  it('signs in alone, which counts as two factors', async () => {
    const { person, authenticator } = await withPasskey();
    const api = await signIn(authenticator);
    expect([api.status, api.body.user.id]).toEqual([200, person.id]);
    const browser = await signIn(authenticator, {}, { session: true });
    const me = clientOf(test.app, { cookie: cookieOf(browser) });
    const [session] = (await me.get('/auth/sessions')).body.items;
    expect(session).toMatchObject({ kind: 'browser', secondFactor: true, current: true });
  });

  it('is asked for after the password, and finishes only that sign-in', async () => {
    const { person, authenticator } = await withPasskey();
    const other = await withPasskey();
    const begin = async () => (await nobody().post('/auth/login', { email: person.email, password })).body;
    const first = await begin();
    expect(first).toMatchObject({ mfaRequired: true, methods: ['passkey', 'recovery-code'] });
    const done = await signIn(authenticator, {}, { mfaToken: first.mfaToken });
    expect([done.status, done.body.user.id]).toEqual([200, person.id]);
    const second = await begin();
    expect((await signIn(other.authenticator, {}, { mfaToken: second.mfaToken })).body.code).toBe('bad-passkey');
  });

  it('does not sign in to a locked account, nor after its removal', async () => {
    const { person, authenticator, added: addedPasskey } = await withPasskey();
    await test.database.sql`update auth."user" set locked_at = now() where id = ${person.id}`;
    expect((await signIn(authenticator)).status).toBe(423);
    await test.database.sql`update auth."user" set locked_at = null where id = ${person.id}`;
    await person.delete(`/auth/passkeys/${addedPasskey.passkey.id}`);
    const goneReply = await signIn(authenticator);
    expect([goneReply.status, goneReply.body.code]).toEqual([401, 'bad-passkey']);
  });

  it('of one authenticator belongs to one account', async () => {
    const { authenticator } = await withPasskey();
    const secondReply = await add(await signUp(test.app), authenticator);
    expect([secondReply.status, secondReply.body.code]).toEqual([409, 'passkey-known']);
  });

  it('can be registered only by a signed-in user', async () => {
    expect((await nobody().post('/auth/passkeys/options', { purpose: 'register' })).status).toBe(401);
    const [one, two] = [await signUp(test.app, 'One'), await signUp(test.app, 'Two')];
    const { challengeId, options } = (await one.post('/auth/passkeys/options', { purpose: 'register' })).body;
    const answer = makeAuthenticator().create(options);
    const stolen = await two.post('/auth/passkeys', { challengeId, answer, name: 'Stolen' });
    expect([stolen.status, stolen.body.code]).toEqual([401, 'bad-passkey']);
  });
});

const wrongs: [string, Misbehaviour][] = [
  ['for another origin', { origin: 'https://evil.example' }],
  ['for another host', { relyingParty: 'evil.example' }],
  ['to another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['without its owner having been asked', { isUnverified: true }],
  ['of another kind', { type: 'payment.get' }],
];

describe('an invalid reply of an authenticator', () => {
  it.each(wrongs)('adds no passkey: %s', async (_what, wrong) => {
    const person = await signUp(test.app);
    const reply = await add(person, makeAuthenticator(), wrong);
    expect([reply.status, reply.body.code]).toEqual([422, 'bad-passkey']);
    expect((await person.get('/auth/passkeys')).body.items).toEqual([]);
  });

  it.each<[string, Misbehaviour]>([...wrongs, ['signed by another key', { key: makeAuthenticator().privateKey }]])(
    'signs nobody in: %s',
    async (_what, wrong) => {
      const { authenticator } = await withPasskey();
      const reply = await signIn(authenticator, wrong);
      expect([reply.status, reply.body.code]).toEqual([401, 'bad-passkey']);
    },
  );

  it('is refused if its counter decreased, because the key was copied', async () => {
    const { authenticator } = await withPasskey();
    expect((await signIn(authenticator, { counter: 100 })).status).toBe(200);
    expect((await signIn(authenticator, { counter: 99 })).status).toBe(401);
    expect((await signIn(authenticator, { counter: 101 })).status).toBe(200);
  });

  it('works once, within five minutes', async () => {
    const { authenticator } = await withPasskey();
    const ask = async () => (await nobody().post('/auth/passkeys/options', { purpose: 'sign-in' })).body;
    const first = await ask();
    const body = { challengeId: first.challengeId, answer: authenticator.get(first.options) };
    const both = await Promise.all([1, 2].map(() => nobody().post('/auth/passkeys/sign-in', body)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    const second = await ask();
    const late = { challengeId: second.challengeId, answer: authenticator.get(second.options) };
    clock.advance(5 * 60_000 + 1);
    expect((await nobody().post('/auth/passkeys/sign-in', late)).status).toBe(401);
    clock.advance(-5 * 60_000 - 1);
  });

  it.each([
    {},
    { id: 'x', rawId: 'x', type: 'public-key' },
    { id: 'x', rawId: 'x', type: 'public-key', response: null },
    { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 7, authenticatorData: [], signature: {} } },
  ])('is a clear error where it is none: %j', async (answer) => {
    const { challengeId } = (await nobody().post('/auth/passkeys/options', { purpose: 'sign-in' })).body;
    expect([401, 422]).toContain((await nobody().post('/auth/passkeys/sign-in', { challengeId, answer })).status);
    const person = await signUp(test.app);
    const option = (await person.post('/auth/passkeys/options', { purpose: 'register' })).body;
    const addedReply = await person.post('/auth/passkeys', { challengeId: option.challengeId, answer, name: 'x' });
    expect(addedReply.status).toBe(422);
  });
});
