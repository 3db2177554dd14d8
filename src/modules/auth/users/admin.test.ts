import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { findMail, mailedToken } from '../../../../test/harness/mails.ts';
import { join, makeTask, makeWorkspace, password, type Person, signUp } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date());
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ clock, env: { TRUSTED_PROXIES: '1' } });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

/** A client with this address. */
const at = (address: string) => clientOf(test.app, { 'x-forwarded-for': address });
const signIn = (email: string, secret = password, address = '192.0.2.1') =>
  at(address).post('/auth/login', { email, password: secret });

describe('accounts, for an administrator', () => {
  it('are listed and searched; others see only people of their organizations', async () => {
    const person = await signUp(test.app, 'Zahra');
    const users = (await admin.get('/users?q=ZAHR')).body.items;
    expect(users).toEqual([expect.objectContaining({ id: person.id, lockedAt: null })]);
    expect((await person.get('/users')).body.items).toEqual([]);
    expect((await person.get(`/users/${admin.id}`)).status).toBe(404);
    expect((await person.get(`/users/${person.id}`)).body.email).toBe(person.email);
    const literal = (await admin.get('/users?q=%25')).body.items;
    expect(literal).toEqual([]);
  });

  it('are read in pages without gaps', async () => {
    const all = (await admin.get('/users?limit=200')).body.items.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = (await admin.get(`/users?limit=2${cursor}`)).body;
      paged.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(paged).toEqual(all);
  });

  it('are created for people, who set their password by mail', async () => {
    const email = 'made@example.org';
    const reply = await admin.post('/users', { email, name: 'Made' });
    expect([reply.status, reply.body.emailVerified]).toEqual([201, true]);
    const token = await mailedToken(test, admin, 'password-reset', email);
    expect((await at('').post('/auth/password/reset', { token, password })).status).toBe(204);
    expect((await signIn(email)).status).toBe(200);
    expect((await admin.post('/users', { email, name: 'Again' })).body.code).toBe('email-taken');
  });

  it('are locked at once and everywhere, and unlocked', async () => {
    const person = await signUp(test.app);
    expect((await admin.post(`/users/${person.id}/lock`)).body.lockedAt).not.toBeNull();
    expect((await person.get('/auth/me')).status).toBe(401);
    const barredReply = await signIn(person.email);
    expect([barredReply.status, barredReply.body.code]).toEqual([423, 'account-locked']);
    expect((await admin.post(`/users/${person.id}/unlock`)).body.lockedAt).toBeNull();
    expect((await signIn(person.email)).status).toBe(200);
  });

  it('are locked and unlocked together with their tokens', async () => {
    const person = await signUp(test.app);
    const token = (await person.post('/auth/tokens', { name: 'Script', scopes: ['profile:read'] })).body.token;
    const script = clientOf(test.app, { authorization: `Bearer ${token}` });
    expect((await script.get('/auth/me')).status).toBe(200);
    await admin.post(`/users/${person.id}/lock`);
    expect((await script.get('/auth/me')).status).toBe(401);
    await admin.post(`/users/${person.id}/unlock`);
    expect((await script.get('/auth/me')).status).toBe(200);
  });

  it('that lose the admin role lose it for their tokens as well', async () => {
    const person = await signUp(test.app);
    await admin.patch(`/users/${person.id}`, { instanceAdmin: true });
    const signedIn = (await signIn(person.email)).body.accessToken;
    const asAdmin = clientOf(test.app, { authorization: `Bearer ${signedIn}` });
    const make = async (scopes: string[]) => {
      const { token } = (await asAdmin.post('/auth/tokens', { name: 'Script', scopes })).body;
      return clientOf(test.app, { authorization: `Bearer ${token}` });
    };
    const [whole, narrow] = [await make(['admin', 'profile:read']), await make(['profile:read'])];
    expect((await whole.get('/admin/audit-log')).status).toBe(200);
    expect((await whole.get(`/users/${admin.id}`)).status).toBe(200);
    // Without the admin scope the token sees no more than other users.
    expect((await narrow.get(`/users/${admin.id}`)).status).toBe(404);
    expect((await narrow.get('/users')).body.items).toEqual([]);
    await admin.patch(`/users/${person.id}`, { instanceAdmin: false });
    expect((await whole.get('/admin/audit-log')).status).toBe(403);
  });

  it('are signed out everywhere', async () => {
    const person = await signUp(test.app);
    expect((await admin.post(`/users/${person.id}/sign-out`)).status).toBe(204);
    expect((await person.get('/auth/me')).status).toBe(401);
  });

  it('keep one administrator, also if two give up the role simultaneously', async () => {
    const own = await startApp({ clock });
    const one = await signUp(own.app, 'One');
    const two = await signUp(own.app, 'Two');
    for (const path of [`/users/${one.id}`, `/users/${one.id}/lock`]) {
      const refusedReply = path.endsWith('lock')
        ? await one.post(path)
        : await one.patch(path, { instanceAdmin: false });
      expect([path, refusedReply.status, refusedReply.body.code]).toEqual([path, 409, 'last-admin']);
    }
    await one.patch(`/users/${two.id}`, { instanceAdmin: true });
    const both = await Promise.all([
      one.patch(`/users/${one.id}`, { instanceAdmin: false }),
      two.patch(`/users/${two.id}`, { instanceAdmin: false }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await own.stop();
  });

  it('change only with the current version', async () => {
    const person = await signUp(test.app);
    const { headers } = await admin.get(`/users/${person.id}`);
    const etag = headers.get('etag') ?? '';
    const change = (name: string) => admin.patch(`/users/${person.id}`, { name }, { headers: { 'if-match': etag } });
    expect((await change('Once')).body.name).toBe('Once');
    expect((await change('Twice')).status).toBe(412);
  });

  it('are 403 for everybody else', async () => {
    const person = await signUp(test.app);
    for (const path of ['/admin/audit-log', '/admin/messages']) expect((await person.get(path)).status).toBe(403);
    expect((await person.post('/users', { email: 'x@example.org', name: 'x' })).status).toBe(403);
    for (const verb of ['lock', 'unlock', 'sign-out']) {
      expect((await person.post(`/users/${admin.id}/${verb}`)).status).toBe(403);
    }
  });
});

describe('the audit log', () => {
  it('has every security event with actor, person, address and request id', async () => {
    const person = await signUp(test.app);
    await at('198.51.100.7').post('/auth/login', { email: person.email, password: 'not the password' });
    await admin.post(`/users/${person.id}/lock`, undefined, { headers: { 'x-request-id': 'the-locking' } });
    const { items } = (await admin.get(`/admin/audit-log?userId=${person.id}`)).body;
    expect(items.map(({ type }) => type)).toEqual([
      'account.locked',
      'sign-in.failed',
      'sign-in.succeeded',
      'account.created',
    ]);
    const [locked, failed] = items;
    expect(locked).toMatchObject({
      actor: { id: admin.id, name: 'Admin' },
      user: { id: person.id, name: 'Sara' },
      requestId: 'the-locking',
    });
    expect(failed).toMatchObject({ address: '198.51.100.7', actor: { id: null } });
    expect(JSON.stringify(items)).not.toContain('not the password');
  });
});

describe('too many wrong passwords', () => {
  const fail = async (email: string, times: number, address: string) => {
    for (let time = 0; time < times; time += 1) await signIn(email, 'not the password', address);
  };

  it('lock the address for their source for 15 minutes, and for nobody else', async () => {
    const { email } = await signUp(test.app);
    await fail(email, 10, '203.0.113.1');
    const locked = await signIn(email, password, '203.0.113.1');
    expect([locked.status, locked.body.code]).toEqual([423, 'account-locked']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await signIn(email, password, '203.0.113.2')).status).toBe(200);
    clock.advance(15 * 60_000 + 1_000);
    expect((await signIn(email, password, '203.0.113.1')).status).toBe(200);
    clock.advance(-15 * 60_000 - 1_000);
  });

  it('count a whole IPv6 network as one source', async () => {
    const { email } = await signUp(test.app);
    for (let host = 1; host <= 10; host += 1) await fail(email, 1, `2001:db8:1:2::${host.toString(16)}`);
    expect((await signIn(email, password, '2001:db8:1:2:ffff::1')).status).toBe(423);
    expect((await signIn(email, password, '2001:db8:1:3::1')).status).toBe(200);
  });

  it('lock an unknown address in the same way', async () => {
    await fail('unknown@example.org', 10, '203.0.113.9');
    expect((await signIn('unknown@example.org', password, '203.0.113.9')).status).toBe(423);
  });

  it('are all counted when they are simultaneous', async () => {
    const { email } = await signUp(test.app);
    await Promise.all(Array.from({ length: 12 }, () => signIn(email, 'not the password', '203.0.113.4')));
    expect((await signIn(email, password, '203.0.113.4')).status).toBe(423);
  });

  it('are reset by a correct password, by an administrator and by a password reset', async () => {
    const person = await signUp(test.app);
    await fail(person.email, 9, '203.0.113.5');
    expect((await signIn(person.email, password, '203.0.113.5')).status).toBe(200);
    await fail(person.email, 9, '203.0.113.5');
    expect((await signIn(person.email, password, '203.0.113.5')).status).toBe(200);
    await fail(person.email, 10, '203.0.113.5');
    await admin.post(`/users/${person.id}/unlock`);
    expect((await signIn(person.email, password, '203.0.113.5')).status).toBe(200);
    await fail(person.email, 10, '203.0.113.5');
    await at('').post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    await at('').post('/auth/password/reset', { token, password });
    expect((await signIn(person.email, password, '203.0.113.5')).status).toBe(200);
  });

  it('that confirm a change count as well', async () => {
    const person = await signUp(test.app);
    const change = () =>
      person.post('/auth/me/password', { currentPassword: 'not the password', newPassword: 'battery horse' });
    for (let time = 0; time < 10; time += 1) await change();
    expect((await change()).status).toBe(423);
  });
});

describe('an imported bcrypt digest', () => {
  it('is replaced by argon2id at the next sign-in', async () => {
    const { Bcrypt } = await import('oslo/password');
    const person = await signUp(test.app);
    const digest = await new Bcrypt().hash(password);
    await test.database.sql`update auth.user set password_digest = ${digest} where id = ${person.id}`;
    expect((await signIn(person.email, 'not the password')).status).toBe(401);
    expect((await signIn(person.email)).status).toBe(200);
    const [row] = await test.database.sql`select password_digest from auth.user where id = ${person.id}`;
    expect(row?.['password_digest']).toMatch(/^\$argon2id\$/);
    expect((await signIn(person.email)).status).toBe(200);
  });
});

describe('deleting an account', () => {
  it('asks for a successor for tasks in progress, reassigns all open tasks and empties the account', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member', name: 'Leaving' });
    const successor = await join(test.app, work, { teamRole: 'member', name: 'Heir' });
    const active = await makeTask(work.owner, work.teamId, {
      assigneeId: person.id,
      statusId: work.statuses['In progress'],
    });
    const open = await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    const refusedReply = await admin.delete(`/users/${person.id}`);
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'user-has-active-tasks']);
    expect((await admin.delete(`/users/${person.id}?reassignTo=${person.id}`)).status).toBe(422);
    expect((await admin.delete(`/users/${person.id}?reassignTo=${successor.id}`)).status).toBe(204);
    expect((await person.get('/auth/me')).status).toBe(401);
    await test.settled();
    for (const { id } of [active, open]) {
      expect((await work.owner.get(`/tasks/${id}`)).body.assignee?.id).toBe(successor.id);
    }
    expect((await admin.get(`/users/${person.id}`)).status).toBe(404);
    expect((await signIn(person.email)).status).toBe(401);
    expect(await findMail(test, admin, 'account-leaving', person.email)).toBeUndefined();
  });

  it('prevents new assignments to the person', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member' });
    expect((await person.delete('/auth/me', { password })).status).toBe(204);
    const task = await makeTask(work.owner, work.teamId);
    const assigned = await work.owner.patch(`/tasks/${task.id}`, { assigneeId: person.id });
    expect(assigned.status).toBe(422);
  });

  it('that its owner began is finished immediately by an administrator', async () => {
    const person = await signUp(test.app);
    expect((await person.delete('/auth/me', { password })).status).toBe(204);
    expect((await admin.delete(`/users/${person.id}`)).status).toBe(204);
    await test.settled();
    expect((await admin.get(`/users/${person.id}`)).status).toBe(404);
  });
});
