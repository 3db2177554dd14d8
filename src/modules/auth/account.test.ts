import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { clientOf } from '../../../test/harness/client.ts';
import { defined } from '../../../test/harness/defined.ts';
import { findMail, mailedToken } from '../../../test/harness/mails.ts';
import { join, makeTask, makeWorkspace, password, type Person, signUp } from '../../../test/harness/people.ts';

const clock = settableClock(new Date());
const newPassword = 'battery horse correct';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const nobody = () => clientOf(test.app);
const signIn = (email: string, secret = password) => nobody().post('/auth/login', { email, password: secret });

describe('a forgotten password', () => {
  it('is replaced by a mailed link, which works once, and every session ends', async () => {
    const person = await signUp(test.app);
    expect((await nobody().post('/auth/password/forgot', { email: person.email })).status).toBe(202);
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    const reset = () => nobody().post('/auth/password/reset', { token, password: newPassword });
    expect((await reset()).status).toBe(204);
    expect((await reset()).body.code).toBe('link-expired');
    expect((await person.get('/auth/me')).status).toBe(401);
    expect((await signIn(person.email)).status).toBe(401);
    const secondReply = await signIn(person.email, newPassword);
    expect([secondReply.status, secondReply.body.user.emailVerified]).toEqual([200, true]);
    expect(await findMail(test, admin, 'security-changed', person.email)).toBeDefined();
  });

  it('ends tokens and unfinished sign-ins when it is reset, and lists the sign-in methods that remain', async () => {
    const person = await signUp(test.app);
    const { token: script } = (await person.post('/auth/tokens', { name: 'Script', scopes: ['profile:read'] })).body;
    await test.database.sql`
      insert into auth.passkey (id, user_id, credential_id, public_key, counter, name, is_backed_up, created_at)
      values (gen_random_uuid(), ${person.id}, ${person.id}, 'x', 0, 'Key', false, now())`;
    const halfWay = await signIn(person.email);
    await nobody().post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    expect((await nobody().post('/auth/password/reset', { token, password: newPassword })).status).toBe(204);
    expect((await clientOf(test.app, { authorization: `Bearer ${script}` }).get('/auth/me')).status).toBe(401);
    const lateReply = await nobody().post('/auth/mfa/verify', { mfaToken: halfWay.body.mfaToken, code: '000000' });
    expect(lateReply.body.code).toBe('invalid-mfa-token');
    // A passkey is a second factor too: a mailbox alone does not get past it.
    expect((await signIn(person.email, newPassword)).body).toMatchObject({ mfaRequired: true });
    const mail = await findMail(test, admin, 'security-changed', person.email);
    expect(mail?.text).toContain('Passkeys (1) and external accounts (0) can still sign in');
  });

  it('gets the same reply for an unknown address, which gets no mail', async () => {
    const person = await signUp(test.app);
    const knownReply = await nobody().post('/auth/password/forgot', { email: person.email });
    const unknown = await nobody().post('/auth/password/forgot', { email: 'unknown@example.com' });
    expect([unknown.status, unknown.body]).toEqual([knownReply.status, knownReply.body]);
    expect(await findMail(test, admin, 'password-reset', 'unknown@example.com')).toBeUndefined();
  });

  it('has a link that works for one hour, and only the newest one', async () => {
    const person = await signUp(test.app);
    const ask = () => nobody().post('/auth/password/forgot', { email: person.email });
    await ask();
    const first = await mailedToken(test, admin, 'password-reset', person.email);
    await ask();
    // A second request at once does not invalidate a link that was just mailed.
    expect(await mailedToken(test, admin, 'password-reset', person.email)).toBe(first);
    clock.advance(2 * 60_000 + 1);
    await ask();
    const second = await mailedToken(test, admin, 'password-reset', person.email);
    expect(second).not.toBe(first);
    expect((await nobody().post('/auth/password/reset', { token: first, password: newPassword })).status).toBe(409);
    clock.advance(3_600_000);
    expect((await nobody().post('/auth/password/reset', { token: second, password: newPassword })).status).toBe(409);
    clock.advance(-3_600_000);
  });

  it.each(['', 'x', 'A'.repeat(65), 'A'.repeat(200)])('refuses a token that we never issued: %s', async (token) => {
    const reply = await nobody().post('/auth/password/reset', { token, password: newPassword });
    expect([reply.status, reply.body.code]).toEqual([409, 'link-expired']);
  });

  it('is reset by one of twenty simultaneous uses of a link', async () => {
    const person = await signUp(test.app);
    await nobody().post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        nobody().post('/auth/password/reset', { token, password: `${newPassword} ${number}` }),
      ),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, ...Array.from({ length: 7 }, () => 409)]);
  });
});

