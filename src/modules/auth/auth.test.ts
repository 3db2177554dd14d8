import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { clientOf, cookieOf } from '../../../test/harness/client.ts';
import { join, makeWorkspace, password, signUp, tokenOf } from '../../../test/harness/people.ts';

const clock = settableClock(new Date());
let test: TestApp;
beforeAll(async () => {
  test = await startApp({ clock });
});
afterAll(() => test.stop());

const nobody = () => clientOf(test.app);
const bearer = (token: string) => clientOf(test.app, { authorization: `Bearer ${token}` });

describe('signing up', () => {
  it('makes exactly the first account an admin, also for ten simultaneous sign-ups', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, (_, number) => signUp(test.app, `First${number}`)));
    const accounts = await Promise.all(people.map((person) => person.get('/auth/me')));
    expect(accounts.filter(({ body }) => body.instanceAdmin).length).toBe(1);
  });

  it('accepts an address once, ignoring case', async () => {
    const person = await signUp(test.app);
    const secondReply = await nobody().post('/auth/signup', {
      email: person.email.toUpperCase(),
      password,
      name: 'Again',
    });
    expect([secondReply.status, secondReply.body.code]).toEqual([409, 'email-taken']);
  });

  it('signs a browser in with a cookie, one session and no token', async () => {
    const account = { email: 'browser@example.com', password, name: 'Browser', session: true };
    const reply = await nobody().post('/auth/signup', account);
    expect([reply.status, Object.keys(reply.body)]).toEqual([201, ['user']]);
    const sessions = await clientOf(test.app, { cookie: cookieOf(reply) }).get('/auth/sessions');
    expect(sessions.body.items.map(({ kind, current }) => [kind, current])).toEqual([['browser', true]]);
  });

  it('gives each person a unique username', async () => {
    const names = await Promise.all(
      ['a', 'b', 'c'].map(async (domain) => {
        const reply = await nobody().post('/auth/signup', {
          email: `same.name@${domain}.example`,
          password,
          name: 'Same',
        });
        return reply.body.user.username;
      }),
    );
    expect(names.toSorted()).toEqual(['same.name', 'same.name2', 'same.name3']);
  });

  it.each([
    ['email', { email: 'nonsense', password, name: 'x' }],
    ['password', { email: 'p@example.com', password: 'short', name: 'x' }],
    ['name', { email: 'p@example.com', password, name: '  ' }],
    ['timezone', { email: 'p@example.com', password, name: 'x', timezone: 'Mars/Olympus' }],
    ['locale', { email: 'p@example.com', password, name: 'x', locale: 'de' }],
    ['instanceAdmin', { email: 'p@example.com', password, name: 'x', instanceAdmin: true }],
  ])('refuses a wrong %s', async (path, body) => {
    const reply = await nobody().post('/auth/signup', body);
    expect([reply.status, reply.body.errors.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
  });

  it('is by invitation if so configured', async () => {
    const closedApp = await startApp({ env: { SIGN_UP: 'invite' }, database: test.database });
    const refusedReply = await clientOf(closedApp.app).post('/auth/signup', {
      email: 'closed@example.com',
      password,
      name: 'x',
    });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'sign-up-closed']);
    const work = await makeWorkspace(test.app);
    const invitedReply = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: 'closed@example.com',
    });
    const inviteToken = tokenOf((await work.owner.post(`/invites/${invitedReply.body.id}/link`)).body.url);
    const other = await clientOf(closedApp.app).post('/auth/signup', {
      email: 'other@example.com',
      password,
      name: 'x',
      inviteToken,
    });
    expect(other.body.code).toBe('invite-for-another-address');
    const reply = await clientOf(closedApp.app).post('/auth/signup', {
      email: 'closed@example.com',
      password,
      name: 'x',
      inviteToken,
    });
    expect(reply.status).toBe(201);
    const mine = await bearer(reply.body.accessToken).get('/organizations');
    expect(mine.body.items.map(({ id }: { id: string }) => id)).toEqual([work.organizationId]);
    await closedApp.stop();
  });

  it.each([
    ['by its network', { HOST: '0.0.0.0' }],
    ['through a proxy of the same machine', { PUBLIC_URL: 'https://tasks.example.com' }],
  ])('of the first account needs the printed link where others can reach the server %s', async (_way, env) => {
    const open = await startApp({ env });
    const url = (await open.app.modules.setupUrl()) ?? '';
    const refusedReply = await clientOf(open.app).post('/auth/signup', { email: 'a@example.com', password, name: 'A' });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'setup-required']);
    const wrong = await clientOf(open.app).post('/auth/signup', {
      email: 'a@example.com',
      password,
      name: 'A',
      setupToken: 'x'.repeat(43),
    });
    expect(wrong.body.code).toBe('setup-required');
    const person = await signUp(open.app, 'A', { setupToken: tokenOf(url) });
    expect((await person.get('/auth/me')).body.instanceAdmin).toBe(true);
    expect(await open.app.modules.setupUrl()).toBeNull();
    const second = await signUp(open.app, 'B', { setupToken: tokenOf(url) });
    expect((await second.get('/auth/me')).body.instanceAdmin).toBe(false);
    await open.stop();
  });
});

