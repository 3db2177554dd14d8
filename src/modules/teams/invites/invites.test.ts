import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserId } from '#platform/ids.ts';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countWrites } from '../../../../test/harness/count-queries.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { behindMembersLock } from '../../../../test/harness/locks.ts';
import { findMail } from '../../../../test/harness/mails.ts';
import {
  signInAgain,
  join,
  type JoinOptions,
  makeWorkspace,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../../test/harness/people.ts';

let test: TestApp;
let admin: Person;
let work: Workspace;
const clock = settableClock(new Date('2026-11-02T09:00:00Z'));
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const address = () => `${randomUUID()}@example.com`;
const invite = (body: object, who: Person = work.owner) =>
  who.post(`/organizations/${work.organizationId}/invites`, body);
const outcome = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
async function linkOf(id: string): Promise<string> {
  return tokenOf((await work.owner.post(`/invites/${id}/link`)).body.url);
}
const accept = (who: Person, token: string) => who.post('/invites/accept', { token });
const isMember = async (person: Person) => (await person.get(`/organizations/${work.organizationId}`)).status === 200;

describe('a pasted list', () => {
  it('gets a result for each line', async () => {
    const [fresh, named, open] = [address(), address(), address()];
    await invite({ email: open });
    const lines = `${fresh}\nNew Person <${named}>, ${fresh.toUpperCase()}\r\n\nno address; ${work.owner.email}\n${open}`;
    const reply = await invite({ lines, role: 'guest' });
    expect(reply.status).toBe(200);
    expect(reply.body.items.map(({ email, status }) => [email, status])).toEqual([
      [fresh, 'invited'],
      [named, 'invited'],
      [fresh.toUpperCase(), 'duplicate'],
      [null, 'bad-address'],
      [work.owner.email, 'already-member'],
      [open, 'already-invited'],
    ]);
    expect(reply.body.items[0]?.invite).toMatchObject({ email: fresh, role: 'guest' });
    const repeated = await invite({ lines });
    expect(repeated.body.items.filter(({ status }) => status === 'invited')).toEqual([]);
    expect(await findMail(test, admin, 'invite', named)).toBeDefined();
  });

  it('of 500 addresses needs as many statements as one address', async () => {
    const quiet = await startApp({ env: { JOBS: 'off' } });
    const { owner, organizationId } = await makeWorkspace(quiet.app);
    const statementsFor = (addresses: number) =>
      countWrites(quiet.app, 'teams', async () => {
        const lines = Array.from({ length: addresses }, address).join('\n');
        const { items } = (await owner.post(`/organizations/${organizationId}/invites`, { lines })).body;
        expect(items.filter(({ status }) => status === 'invited')).toHaveLength(addresses);
      });
    const one = await statementsFor(1);
    expect(await statementsFor(500)).toBe(one);
    await quiet.stop();
  });

  it('is limited to a thousand people per day, per organization and per person', async () => {
    const limited = await startApp({ env: { RATE_LIMITS: 'on', JOBS: 'off' }, clock });
    const workspace = await makeWorkspace(limited.app);
    const other = (await workspace.owner.post('/organizations', { name: 'Second' })).body.id;
    const path = `/organizations/${workspace.organizationId}/invites` as const;
    await limited.database.sql`
      insert into teams.invite (organization_id, id, email, role, created_by, created_at, expires_at)
      select ${workspace.organizationId}, gen_random_uuid(), n || '@example.com', 'member', ${workspace.owner.id},
        ${clock.now().toISOString()}, ${clock.now().toISOString()} from generate_series(1, 999) as n`;
    const two = await workspace.owner.post(path, { lines: `${address()}\n${address()}` });
    expect([two.status, two.body.code, two.headers.get('retry-after')]).toEqual([429, 'too-many-invites', '3600']);
    const last = address();
    expect((await workspace.owner.post(path, { email: last })).status).toBe(201);
    // An already invited person gets no second mail and is not counted again.
    expect((await workspace.owner.post(path, { lines: last })).status).not.toBe(429);
    expect((await workspace.owner.post(path, { email: address() })).status).toBe(429);
    expect((await workspace.owner.post(`/organizations/${other}/invites`, { email: address() })).status).toBe(429);
    await limited.stop();
  });

  it('is refused completely if it is invalid', async () => {
    const many = Array.from({ length: 501 }, (_, i) => `a${i}@example.com`).join('\n');
    for (const body of [{ lines: '' }, { lines: many }, {}, { email: address(), lines: address() }]) {
      expect((await invite(body)).status).toBe(422);
    }
  });
});

describe('an invite', () => {
  it('works once, for its address', async () => {
    const [invitee, other] = [await signUp(test.app, 'Invitee'), await signUp(test.app, 'Other')];
    const { id } = (await invite({ email: invitee.email.toUpperCase(), teamId: work.teamId })).body;
    const token = await linkOf(id);
    const preview = await clientOf(test.app).post('/invites/preview', { token });
    expect(preview.body).toMatchObject({ role: 'member', teamId: work.teamId });
    expect(outcome(await accept(other, token))).toEqual([403, 'invite-for-another-address']);
    expect((await accept(invitee, token)).status).toBe(200);
    expect((await accept(invitee, token)).body).toEqual({ organizationId: work.organizationId });
    expect((await invitee.get(`/teams/${work.teamId}`)).body.myRole).toBe('member');
    expect((await clientOf(test.app).post('/invites/preview', { token })).status).toBe(409);
    await work.owner.delete(`/organizations/${work.organizationId}/members/${invitee.id}`);
    expect(outcome(await accept(invitee, token))).toEqual([409, 'invite-expired']);
  });

  it('that is accepted ten times simultaneously adds one member', async () => {
    const invitee = await signUp(test.app, 'Invitee');
    const token = await linkOf((await invite({ email: invitee.email })).body.id);
    const replies = await Promise.all(Array.from({ length: 10 }, () => accept(invitee, token)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    await test.settled();
    const joined = await test.database.sql`
      select from platform.event_log where event->>'type' = 'member.joined'
        and event->'payload'->>'userId' = ${invitee.id}`;
    expect(joined).toHaveLength(1);
    const rows = await test.database.sql`select from teams.member where user_id = ${invitee.id}`;
    expect(rows).toHaveLength(1);
  });

  it('is declined with the link only, and the inviter is notified', async () => {
    const email = address();
    const token = await linkOf((await invite({ email })).body.id);
    const nobody = clientOf(test.app);
    for (let time = 0; time < 2; time += 1) expect((await nobody.post('/invites/decline', { token })).status).toBe(204);
    expect((await nobody.post('/invites/preview', { token })).status).toBe(409);
    await test.settled();
    const { items } = (await work.owner.get('/notifications')).body;
    expect(items.find(({ type }) => type === 'invite-declined')?.title).toContain(email);
  });

  it('is revoked and becomes invalid', async () => {
    const invitee = await signUp(test.app, 'Invitee');
    const { id } = (await invite({ email: invitee.email })).body;
    const token = await linkOf(id);
    expect((await work.owner.delete(`/invites/${id}`)).status).toBe(204);
    expect((await work.owner.delete(`/invites/${id}`)).status).toBe(404);
    expect(outcome(await accept(invitee, token))).toEqual([409, 'invite-expired']);
    expect(outcome(await work.owner.post(`/invites/${id}/resend`))).toEqual([409, 'invite-expired']);
    expect((await invite({ email: invitee.email })).status).toBe(201);
  });

  it('that is revoked and accepted simultaneously ends in one of both states', async () => {
    for (let round = 0; round < 4; round += 1) {
      const invitee = await signUp(test.app, 'Invitee');
      const { id } = (await invite({ email: invitee.email })).body;
      const token = await linkOf(id);
      const [accepted, revoked] = await Promise.all([accept(invitee, token), work.owner.delete(`/invites/${id}`)]);
      expect([accepted?.status === 200, revoked?.status === 204].filter(Boolean)).toHaveLength(1);
      expect(await isMember(invitee)).toBe(accepted?.status === 200);
    }
  });

  it('is valid for 7 days, and for 7 more when it is sent again', async () => {
    let invitee = await signUp(test.app, 'Invitee');
    const { id } = (await invite({ email: invitee.email })).body;
    const token = await linkOf(id);
    clock.advance(7 * 86_400_000);
    admin = await signInAgain(test.app, admin);
    work = { ...work, owner: await signInAgain(test.app, work.owner) };
    invitee = await signInAgain(test.app, invitee);
    expect(outcome(await accept(invitee, token))).toEqual([409, 'invite-expired']);
    const reply = await work.owner.post(`/invites/${id}/resend`);
    expect(reply.body.expiresAt).toBe(new Date(clock.now().getTime() + 7 * 86_400_000).toISOString());
    await test.settled();
    const { items } = (await admin.get('/admin/messages?limit=200')).body;
    expect(items.filter((mail) => mail.recipient === invitee.email && mail.type === 'invite')).toHaveLength(2);
    expect((await accept(invitee, token)).status).toBe(200);
  });

  it('of a team admin is for that team, and can be sent again by them', async () => {
    const teamAdmin = await join(test.app, work, { teamRole: 'admin' });
    const { teamId } = work;
    const reply = await invite({ email: address(), teamId }, teamAdmin);
    expect(reply.status).toBe(201);
    expect((await invite({ email: address() }, teamAdmin)).status).toBe(403);
    expect((await invite({ email: address(), teamId, role: 'admin' }, teamAdmin)).status).toBe(403);
    expect((await invite({ email: address(), teamId, teamRole: 'owner' }, teamAdmin)).status).toBe(403);
    const list = await teamAdmin.get(`/organizations/${work.organizationId}/invites?teamId=${teamId}`);
    expect(list.body.items.map(({ id }) => id)).toContain(reply.body.id);
    expect((await teamAdmin.post(`/invites/${reply.body.id}/resend`)).status).toBe(200);
    const elsewhere = (await invite({ email: address() })).body;
    expect((await teamAdmin.delete(`/invites/${elsewhere.id}`)).status).toBe(404);
    await work.owner.delete(`/organizations/${work.organizationId}/members/${teamAdmin.id}`);
    const open = (await work.owner.get(`/organizations/${work.organizationId}/invites`)).body.items;
    expect(open.map(({ id }) => id)).not.toContain(reply.body.id);
  });
});

describe('open invites of a person whose role is reduced', () => {
  const memberPath = (workspace: Workspace, { id }: { id: string }) =>
    `/organizations/${workspace.organizationId}/members/${id}`;
  const fallers: [
    string,
    Partial<JoinOptions>,
    (workspace: Workspace, person: Person) => Promise<unknown>,
    string[],
  ][] = [
    [
      'an owner to admin',
      { role: 'owner' },
      (workspace, person) => workspace.owner.patch(memberPath(workspace, person), { role: 'admin' }),
      ['admin', 'guest', 'member', 'team'],
    ],
    [
      'an owner who hands over',
      { role: 'owner' },
      (workspace, person) =>
        person.post(`/organizations/${workspace.organizationId}/hand-over`, { userId: workspace.owner.id }),
      ['admin', 'guest', 'member', 'team'],
    ],
    [
      'an admin to member',
      { role: 'admin' },
      (workspace, person) => workspace.owner.patch(memberPath(workspace, person), { role: 'member' }),
      [],
    ],
    [
      'an admin of a team to member',
      { role: 'admin', teamRole: 'admin' },
      (workspace, person) => workspace.owner.patch(memberPath(workspace, person), { role: 'member' }),
      ['team'],
    ],
    [
      'a team’s admin to its member',
      { teamRole: 'admin' },
      (workspace, person) => workspace.owner.put(`/teams/${workspace.teamId}/members/${person.id}`, { role: 'member' }),
      [],
    ],
    [
      'a team’s admin out of it',
      { teamRole: 'admin' },
      (workspace, person) => workspace.owner.delete(`/teams/${workspace.teamId}/members/${person.id}`),
      [],
    ],
    [
      'a team’s admin to guest',
      { teamRole: 'admin' },
      (workspace, person) => workspace.owner.patch(memberPath(workspace, person), { role: 'guest' }),
      [],
    ],
    [
      'an admin whose account goes',
      { role: 'admin' },
      (_place, person) =>
        test.app.modules.apis.teams.leaveAll(
          { actor: { kind: 'service', name: 'test' }, requestId: 'test' },
          { userId: UserId.parse(person.id) },
        ),
      [],
    ],
  ];

  it.each(fallers)('%s: none remains that they could no longer create', async (_case, options, fall, left) => {
    const workspace = await makeWorkspace(test.app);
    const person = await join(test.app, workspace, options);
    const path = `/organizations/${workspace.organizationId}/invites` as const;
    const kindOf = new Map<string, string>();
    for (const kind of ['owner', 'admin', 'member', 'guest', 'team']) {
      const terms = kind === 'team' ? { teamId: workspace.teamId } : { role: kind };
      const reply = await person.post(path, { email: address(), ...terms });
      if (reply.status === 201) kindOf.set(reply.body.id, kind);
    }
    await fall(workspace, person);
    const open = (await workspace.owner.get(path)).body.items.map(({ id }) => kindOf.get(id));
    expect(open.toSorted()).toEqual(left);
    const revokedRows = await test.database.sql`
      select event->'payload'->>'inviteId' as id from
        (select event from teams.outbox union all select event from platform.event_log) as events
      where event->>'type' = 'invite.changed' and event->>'organizationId' = ${workspace.organizationId}`;
    const closed = [...kindOf].filter(([, kind]) => !left.includes(kind)).map(([id]) => id);
    expect(closed.length).toBeGreaterThan(0);
    expect(revokedRows.map(({ id }) => id)).toEqual(expect.arrayContaining(closed));
  });

  it('are not created by a request that was authorized before', async () => {
    const workspace = await makeWorkspace(test.app);
    const falling = await join(test.app, workspace, { role: 'admin' });
    const invites = `/organizations/${workspace.organizationId}/invites` as const;
    const [demoted, created] = await behindMembersLock(test.database, workspace.organizationId, [
      () => workspace.owner.patch(memberPath(workspace, falling), { role: 'member' }),
      () => falling.post(invites, { email: address(), role: 'admin' }),
    ]);
    expect(demoted?.status).toBe(200);
    expect([201, 403]).toContain(created?.status);
    expect((await workspace.owner.get(invites)).body.items).toEqual([]);
  });
});

describe('an old invite that an existing member accepts', () => {
  /** Creates an invite for the person's address before they join in another way. */
  async function oldInvite(workspace: Workspace, person: Person, terms: object): Promise<string> {
    const { id } = (
      await workspace.owner.post(`/organizations/${workspace.organizationId}/invites`, {
        email: person.email,
        ...terms,
      })
    ).body;
    return tokenOf((await workspace.owner.post(`/invites/${id}/link`)).body.url);
  }
  async function letIn(workspace: Workspace, person: Person, role: string) {
    await workspace.owner.patch(`/organizations/${workspace.organizationId}`, { listed: true });
    const reply = await person.post(`/organizations/${workspace.organizationId}/join-requests`, {});
    expect((await workspace.owner.post(`/join-requests/${reply.body.id}/accept`, { role })).status).toBe(200);
  }
  const roleInTeam = async ({ owner, teamId }: Workspace, { id }: Person) =>
    (await owner.get(`/teams/${teamId}/members`)).body.items.find(({ userId }) => userId === id)?.role ?? null;

  it.each([
    ['owner', 'member', 'owner'],
    ['admin', 'member', 'admin'],
    ['member', 'admin', 'admin'],
    [null, 'admin', 'admin'],
  ] as const)('leaves a team’s %s invited as %s its %s', async (before, invited, after) => {
    const workspace = await makeWorkspace(test.app);
    const person = await signUp(test.app, 'Early');
    const token = await oldInvite(workspace, person, { teamId: workspace.teamId, teamRole: invited });
    await letIn(workspace, person, 'member');
    if (before) await workspace.owner.put(`/teams/${workspace.teamId}/members/${person.id}`, { role: before });
    if (before === 'owner') await workspace.owner.delete(`/teams/${workspace.teamId}/members/${workspace.owner.id}`);
    expect((await accept(person, token)).status).toBe(200);
    expect(await roleInTeam(workspace, person)).toBe(after);
  });

  it('adds no guest to a team', async () => {
    const workspace = await makeWorkspace(test.app);
    const guest = await signUp(test.app, 'Guest');
    const token = await oldInvite(workspace, guest, { teamId: workspace.teamId });
    await letIn(workspace, guest, 'guest');
    expect((await accept(guest, token)).status).toBe(200);
    expect(await roleInTeam(workspace, guest)).toBeNull();
  });
});

describe('the mail of an invite', () => {
  it('is skipped without an error if the invite was closed before it was sent', async () => {
    const email = address();
    const { id } = (await invite({ email })).body;
    await work.owner.delete(`/invites/${id}`);
    await test.settled();
    // The mail may already be sent: then it is queued again, as after a restart.
    await test.database.sql`update notifications.message set state = 'queued' where recipient = ${email}`;
    const [row] = await test.database.sql`
      select event from platform.event_log where event->>'type' = 'message.queued'
        and event->'payload'->>'messageId' = (select id::text from notifications.message where recipient = ${email})`;
    const hosted = test.app.modules.hosted.find(({ name }) => name === 'notifications');
    const send = hosted?.subscriptions.find(({ name }) => name === 'send-mail');
    const ctx = hosted?.contextOf({ actor: { kind: 'service', name: 'test' }, requestId: 'test' });
    if (ctx && send && 'handleSettled' in send) await send.handleSettled(ctx, [row?.['event']]);
    const { items } = (await admin.get('/admin/messages?limit=200')).body;
    expect(items.find((mail) => mail.recipient === email)).toMatchObject({ state: 'not-needed', error: null });
  });
});

describe('inviting while the organization is deleted', () => {
  it('leaves no open invite and no member', async () => {
    for (let round = 0; round < 3; round += 1) {
      const workspace = await makeWorkspace(test.app);
      const { owner } = workspace;
      const invitee = await signUp(test.app, 'Invitee');
      const path = `/organizations/${workspace.organizationId}` as const;
      const newInvite = (await owner.post(`${path}/invites`, { email: invitee.email })).body;
      const token = tokenOf((await owner.post(`/invites/${newInvite.id}/link`)).body.url);
      const { name } = (await owner.get(path)).body;
      const [removedReply, invitedReply, accepted] = await Promise.all([
        owner.delete(path, { name }),
        owner.post(`${path}/invites`, { email: address() }),
        accept(invitee, token),
      ]);
      expect(removedReply?.status).toBe(204);
      expect([201, 404]).toContain(invitedReply?.status);
      expect([200, 404, 409]).toContain(accepted?.status);
      expect((await invitee.get(path)).status).toBe(404);
      expect((await clientOf(test.app).post('/invites/preview', { token })).status).toBe(409);
      expect((await owner.post(`${path}/restore`)).status).toBe(200);
      expect((await invitee.get(path)).status).toBe(accepted?.status === 200 ? 200 : 404);
    }
  });
});
