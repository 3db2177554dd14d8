import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { type ResendServer, startResend } from '../../../../test/harness/resend.ts';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';

const secret = `whsec_${Buffer.alloc(24, 'k').toString('base64')}`;
const clock = settableClock(new Date());
let test: TestApp;
let resend: ResendServer;
let admin: Person;
let work: Workspace;
let reader: Person;
beforeAll(async () => {
  resend = await startResend();
  const env = { RESEND_API_KEY: 're_test', RESEND_API_URL: resend.url, RESEND_WEBHOOK_SECRET: secret };
  test = await startApp({ env: { ...env, HOST: '0.0.0.0' }, clock });
  admin = await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
  work = await makeWorkspace(test.app);
});
afterAll(async () => {
  await test.stop();
  await resend.close();
});
beforeEach(async () => {
  clock.set(new Date());
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
  await test.settled();
  resend.mails.length = 0;
});

const mailsTo = (person: { email: string }) => resend.mails.filter(({ to }) => to === person.email);
async function assign(to: Person = reader) {
  await makeTask(work.owner, work.teamId, { title: 'A task', assigneeId: to.id });
  await test.settled();
}
/** The newest mail to somebody in the admin's list. */
async function newest({ email }: { email: string } = reader) {
  const query = new URLSearchParams({ q: email.toUpperCase() });
  return (await admin.get<'/admin/messages'>(`/admin/messages?${query}`)).body.items[0];
}

interface Posting {
  readonly id?: string;
  readonly by?: string;
  readonly sent?: string;
}
const post = (event: object, { id = `msg_${crypto.randomUUID()}`, by = secret, sent }: Posting = {}) => {
  const raw = JSON.stringify(event);
  const at = clock.now();
  const headers = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'svix-signature': new Webhook(by).sign(id, at, raw),
  };
  return clientOf(test.app).post('/mail-events/resend', undefined, { raw: sent ?? raw, headers });
};
const bounce = { type: 'Permanent', subType: 'General', message: 'The mailbox does not exist.' };
/** An event as Resend sends it. */
function eventOf(type: string, more: object = {}, mail = mailsTo(reader).at(-1)) {
  const tags = Object.fromEntries((mail?.tags ?? []).map(({ name, value }) => [name, value]));
  const data = { email_id: mail?.id, created_at: 'now', from: 'uno@example.com', to: [mail?.to], tags, ...more };
  return { type, created_at: 'now', data };
}

describe('a webhook of Resend', () => {
  it('makes a bounce visible with its reason, by our id or that of Resend', async () => {
    await assign();
    expect(await newest()).toMatchObject({ state: 'sent', sent: true, provider: 'resend' });
    expect((await post(eventOf('email.bounced', { bounce, tags: undefined }))).status).toBe(204);
    expect(await newest()).toMatchObject({
      state: 'bounced',
      sent: false,
      error: 'Permanent: General: The mailbox does not exist.',
    });
    const other = await join(test.app, work, { teamRole: 'member' });
    await test.settled();
    await assign(other);
    await post(eventOf('email.bounced', { bounce, email_id: 'unknown' }, mailsTo(other).at(-1)));
    expect(await newest(other)).toMatchObject({ state: 'bounced' });
    const bounced = (await admin.get<'/admin/messages'>('/admin/messages?state=bounced&type=task-assigned')).body.items;
    expect(bounced.map(({ recipient }) => recipient)).toEqual([other.email, reader.email]);
    expect((await admin.get('/email/status')).body.undelivered).toBeGreaterThanOrEqual(2);
  });

  it('is refused without the right signature, and changes nothing', async () => {
    await assign();
    const event = eventOf('email.bounced', { bounce });
    const otherSecret = `whsec_${Buffer.alloc(24, 'o').toString('base64')}`;
    for (const wrong of [{ by: otherSecret }, { sent: `${JSON.stringify(event)} ` }]) {
      const reply = await post(event, wrong);
      expect([reply.status, reply.body.code]).toEqual([401, 'wrong-signature']);
    }
    expect((await clientOf(test.app).post('/mail-events/resend', event)).status).toBe(401);
    expect(await newest()).toMatchObject({ state: 'sent' });
  });

  it('follows the order of what happens to a mail, whatever the order of the events', async () => {
    await assign();
    const states: unknown[] = [];
    for (const type of ['delivery_delayed', 'delivered', 'opened', 'bounced', 'delivered', 'complained', 'bounced']) {
      expect((await post(eventOf(`email.${type}`, { bounce }))).status).toBe(204);
      states.push((await newest())?.state);
    }
    expect(states).toEqual(['delayed', 'sent', 'sent', 'bounced', 'bounced', 'complained', 'complained']);
  });

  it('of an unknown mail or event is ignored; a body that is not an event is refused', async () => {
    expect((await post(eventOf('email.bounced', { bounce }))).status).toBe(204);
    expect((await post({ type: 'domain.updated', data: { id: 'd' } })).status).toBe(204);
    expect((await post({ type: 'email.bounced' })).status).toBe(422);
    expect((await post({}, { sent: '{' })).status).toBe(401);
  });

  it('does not exist without its secret', async () => {
    const plain = await startApp({ database: test.database });
    const reply = await clientOf(plain.app).post('/mail-events/resend', undefined, { raw: '{}' });
    await plain.stop();
    expect(reply.status).toBe(404);
  });
});