describe('a password', () => {
  it('is changed with the old password; other sessions end, this one stays', async () => {
    const person = await signUp(test.app);
    const elsewhere = (await signIn(person.email)).body.accessToken;
    const change = (currentPassword: string) => person.post('/auth/me/password', { currentPassword, newPassword });
    const wrong = await change('not the password');
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid-credentials']);
    expect((await change(password)).status).toBe(204);
    expect((await person.get('/auth/me')).status).toBe(200);
    expect((await clientOf(test.app, { authorization: `Bearer ${elsewhere}` }).get('/auth/me')).status).toBe(401);
    expect((await signIn(person.email, newPassword)).status).toBe(200);
  });

  it.each(['password123', 'qwertyuiop', 'Password123', 'sara@example.org', '11111111'])(
    'that is easy to guess is refused: %s',
    async (common) => {
      const reply = await nobody().post('/auth/signup', { email: 'sara@example.org', password: common, name: 'Sara' });
      expect([reply.status, reply.body.code, reply.body.errors[0]?.path]).toEqual([
        422,
        'password-too-common',
        'password',
      ]);
    },
  );

  it('of a thousand characters counts completely', async () => {
    const long = 'é'.repeat(499) + 'ab';
    const email = 'long@example.org';
    expect((await nobody().post('/auth/signup', { email, password: long, name: 'Long' })).status).toBe(201);
    expect((await signIn(email, long)).status).toBe(200);
    expect((await signIn(email, `${long.slice(0, -1)}c`)).status).toBe(401);
  });
});

describe('an address', () => {
  it('is replaced when the link to the new address is followed; the old address is notified', async () => {
    const person = await signUp(test.app);
    const email = `new.${person.email}`;
    expect((await person.post('/auth/me/email', { password, email })).status).toBe(202);
    expect((await person.get('/auth/me')).body.email).toBe(person.email);
    const token = await mailedToken(test, admin, 'verify-email', email);
    const confirmed = await nobody().post('/auth/email/verify', { token });
    expect(confirmed.body).toMatchObject({ email, emailVerified: true });
    expect((await nobody().post('/auth/email/verify', { token })).body.code).toBe('link-expired');
    expect(await findMail(test, admin, 'email-changed', person.email)).toBeDefined();
    expect((await signIn(email)).status).toBe(200);
  });

  it('that another account took meanwhile is refused', async () => {
    const [one, two] = [await signUp(test.app, 'One'), await signUp(test.app, 'Two')];
    const email = `wanted.${one.email}`;
    await one.post('/auth/me/email', { password, email });
    const token = await mailedToken(test, admin, 'verify-email', email);
    await two.post('/auth/me/email', { password, email });
    const other = await mailedToken(test, admin, 'verify-email', email);
    expect((await nobody().post('/auth/email/verify', { token: other })).status).toBe(200);
    expect((await nobody().post('/auth/email/verify', { token })).body.code).toBe('email-taken');
  });
});

describe('a mailed link', () => {
  const confirm = (token: string) => nobody().post('/auth/email/verify', { token });
  const asOf = async (person: Person) => (await admin.get(`/users/${person.id}`)).body.email;

  it('does not confirm an address that was requested before the password changed', async () => {
    const person = await signUp(test.app);
    const email = `thief.${person.email}`;
    await person.post('/auth/me/email', { password, email });
    const plantedToken = await mailedToken(test, admin, 'verify-email', email);
    await nobody().post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    expect((await nobody().post('/auth/password/reset', { token, password: newPassword })).status).toBe(204);
    expect((await confirm(plantedToken)).body.code).toBe('link-expired');
    expect(await asOf(person)).toBe(person.email);
  });

  it('sets no password after the address has changed', async () => {
    const person = await signUp(test.app);
    await nobody().post('/auth/password/forgot', { email: person.email });
    const reset = await mailedToken(test, admin, 'password-reset', person.email);
    const email = `next.${person.email}`;
    await person.post('/auth/me/email', { password, email });
    expect((await confirm(await mailedToken(test, admin, 'verify-email', email))).status).toBe(200);
    const lateReply = await nobody().post('/auth/password/reset', { token: reset, password: newPassword });
    expect([lateReply.status, lateReply.body.code]).toEqual([409, 'link-expired']);
  });

  it('does not undo a change by an administrator, of which the previous address is notified', async () => {
    const person = await signUp(test.app);
    const wrong = `wrong.${person.email}`;
    await person.post('/auth/me/email', { password, email: wrong });
    const plantedToken = await mailedToken(test, admin, 'verify-email', wrong);
    const right = `right.${person.email}`;
    expect((await admin.patch(`/users/${person.id}`, { email: right })).status).toBe(200);
    expect((await confirm(plantedToken)).body.code).toBe('link-expired');
    expect(await asOf(person)).toBe(right);
    expect(await findMail(test, admin, 'email-changed', person.email)).toBeDefined();
  });
});

