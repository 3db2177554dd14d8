import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { findMail } from '../../../../test/harness/mails.ts';
import {
  again,
  join,
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
const outcome = ({ status, body }: { status: number; body: any }) => [status, body.code];
async function linkOf(id: string): Promise<string> {
  return tokenOf((await work.owner.post(`/invites/${id}/link`)).body.url);
}
const accept = (who: Person, token: string) => who.post('/invites/accept', { token });
const isMember = async (person: Person) => (await person.get(`/organizations/${work.organizationId}`)).status === 200;

describe('a pasted list', () => {
  it('is answered line by line', async () => {
    const [fresh, named, open] = [address(), address(), address()];
    await invite({ email: open });
    const lines = `${fresh}\nNew Person <${named}>, ${fresh.toUpperCase()}\r\n\nno address; ${work.owner.email}\n${open}`;
    const reply = await invite({ lines, role: 'guest' });
    expect(reply.status).toBe(200);
    expect(reply.body.items.map(({ email, status }: any) => [email, status])).toEqual([
      [fresh, 'invited'],
      [named, 'invited'],
      [fresh.toUpperCase(), 'duplicate'],
      [null, 'bad-address'],
      [work.owner.email, 'already-member'],
      [open, 'already-invited'],
    ]);
    expect(reply.body.items[0].invite).toMatchObject({ email: fresh, role: 'guest' });
    const repeated = await invite({ lines });
    expect(repeated.body.items.filter(({ status }: any) => status === 'invited')).toEqual([]);
    expect(await findMail(test, admin, 'invite', named)).toBeDefined();
  });

  it('is refused as a whole where it is none', async () => {
    const many = Array.from({ length: 501 }, (_, i) => `a${i}@example.com`).join('\n');
    for (const body of [{ lines: '' }, { lines: many }, {}, { email: address(), lines: address() }]) {
      expect((await invite(body)).status).toBe(422);
    }
  });
});

describe('an invite', () => {
  it('opens once, for the address that it is for', async () => {
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

  it('accepted ten times at once makes one member', async () => {
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

  it('is declined by its link alone, and whoever invited is told', async () => {
    const email = address();
    const token = await linkOf((await invite({ email })).body.id);
    const nobody = clientOf(test.app);
    for (let time = 0; time < 2; time += 1) expect((await nobody.post('/invites/decline', { token })).status).toBe(204);
    expect((await nobody.post('/invites/preview', { token })).status).toBe(409);
    await test.settled();
    const { items } = (await work.owner.get('/notifications')).body;
    expect(items.find(({ type }: any) => type === 'invite-declined').title).toContain(email);
  });

  it('is taken back, and opens nothing any more', async () => {
    const invitee = await signUp(test.app, 'Invitee');
    const { id } = (await invite({ email: invitee.email })).body;
    const token = await linkOf(id);
    expect((await work.owner.delete(`/invites/${id}`)).status).toBe(204);
    expect((await work.owner.delete(`/invites/${id}`)).status).toBe(404);
    expect(outcome(await accept(invitee, token))).toEqual([409, 'invite-expired']);
    expect(outcome(await work.owner.post(`/invites/${id}/resend`))).toEqual([409, 'invite-expired']);
    expect((await invite({ email: invitee.email })).status).toBe(201);
  });

  it('taken back or accepted at once is one of both', async () => {
    for (let round = 0; round < 4; round += 1) {
      const invitee = await signUp(test.app, 'Invitee');
      const { id } = (await invite({ email: invitee.email })).body;
      const token = await linkOf(id);
      const [accepted, revoked] = await Promise.all([accept(invitee, token), work.owner.delete(`/invites/${id}`)]);
      expect([accepted?.status === 200, revoked?.status === 204].filter(Boolean)).toHaveLength(1);
      expect(await isMember(invitee)).toBe(accepted?.status === 200);
    }
  });

  it('holds for 7 days, and 7 more when it is sent again', async () => {
    let invitee = await signUp(test.app, 'Invitee');
    const { id } = (await invite({ email: invitee.email })).body;
    const token = await linkOf(id);
    clock.advance(7 * 86_400_000);
    admin = await again(test.app, admin);
    work = { ...work, owner: await again(test.app, work.owner) };
    invitee = await again(test.app, invitee);
    expect(outcome(await accept(invitee, token))).toEqual([409, 'invite-expired']);
    const sent = await work.owner.post(`/invites/${id}/resend`);
    expect(sent.body.expiresAt).toBe(new Date(clock.now().getTime() + 7 * 86_400_000).toISOString());
    await test.settled();
    const { items } = (await admin.get('/admin/messages?limit=200')).body;
    expect(items.filter((mail: any) => mail.recipient === invitee.email && mail.type === 'invite')).toHaveLength(2);
    expect((await accept(invitee, token)).status).toBe(200);
  });

  it('of a team’s admin leads into that team, and is theirs to send again', async () => {
    const teamAdmin = await join(test.app, work, { teamRole: 'admin' });
    const { teamId } = work;
    const made = await invite({ email: address(), teamId }, teamAdmin);
    expect(made.status).toBe(201);
    expect((await invite({ email: address() }, teamAdmin)).status).toBe(403);
    expect((await invite({ email: address(), teamId, role: 'admin' }, teamAdmin)).status).toBe(403);
    expect((await invite({ email: address(), teamId, teamRole: 'owner' }, teamAdmin)).status).toBe(403);
    const list = await teamAdmin.get(`/organizations/${work.organizationId}/invites?teamId=${teamId}`);
    expect(list.body.items.map(({ id }: any) => id)).toContain(made.body.id);
    expect((await teamAdmin.post(`/invites/${made.body.id}/resend`)).status).toBe(200);
    const elsewhere = (await invite({ email: address() })).body;
    expect((await teamAdmin.delete(`/invites/${elsewhere.id}`)).status).toBe(404);
    await work.owner.delete(`/organizations/${work.organizationId}/members/${teamAdmin.id}`);
    const open = (await work.owner.get(`/organizations/${work.organizationId}/invites`)).body.items;
    expect(open.map(({ id }: any) => id)).not.toContain(made.body.id);
  });
});

describe('the mail of an invite', () => {
  it('that was settled before it was sent is not needed, which is no failure', async () => {
    const email = address();
    const { id } = (await invite({ email })).body;
    await work.owner.delete(`/invites/${id}`);
    await test.settled();
    // The mail may have left before: then it is made to leave again, as after a restart.
    await test.database.sql`update notifications.message set state = 'queued' where recipient = ${email}`;
    const [row] = await test.database.sql`
      select event from platform.event_log where event->>'type' = 'message.queued'
        and event->'payload'->>'messageId' = (select id::text from notifications.message where recipient = ${email})`;
    const hosted = test.app.modules.hosted.find(({ name }) => name === 'notifications');
    const send = hosted?.subscriptions.find(({ name }) => name === 'send-mail');
    const ctx = hosted?.contextOf({ actor: { kind: 'service', name: 'test' }, requestId: 'test' });
    if (ctx) await send?.handle(ctx, row?.['event'], { attempt: 1, signal: new AbortController().signal });
    const { items } = (await admin.get('/admin/messages?limit=200')).body;
    expect(items.find((mail: any) => mail.recipient === email)).toMatchObject({ state: 'not-needed', error: null });
  });
});

describe('inviting while the organization is deleted', () => {
  it('leaves no invite that opens, and no member', async () => {
    for (let round = 0; round < 3; round += 1) {
      const place = await makeWorkspace(test.app);
      const { owner } = place;
      const invitee = await signUp(test.app, 'Invitee');
      const path = `/organizations/${place.organizationId}`;
      const made = (await owner.post(`${path}/invites`, { email: invitee.email })).body;
      const token = tokenOf((await owner.post(`/invites/${made.id}/link`)).body.url);
      const { name } = (await owner.get(path)).body;
      const [removed, invited, accepted] = await Promise.all([
        owner.delete(path, { name }),
        owner.post(`${path}/invites`, { email: address() }),
        accept(invitee, token),
      ]);
      expect(removed?.status).toBe(204);
      expect([201, 404]).toContain(invited?.status);
      expect([200, 404, 409]).toContain(accepted?.status);
      expect((await invitee.get(path)).status).toBe(404);
      expect((await clientOf(test.app).post('/invites/preview', { token })).status).toBe(409);
      expect((await owner.post(`${path}/restore`)).status).toBe(200);
      expect((await invitee.get(path)).status).toBe(accepted?.status === 200 ? 200 : 404);
    }
  });
});