describe('an address that bounced permanently', () => {
  it('gets no notifications, but mails about the account, until its owner tries again', async () => {
    await assign();
    await post(eventOf('email.bounced', { bounce }));
    const state = (await reader.get('/notifications/email-address')).body;
    expect(state).toMatchObject({ email: reader.email, suppression: { reason: 'bounced' } });
    expect(state.suppression?.detail).toContain('The mailbox does not exist.');
    resend.mails.length = 0;
    await assign();
    expect(mailsTo(reader)).toEqual([]);
    expect(await newest()).toMatchObject({ state: 'suppressed', attempts: 0, error: state.suppression?.detail });
    await reader.post('/auth/password/forgot', { email: reader.email });
    await test.settled();
    expect(mailsTo(reader).map(({ subject }) => subject)).toEqual(['Set a new password']);
    expect((await reader.post('/notifications/email-address/retry')).body.suppression).toBeNull();
    await assign();
    expect(
      mailsTo(reader)
        .map(({ subject }) => subject)
        .slice(1),
    ).toEqual(['Test email from TaskUno', expect.stringContaining('A task')]);
    // Another try without a reason sends nothing.
    await reader.post('/notifications/email-address/retry');
    await test.settled();
    expect(mailsTo(reader)).toHaveLength(3);
  });

  it('stays confirmed when Resend repeats the old event', async () => {
    await assign();
    const event = eventOf('email.bounced', { bounce });
    await post(event, { id: 'msg_once' });
    await reader.post('/notifications/email-address/retry');
    clock.advance(600_000);
    expect((await post(event, { id: 'msg_once' })).status).toBe(204);
    expect((await reader.get('/notifications/email-address')).body.suppression).toBeNull();
  });

  it('is tried again when an admin sends the mail again, as another request to Resend', async () => {
    await assign();
    await post(eventOf('email.bounced', { bounce }));
    const mail = await newest();
    const reply = await admin.post(`/admin/messages/${mail?.id ?? ''}/retry`);
    expect([reply.status, reply.body.state]).toEqual([200, 'queued']);
    await test.settled();
    expect(await newest()).toMatchObject({ id: mail?.id, state: 'sent', attempts: 2, error: null });
    expect(mailsTo(reader)).toHaveLength(2);
    expect(new Set(mailsTo(reader).map(({ headers }) => headers['Message-ID'])).size).toBe(1);
    expect((await reader.get('/notifications/email-address')).body.suppression).toBeNull();
    expect((await admin.post(`/admin/messages/${mail?.id ?? ''}/retry`)).body.code).toBe('not-failed');
    expect((await reader.post(`/admin/messages/${mail?.id ?? ''}/retry`)).status).toBe(403);
  });

  it('is not suppressed by a temporary bounce', async () => {
    await assign();
    await post(eventOf('email.bounced', { bounce: { ...bounce, type: 'Transient' } }));
    expect(await newest()).toMatchObject({ state: 'bounced' });
    expect((await reader.get('/notifications/email-address')).body.suppression).toBeNull();
  });
});

describe('a mail server that does not know an address', () => {
  let smtp: MailServer;
  let other: TestApp;
  beforeAll(async () => {
    smtp = await startMailServer();
    other = await startApp({ env: { SMTP_URL: smtp.url } });
    await signUp(other.app, 'Admin');
  });
  afterAll(async () => {
    await other.stop();
    await smtp.close();
  });

  it('stops notifications to it; another refusal is about the mail only', async () => {
    const team = await makeWorkspace(other.app);
    const member = await join(other.app, team, { teamRole: 'member' });
    await other.settled();
    const suppressionAfter = async (code: number, text: string) => {
      smtp.refuseWith(code, text);
      await makeTask(team.owner, team.teamId, { assigneeId: member.id });
      await other.settled();
      return (await member.get('/notifications/email-address')).body.suppression;
    };
    expect(await suppressionAfter(550, '5.7.1 We do not like it.')).toBeNull();
    expect(await suppressionAfter(550, '5.1.1 Nobody here.')).toMatchObject({ reason: 'bounced' });
  });
});