describe('when addresses must be confirmed', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startApp({ env: { EMAIL_CONFIRMATION: 'on' }, database: test.database, clock });
  });
  afterAll(() => strict.stop());
  const signUpThere = (email: string) => clientOf(strict.app).post('/auth/signup', { email, password, name: 'Sara' });

  it('an account works only after the confirmation', async () => {
    const email = 'confirm@example.org';
    const reply = await signUpThere(email);
    expect([reply.status, reply.body]).toEqual([202, { confirmationRequired: true }]);
    const early = await clientOf(strict.app).post('/auth/login', { email, password });
    expect([early.status, early.body.code]).toEqual([403, 'email-not-confirmed']);
    const token = await mailedToken(strict, admin, 'verify-email', email);
    expect((await clientOf(strict.app).post('/auth/email/verify', { token })).status).toBe(200);
    expect((await clientOf(strict.app).post('/auth/login', { email, password })).status).toBe(200);
  });

  it('signing up with a known address looks the same, and its owner is notified', async () => {
    const person = await signUp(test.app);
    const secondReply = await signUpThere(person.email);
    expect([secondReply.status, secondReply.body]).toEqual([202, { confirmationRequired: true }]);
    expect(await findMail(strict, admin, 'account-exists', person.email)).toBeDefined();
  });

  it('the mail is sent again to an unconfirmed address', async () => {
    const email = 'again@example.org';
    await signUpThere(email);
    const first = await mailedToken(strict, admin, 'verify-email', email);
    clock.advance(2 * 60_000 + 1);
    expect((await clientOf(strict.app).post('/auth/email/verification', { email })).status).toBe(202);
    const second = await mailedToken(strict, admin, 'verify-email', email);
    expect(second).not.toBe(first);
    expect((await clientOf(strict.app).post('/auth/email/verify', { token: first })).status).toBe(409);
  });
});

describe('sign-up by mail domain', () => {
  it('admits the domains that the operator named', async () => {
    const own = await startApp({ env: { SIGN_UP: 'acme.example, Other.example' }, database: test.database });
    const post = (email: string) => clientOf(own.app).post('/auth/signup', { email, password, name: 'Sara' });
    for (const email of ['sara@acme.example', 'sara@OTHER.example']) {
      const reply = await post(email);
      expect([reply.status, reply.body]).toEqual([202, { confirmationRequired: true }]);
      expect((await clientOf(own.app).post('/auth/login', { email, password })).body.code).toBe('email-not-confirmed');
      const token = await mailedToken(own, admin, 'verify-email', email);
      expect((await clientOf(own.app).post('/auth/email/verify', { token })).status).toBe(200);
      expect((await clientOf(own.app).post('/auth/login', { email, password })).status).toBe(200);
    }
    expect((await clientOf(own.app).get('/meta')).body).toMatchObject({ signUp: 'domains', emailConfirmation: true });
    // The first account belongs to the operator, who may have to configure mail first.
    expect((await clientOf(own.app).post('/auth/login', { email: admin.email, password })).status).toBe(200);
    for (const email of ['sara@notacme.example', 'sara@acme.example.evil.example']) {
      expect((await post(email)).body.code, email).toBe('sign-up-closed');
    }
    await own.stop();
  });
});

describe('a picture', () => {
  const form = (bytes: Uint8Array<ArrayBuffer>, name = 'me.png', type = 'image/png') => {
    const data = new FormData();
    data.append('file', new Blob([bytes], { type }), name);
    return { raw: data };
  };

  it('is visible to people who share an organization, and to nobody else', async () => {
    const work = await makeWorkspace(test.app);
    const colleague = await join(test.app, work);
    const stranger = await signUp(test.app, 'Stranger');
    const set = await work.owner.post('/auth/me/avatar', undefined, form(new Uint8Array(png)));
    expect(set.body.avatarUrl).toMatch(/^\/api\/v1\/users\/.+\/avatar\?v=\d+$/);
    const reply = await colleague.get(`/users/${work.owner.id}/avatar`);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await stranger.get(defined(set.body.avatarUrl))).status).toBe(404);
    expect((await work.owner.delete('/auth/me/avatar')).status).toBe(204);
    expect((await work.owner.get('/auth/me')).body.avatarUrl).toBeNull();
    expect((await colleague.get(defined(set.body.avatarUrl))).status).toBe(404);
  });

  it.each([
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 415],
    ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 415],
    ['nothing', Buffer.alloc(0), 415],
    ['more than a mebibyte', Buffer.concat([png, Buffer.alloc(1024 * 1024)]), 413],
  ])('is no %s', async (_what, bytes, status) => {
    const person = await signUp(test.app);
    const reply = await person.post('/auth/me/avatar', undefined, form(new Uint8Array(bytes)));
    expect(reply.status).toBe(status);
  });
});

