import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
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

const start = new Date();
const clock = settableClock(start);
let test: TestApp;
let smtp: MailServer;
let resend: ResendServer;
let admin: Person;
let work: Workspace;
let reader: Person;
beforeAll(async () => {
  [smtp, resend] = await Promise.all([startMailServer(), startResend()]);
  const env = { SMTP_URL: smtp.url, RESEND_API_KEY: 're_test', RESEND_API_URL: resend.url, HOST: '0.0.0.0' };
  test = await startApp({ env, clock });
  admin = await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
  await test.settled();
});
afterAll(async () => {
  await test.stop();
  await Promise.all([smtp.close(), resend.close()]);
});
beforeEach(() => {
  smtp.refuseWith(null);
  resend.failWith(null);
});

const status = async () => (await admin.get('/email/status')).body;
const providerStatus = async (name: string) =>
  (await status()).providers.find(({ provider }: { provider: string }) => provider === name);
const assign = () => makeTask(work.owner, work.teamId, { title: 'A task', assigneeId: reader.id });
async function newest(query = '') {
  return (await admin.get<'/admin/messages'>(`/admin/messages?q=${reader.email}${query}`)).body.items[0];
}

describe('the status of email', () => {
  it('tells which provider was used, and since when one fails', async () => {
    expect(await providerStatus('smtp')).toMatchObject({ lastFailureAt: null, failingSince: null });
    smtp.refuseWith(451, 'later');
    clock.advance(1_000);
    const failingSince = clock.now().toISOString();
    await assign();
    await test.settled();
    clock.advance(90_000);
    await assign();
    await test.settled();
    expect(await status()).toMatchObject({ transport: 'smtp', lastProvider: 'resend', waiting: 0 });
    expect(await providerStatus('smtp')).toMatchObject({
      failingSince,
      lastFailureAt: clock.now().toISOString(),
      lastError: expect.stringContaining('later'),
    });
    expect(await providerStatus('resend')).toMatchObject({ lastFailureAt: null, failingSince: null });
    smtp.refuseWith(null);
    clock.advance(90_000);
    await assign();
    await test.settled();
    expect((await status()).lastProvider).toBe('smtp');
    expect(await providerStatus('smtp')).toMatchObject({
      failingSince: null,
      lastError: expect.stringContaining('later'),
      lastSuccessAt: clock.now().toISOString(),
    });
  });

  it('tells whether a process runs the queue', async () => {
    expect((await status()).worker).toEqual({ isRunning: true, processes: 1 });
  });
});

describe('a test email', () => {
  it('is sent at once, and the reply tells who took it or why nobody did', async () => {
    const send = async (to = 'ops@example.com') => (await admin.post('/email/test', { to })).body;
    expect(await send()).toMatchObject({ state: 'sent', provider: 'smtp', error: null });
    expect(smtp.mails.at(-1)).toMatchObject({ recipients: ['ops@example.com'], subject: 'Test email from TaskUno' });
    smtp.refuseWith(550, '5.7.1 not from you');
    const refused = await send();
    expect(refused).toMatchObject({ state: 'failed', provider: null, error: expect.stringContaining('not from you') });
    expect((await admin.get(`/admin/messages/${refused.id}`)).body).toMatchObject({ type: 'test', state: 'failed' });
    expect((await work.owner.post('/email/test', { to: 'a@example.com' })).status).toBe(403);
    expect((await admin.post('/email/test', { to: 'nobody' })).status).toBe(422);
  });
});

