import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf } from './harness/client.ts';
import { makeWorkspace, password, type Person, signUp, tokenOf } from './harness/people.ts';
import { startMailServer } from './harness/smtp.ts';

// A server without mail says so, and shows links instead of mailing them.

let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp();
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const linkFor = (person: { id: string }, kind: string, by: Person = admin) =>
  by.post(`/users/${person.id}/links`, { kind });

describe('what a server says of itself', () => {
  it('is its address, whether mail leaves it and how its first account is made', async () => {
    expect((await clientOf(test.app).get('/meta')).body).toMatchObject({
      publicUrl: 'http://localhost:8080',
      mail: 'off',
      setup: 'done',
    });
    const empty = await startApp();
    expect((await clientOf(empty.app).get('/meta')).body.setup).toBe('open');
    await empty.stop();
    const mail = await startMailServer();
    const open = await startApp({ env: { HOST: '0.0.0.0', PUBLIC_URL: 'http://nas.lan:8080', SMTP_URL: mail.url } });
    expect((await clientOf(open.app).get('/meta')).body).toMatchObject({
      publicUrl: 'http://nas.lan:8080',
      mail: 'on',
      setup: 'link',
    });
    await open.stop();
    await mail.close();
  });
});

describe('an invite', () => {
  it('is marked as not mailed from the first reply on', async () => {
    const work = await makeWorkspace(test.app);
    const path = `/organizations/${work.organizationId}/invites` as const;
    const { id, mail } = (await work.owner.post(path, { email: 'one@example.com' })).body;
    expect(mail).toBe('off');
    const { items } = (await work.owner.post(path, { lines: 'two@example.com' })).body;
    expect(items[0]?.invite?.mail).toBe('off');
    await test.settled();
    expect((await work.owner.get(path)).body.items.map((row: { mail: string }) => row.mail)).toEqual(['off', 'off']);
    expect((await work.owner.post(`/invites/${id}/resend`)).body.mail).toBe('off');
  });
});

describe('a link that would be mailed', () => {
  it('sets a password, once, for who was made without one', async () => {
    const reply = await admin.post('/users', { email: 'made@example.com', name: 'Made' });
    const first = await linkFor(reply.body, 'reset');
    const second = await linkFor(reply.body, 'reset');
    expect([second.status, second.body.url]).toEqual([201, expect.stringMatching(/^http:\/\/localhost:8080\/reset#/)]);
    const reset = (url: string) => clientOf(test.app).post('/auth/password/reset', { token: tokenOf(url), password });
    expect((await reset(first.body.url)).body.code).toBe('link-expired');
    expect((await reset(second.body.url)).status).toBe(204);
    const signedIn = await clientOf(test.app).post('/auth/login', { email: 'made@example.com', password });
    expect(signedIn.status).toBe(200);
    const { items } = (await admin.get(`/admin/audit-log?userId=${reply.body.id}`)).body;
    expect(items.map(({ type }: { type: string }) => type)).toContain('link.handed-over');
  });

  it('confirms an address, and takes a deletion back', async () => {
    const person = await signUp(test.app, 'Mina');
    const { url } = (await linkFor(person, 'verify')).body;
    const confirmed = await clientOf(test.app).post('/auth/email/verify', { token: tokenOf(url) });
    expect(confirmed.body.emailVerified).toBe(true);
    expect((await linkFor(person, 'restore')).body.code).toBe('not-leaving');
    expect((await person.delete('/auth/me', { password })).status).toBe(204);
    const back = (await linkFor(person, 'restore')).body.url;
    expect((await clientOf(test.app).post('/auth/me/restore', { token: tokenOf(back) })).status).toBe(200);
  });

  it('is for administrators, and for servers without mail', async () => {
    const person = await signUp(test.app, 'Omid');
    expect((await linkFor(admin, 'reset', person)).status).toBe(403);
    const mail = await startMailServer();
    const mailing = await startApp({ database: test.database, env: { SMTP_URL: mail.url } });
    const there = clientOf(mailing.app, { authorization: `Bearer ${admin.token}` });
    const refusedReply = await there.post(`/users/${person.id}/links`, { kind: 'reset' });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'mail-is-on']);
    await mailing.stop();
    await mail.close();
  });
});