describe('signing in', () => {
  it('gives the same reply for a wrong password and an unknown address', async () => {
    const person = await signUp(test.app);
    const wrong = await nobody().post('/auth/login', { email: person.email, password: 'not the password' });
    const unknown = await nobody().post('/auth/login', { email: 'unknown@example.com', password: 'not the password' });
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([
      401,
      'invalid-credentials',
      unknown.body.detail,
    ]);
    expect([unknown.status, unknown.body.code]).toEqual([401, 'invalid-credentials']);
    const right = await nobody().post('/auth/login', { email: person.email.toUpperCase(), password });
    expect(right.body).toMatchObject({ user: { id: person.id }, expiresIn: 900 });
  });
});

describe('an access token', () => {
  it('expires after 15 minutes', async () => {
    const { accessToken } = (await nobody().post('/auth/login', { email: (await signUp(test.app)).email, password }))
      .body;
    expect((await bearer(accessToken).get('/auth/me')).status).toBe(200);
    clock.advance(16 * 60_000);
    expect((await bearer(accessToken).get('/auth/me')).status).toBe(401);
    clock.advance(-16 * 60_000);
  });

  it('that was tampered with is 401', async () => {
    const { token } = await signUp(test.app);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const tampered = [
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload.slice(0, -4)}AAAA.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      'nonsense',
      '',
    ];
    for (const wrong of tampered) expect([wrong, (await bearer(wrong).get('/auth/me')).status]).toEqual([wrong, 401]);
  });
});

describe('a refresh token', () => {
  const refresh = (refreshToken: string) => nobody().post('/auth/refresh', { refreshToken });
  async function signIn() {
    const { email } = await signUp(test.app);
    return (await nobody().post('/auth/login', { email, password })).body;
  }

  it('is exchanged for a new pair', async () => {
    const first = await signIn();
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    expect((await bearer(second.body.accessToken).get('/auth/me')).status).toBe(200);
  });

  it('used twenty times at once gives one successor', async () => {
    const { refreshToken } = await signIn();
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ body }) => body.refreshToken)).size).toBe(1);
  });

  it('that is used again later ends its whole family, including access tokens', async () => {
    const first = await signIn();
    const second = (await refresh(first.refreshToken)).body;
    clock.advance(6_000);
    const reused = await refresh(first.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'refresh-token-reused']);
    expect((await refresh(second.refreshToken)).body.code).toBe('invalid-refresh-token');
    expect((await bearer(second.accessToken).get('/auth/me')).status).toBe(401);
    clock.advance(-6_000);
  });

  it('that is used again within the grace period ends the family if its successor was already used', async () => {
    const first = await signIn();
    const second = (await refresh(first.refreshToken)).body;
    await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).body.code).toBe('refresh-token-reused');
  });

  it('is invalid after sign-out', async () => {
    const { accessToken, refreshToken } = await signIn();
    expect((await bearer(accessToken).post('/auth/logout')).status).toBe(204);
    expect((await bearer(accessToken).get('/auth/me')).status).toBe(401);
    expect((await refresh(refreshToken)).body.code).toBe('invalid-refresh-token');
  });

  it.each(['', 'x', 'A'.repeat(65), 'A'.repeat(200)])('that we never issued is 401: %s', async (token) => {
    expect((await refresh(token)).status).toBe(401);
  });
});

describe('a profile', () => {
  it('changes only the given fields, and the new name shows everywhere at once', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work, { teamRole: 'member' });
    const changedReply = await person.patch('/auth/me', {
      name: 'Mina Rad',
      locale: 'fa',
      calendar: 'persian',
      timezone: 'Asia/Tehran',
    });
    expect(changedReply.body).toMatchObject({
      name: 'Mina Rad',
      locale: 'fa',
      calendar: 'persian',
      timezone: 'Asia/Tehran',
    });
    const task = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'x', assigneeId: person.id });
    expect(task.body.assignee?.name).toBe('Mina Rad');
    await test.settled();
    const members = (await work.owner.get(`/organizations/${work.organizationId}/members?q=rad`)).body.items;
    expect(members.map(({ user }) => user.name)).toEqual(['Mina Rad']);
  });

  it('refuses a username that is taken', async () => {
    const [one, two] = [await signUp(test.app, 'One'), await signUp(test.app, 'Two')];
    const { username } = (await one.get('/auth/me')).body;
    const takenReply = await two.patch('/auth/me', { username: username.toUpperCase() });
    expect([takenReply.status, takenReply.body.code]).toEqual([409, 'username-taken']);
  });
});