describe('the list of emails', () => {
  it('finds them by state, type and address, and sends one or all failed again', async () => {
    smtp.refuseWith(550);
    await assign();
    await assign();
    await test.settled();
    const failed = await newest('&state=failed&type=task-assigned');
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(await newest('&state=failed&type=mentioned')).toBeUndefined();
    smtp.refuseWith(null);
    expect((await admin.post(`/admin/messages/${failed?.id ?? ''}/retry`)).body.state).toBe('queued');
    await test.settled();
    const left = (await status()).failed;
    expect(left).toBeGreaterThan(0);
    const retried = await admin.post('/admin/messages/retry');
    expect([retried.status, retried.body]).toEqual([200, { count: left }]);
    await test.settled();
    expect((await status()).failed).toBe(0);
    expect(await newest('&state=sent')).toMatchObject({ attempts: 2, error: null });
    expect((await work.owner.post('/admin/messages/retry')).status).toBe(403);
  });

  it('shows each mail as it is rendered, without its one-time link', async () => {
    await assign();
    await work.owner.post(`/organizations/${work.organizationId}/invites`, { email: 'new@example.com' });
    await test.settled();
    const show = async (id = '') => (await admin.get(`/admin/messages/${id}`)).body;
    const assigned = await show((await newest('&type=task-assigned'))?.id);
    expect(assigned).toMatchObject({ hidesLinks: true, text: expect.stringContaining('/tasks/') });
    expect(assigned.html).toContain('A task');
    expect(assigned.html).toContain('Complete task');
    const received = smtp.mails.findLast(({ recipients }) => recipients.includes(reader.email));
    expect(received?.messageId).toBe(`<${assigned.messageId}>`);
    const secrets = [...(received?.text ?? '').matchAll(/(?:token=|unsubscribe#)(\S+)/g)].map(([, secret]) => secret);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(assigned.text + assigned.html).not.toContain(secret);
    const [invite] = (await admin.get('/admin/messages?type=invite&q=new@example.com')).body.items;
    const shown = await show(invite?.id);
    expect(shown).toMatchObject({ hidesLinks: true, text: expect.stringContaining('/#hidden') });
    const sent = smtp.mails.find(({ recipients }) => recipients.includes('new@example.com'));
    const [link = 'none'] = /http\S+\/invite#\S+/.exec(sent?.text ?? '') ?? [];
    expect(link).not.toBe('none');
    expect(shown.text + shown.html).not.toContain(link.split('#')[1]);
  });

  it('finds them by a part of the subject, and names all types in the reader’s language', async () => {
    await makeTask(work.owner, work.teamId, { title: 'Lost and found', assigneeId: reader.id });
    await test.settled();
    const { items } = (await admin.get('/admin/messages?q=LOST and')).body;
    expect(items.map(({ subject }) => subject)).toEqual([expect.stringContaining('Lost and found')]);
    const types = async () => (await admin.get('/email/types')).body.items;
    expect(await types()).toContainEqual({ type: 'password-reset', name: 'New password' });
    await admin.patch('/auth/me', { locale: 'fa' });
    expect(await types()).toContainEqual({ type: 'digest', name: 'خلاصه' });
    await admin.patch('/auth/me', { locale: 'en' });
    const listed = new Set((await types()).map(({ type }) => type));
    for (const { type } of (await admin.get('/admin/messages?limit=200')).body.items)
      expect([...listed]).toContain(type);
    expect((await work.owner.get('/email/types')).status).toBe(403);
  });
});

describe('the preview of an email', () => {
  const preview = async (person: Person, id = '') => {
    const reply = await person.request('GET', `/admin/messages/${id}/preview`);
    return { code: reply.status, headers: reply.headers, html: String(reply.body) };
  };

  it('is its HTML part, as a page that runs nothing, loads nothing and leads nowhere', async () => {
    await makeTask(work.owner, work.teamId, { title: '<a href="https://evil.example">', assigneeId: reader.id });
    await test.settled();
    const { code, headers, html } = await preview(admin, (await newest('&type=task-assigned'))?.id);
    expect([code, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox;/);
    expect(policy).toMatch(/frame-ancestors 'self'$/);
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(html).toContain('&lt;a href=&quot;');
    for (const name of ['Open task', 'Complete task', 'Turn off emails like this']) expect(html).toContain(name);
    expect(html).not.toMatch(/<a [^>]*href|<script|<img|token=|unsubscribe#/);
  });

  it('is for administrators only', async () => {
    const id = (await newest())?.id;
    expect((await preview(work.owner, id)).code).toBe(403);
    expect((await preview(admin, crypto.randomUUID())).code).toBe(404);
  });
});