describe('deleting one’s own account', () => {
  it('requires the password, waits 14 days, and can be undone until then', async () => {
    const person = await signUp(test.app);
    expect((await person.delete('/auth/me', { password: 'not the password' })).status).toBe(401);
    expect((await person.delete('/auth/me', { password })).status).toBe(204);
    expect((await person.get('/auth/me')).status).toBe(401);
    const barredReply = await signIn(person.email);
    expect([barredReply.status, barredReply.body.code]).toEqual([403, 'account-leaving']);
    const token = await mailedToken(test, admin, 'account-leaving', person.email);
    expect((await nobody().post('/auth/me/restore', { token })).status).toBe(200);
    expect((await signIn(person.email)).status).toBe(200);
    expect((await nobody().post('/auth/me/restore', { token })).body.code).toBe('link-expired');
  });

  it('empties the account after the waiting period', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member', name: 'Gone' });
    const task = await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    expect((await person.delete('/auth/me', { password })).status).toBe(204);
    const token = await mailedToken(test, admin, 'account-leaving', person.email);
    clock.advance(14 * 86_400_000 + 1_000);
    await test.runJob('auth', 'finish-deletions');
    clock.advance(-14 * 86_400_000 - 1_000);
    await test.settled();
    expect((await nobody().post('/auth/me/restore', { token })).status).toBe(409);
    const { owner } = work;
    expect((await owner.get(`/tasks/${task.id}`)).body.assignee).toBeNull();
    const members = (await owner.get(`/organizations/${work.organizationId}/members`)).body.items;
    expect(members.map((member) => member.user.id)).not.toContain(person.id);
    const [row] = await test.database
      .sql`select email, username, name, password_digest from auth.user where id = ${person.id}`;
    expect(row).toMatchObject({ name: '', password_digest: null });
    expect(`${row?.['email']} ${row?.['username']}`).not.toMatch(/gone/i);
    const back = await nobody().post('/auth/signup', { email: person.email, password, name: 'Back' });
    expect(back.status).toBe(201);
  });

  it('is refused to the last owner of an organization, and to a person with tasks in progress', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member' });
    const refusedReply = await work.owner.delete('/auth/me', { password });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'last-owner']);
    await makeTask(work.owner, work.teamId, { assigneeId: person.id, statusId: work.statuses['In progress'] });
    const busy = await person.delete('/auth/me', { password });
    expect([busy.status, busy.body.code]).toEqual([409, 'user-has-active-tasks']);
  });
});

describe('the export of one’s own data', () => {
  it('contains the account, its memberships and its tasks, and no secret', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member', name: 'Mina' });
    const task = await makeTask(person, work.teamId, { title: 'Mine', assigneeId: person.id });
    await person.post('/auth/tokens', { name: 'Script', scopes: ['tasks:read'] });
    const { status, body, headers } = await person.get('/auth/me/export');
    expect([status, headers.get('content-disposition')]).toEqual([200, expect.stringContaining('attachment')]);
    expect(body['account']).toMatchObject({ email: person.email });
    const text = JSON.stringify(body);
    expect(text).toContain(task.id);
    expect(text).toContain(work.organizationId);
    expect(text).not.toMatch(/argon2|digest|tuno_|password"/i);
  });

  it('contains the complete security log', async () => {
    const person = await signUp(test.app);
    await test.database.sql`
      insert into auth.audit_entry (id, type, actor, actor_id, user_id, address, request_id, facts, at)
      select gen_random_uuid(), 'sign-in.succeeded', '{"kind": "anonymous", "userId": null}', null, ${person.id}, '', '', '{}', now()
      from generate_series(1, 450)`;
    const { body } = await person.get('/auth/me/export');
    const security = body['security'] as { id: string }[];
    expect(new Set(security.map(({ id }) => id)).size).toBeGreaterThanOrEqual(450);
  });
});
