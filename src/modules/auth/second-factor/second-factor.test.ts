import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { findMail } from '../../../../test/harness/mails.ts';
import {
  signInAgain,
  join,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  signUp,
} from '../../../../test/harness/people.ts';
import { fromBase32 } from '../../../../test/harness/totp.ts';
import { codeOf } from '../oslo.ts';

const clock = settableClock(new Date());
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const nobody = () => clientOf(test.app);
const signIn = async (email: string) => (await nobody().post('/auth/login', { email, password })).body;
const verify = (mfaToken: string, code: string) => nobody().post('/auth/mfa/verify', { mfaToken, code });

const step = () => Math.floor(clock.now().getTime() / 30_000);

/** A person with codes turned on, and their authenticator. */
async function enrol() {
  const person = await signUp(test.app);
  return { person, ...(await turnOn(person)) };
}

async function turnOn(person: Person) {
  const reply = await person.post('/auth/mfa/totp');
  expect(reply.status).toBe(201);
  const secret = fromBase32(reply.body.secret);
  const code = (offset = 0) => codeOf(secret, step() + offset);
  const confirmed = await person.post('/auth/mfa/totp/confirm', { code: await code() });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  // The enrolment used the current code.
  clock.advance(30_000);
  return { code, begun: reply.body, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

describe('authenticator codes', () => {
  it('are those of RFC 4226, appendix D', async () => {
    const secret = Buffer.from('12345678901234567890');
    const codes = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((counter) => codeOf(secret, counter)));
    expect(codes).toEqual([
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ]);
  });

  it('work again, each once, after a clock that was one day ahead is corrected', async () => {
    const { person, code } = await enrol();
    const dayMs = 86_400_000;
    clock.advance(dayMs);
    expect((await verify((await signIn(person.email)).mfaToken, await code())).status).toBe(200);
    clock.advance(-dayMs);
    expect((await verify((await signIn(person.email)).mfaToken, await code())).status).toBe(200);
    expect((await verify((await signIn(person.email)).mfaToken, await code())).status).toBe(401);
  });

  it('are set up by a QR code, and turned on by the first correct code', async () => {
    const { begun: totp, recoveryCodes, person } = await enrol();
    expect(totp.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(totp.otpauthUri).toContain(`secret=${totp.secret}`);
    expect(totp.qrSvg).toMatch(/^<svg /);
    expect(new Set(recoveryCodes).size).toBe(10);
    const own = { methods: ['totp', 'recovery-code'], recoveryCodesLeft: 10, hasPassword: true };
    expect((await person.get('/auth/mfa')).body).toEqual(own);
    expect((await person.post('/auth/mfa/totp')).body.code).toBe('second-factor-on');
    expect(await findMail(test, admin, 'security-changed', person.email)).toBeDefined();
  });

  it('are asked for after the password, and each works once', async () => {
    const { person, code } = await enrol();
    const first = await signIn(person.email);
    expect(first).toEqual({ mfaRequired: true, mfaToken: expect.any(String), methods: ['totp', 'recovery-code'] });
    const right = await code();
    const done = await verify(first.mfaToken, right);
    expect([done.status, done.body.user.id]).toEqual([200, person.id]);
    expect((await verify(first.mfaToken, await code(1))).body.code).toBe('invalid-mfa-token');
    const second = await signIn(person.email);
    expect((await verify(second.mfaToken, right)).body.code).toBe('invalid-code');
  });

  it('are accepted one step before and after, and no further', async () => {
    const { person, code } = await enrol();
    for (const [offset, status] of [
      [-2, 401],
      [2, 401],
      [-1, 401],
      [0, 200],
      [1, 200],
    ] as const) {
      const { mfaToken } = await signIn(person.email);
      // The enrolment used the code of the previous step.
      expect([offset, (await verify(mfaToken, await code(offset))).status]).toEqual([offset, status]);
    }
  });

  it('succeed once if one code is used ten times simultaneously', async () => {
    const { person, code } = await enrol();
    const right = await code();
    const tokens = await Promise.all(Array.from({ length: 6 }, async () => (await signIn(person.email)).mfaToken));
    const replies = await Promise.all(tokens.map((token) => verify(token, right)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('can be tried five times within five minutes', async () => {
    const { person, code } = await enrol();
    const { mfaToken } = await signIn(person.email);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await verify(mfaToken, '000000')).body.code).toBe('invalid-code');
    }
    expect((await verify(mfaToken, await code())).body.code).toBe('invalid-mfa-token');
    const slow = await signIn(person.email);
    clock.advance(5 * 60_000 + 1);
    expect((await verify(slow.mfaToken, await code())).body.code).toBe('invalid-mfa-token');
  });

  it('that are wrong count towards the lock over all sign-ins', async () => {
    const { person, code } = await enrol();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const { mfaToken } = await signIn(person.email);
      expect((await verify(mfaToken, '000000')).body.code).toBe('invalid-code');
    }
    expect((await signIn(person.email)).code).toBe('account-locked');
    clock.advance(15 * 60_000 + 1);
    admin = await signInAgain(test.app, admin);
    const { mfaToken } = await signIn(person.email);
    expect((await verify(mfaToken, await code())).status).toBe(200);
  });

  it('do not sign in to an account that was locked after the password step', async () => {
    const { person, code } = await enrol();
    const { mfaToken } = await signIn(person.email);
    expect((await admin.post(`/users/${person.id}/lock`)).status).toBe(200);
    const barredReply = await verify(mfaToken, await code());
    expect([barredReply.status, barredReply.body.code]).toEqual([423, 'account-locked']);
  });

  it('are turned off with the password', async () => {
    const { person } = await enrol();
    expect((await person.delete('/auth/mfa/totp', { password: 'not the password' })).status).toBe(401);
    expect((await person.delete('/auth/mfa/totp', { password })).status).toBe(204);
    expect((await signIn(person.email)).user.id).toBe(person.id);
  });

  it.each(['', 'abc', '12345', '1234567', '１２３４５６', '-12345', '000000\n'])(
    'are refused if malformed: %s',
    async (wrong) => {
      const person = await signUp(test.app);
      await person.post('/auth/mfa/totp');
      const reply = await person.post('/auth/mfa/totp/confirm', { code: wrong });
      expect(reply.status).toBe(401);
    },
  );
});

describe('recovery codes', () => {
  it('work once each, ignoring spaces and case, and their use is notified by mail', async () => {
    const { person, recoveryCodes } = await enrol();
    const [code = ''] = recoveryCodes;
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
    const first = await signIn(person.email);
    expect((await verify(first.mfaToken, typed)).status).toBe(200);
    const second = await signIn(person.email);
    expect((await verify(second.mfaToken, code)).body.code).toBe('invalid-code');
    expect((await person.get('/auth/mfa')).body.recoveryCodesLeft).toBe(9);
    expect((await findMail(test, admin, 'security-changed', person.email))?.subject).toContain('recovery code');
  });

  it('are renewed, and the old ones become invalid', async () => {
    const { person, recoveryCodes } = await enrol();
    const renewed = await person.post('/auth/mfa/recovery-codes', { password });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    const { mfaToken } = await signIn(person.email);
    expect((await verify(mfaToken, recoveryCodes[0] ?? '')).status).toBe(401);
    expect((await verify(mfaToken, renewed.body.recoveryCodes[0] ?? '')).status).toBe(200);
  });

  it('of another person do not work', async () => {
    const [one, two] = [await enrol(), await enrol()];
    const { mfaToken } = await signIn(one.person.email);
    expect((await verify(mfaToken, two.recoveryCodes[0] ?? '')).status).toBe(401);
  });

  it('require a second factor', async () => {
    const person = await signUp(test.app);
    expect((await person.post('/auth/mfa/recovery-codes', { password })).body.code).toBe('no-second-factor');
  });
});

describe('an organization that requires a second factor', () => {
  it('shows nothing to a session without one, until it is set up', async () => {
    const work = await makeWorkspace(test.app);
    const { owner, organizationId, teamId } = work;
    const member = await join(test.app, work, { teamRole: 'member' });
    const plainToken = (await member.post('/auth/tokens', { name: 'Script', scopes: ['tasks:read'] })).body.token;
    const task = await makeTask(owner, teamId);
    const ask = () => owner.patch(`/organizations/${organizationId}`, { requireSecondFactor: true });
    const early = await ask();
    expect([early.status, early.body.code]).toEqual([409, 'second-factor-first']);
    expect((await member.patch(`/organizations/${organizationId}`, { requireSecondFactor: false })).status).toBe(403);
    await turnOn(owner);
    expect((await ask()).body).toMatchObject({ requireSecondFactor: true, waitsForSecondFactor: false });

    const closedReply = await member.get(`/organizations/${organizationId}`);
    expect([closedReply.status, closedReply.body.code]).toEqual([403, 'second-factor-required']);
    const [mine] = (await member.get('/organizations')).body.items;
    expect(mine).toMatchObject({ id: organizationId, waitsForSecondFactor: true });
    expect((await member.get(`/tasks/${task.id}`)).status).toBe(404);
    expect((await member.get('/tasks')).body.items).toEqual([]);
    expect((await member.get('/users')).body.items).toEqual([]);
    expect((await member.get(`/users/${owner.id}`)).status).toBe(404);
    expect((await clientOf(test.app, { authorization: `Bearer ${plainToken}` }).get(`/tasks/${task.id}`)).status).toBe(
      404,
    );

    await turnOn(member);
    expect((await member.get(`/tasks/${task.id}`)).status).toBe(200);
    expect((await member.get(`/users/${owner.id}`)).status).toBe(200);
    // A token has the second factor state of the session that created it.
    expect((await clientOf(test.app, { authorization: `Bearer ${plainToken}` }).get(`/tasks/${task.id}`)).status).toBe(
      404,
    );
    const newToken = (await member.post('/auth/tokens', { name: 'Script', scopes: ['tasks:read'] })).body.token;
    expect((await clientOf(test.app, { authorization: `Bearer ${newToken}` }).get(`/tasks/${task.id}`)).status).toBe(
      200,
    );
    expect((await owner.get(`/tasks/${task.id}`)).status).toBe(200);
  });
});
