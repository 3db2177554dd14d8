import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { type ResendInbox, startResendInbox } from '../../../../test/harness/resend-inbox.ts';

let resend: ResendInbox;
let test: TestApp;
let work: Workspace;
let to: string;
beforeAll(async () => {
  resend = await startResendInbox();
  test = await startApp({
    env: {
      RESEND_API_KEY: 're_test',
      RESEND_API_URL: resend.url,
      MAIL_IN_ADDRESS: '@in.example.com',
      MAIL_IN_AUTH_SERVER: 'none',
      MAIL_IN_RESEND_SECRET: resend.secret,
    },
  });
  work = await makeWorkspace(test.app);
  await test.database.sql`update auth."user" set email_verified_at = now()`;
  to = (await work.owner.get(`/teams/${work.teamId}/mail-address`)).body.address ?? '';
});
afterAll(async () => {
  await test.stop();
  await resend.close();
});

const mail = (subject: string, body = 'Hi') =>
  `From: ${work.owner.email}\r\nTo: hidden@example.com\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\n${body}`;
const event = (id: string, type = 'email.received') =>
  JSON.stringify({ type, created_at: 'x', data: { email_id: id } });
const post = (body: string, headers: Record<string, string>) =>
  clientOf(test.app).post('/mail-in/resend', undefined, {
    raw: body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const send = (id: string, { svixId = `msg_${id}`, type = 'email.received', at = new Date() } = {}) =>
  post(event(id, type), resend.sign(svixId, event(id, type), at));
const titles = async () =>
  (await work.owner.get(`/teams/${work.teamId}/tasks`)).body.items.map(({ title }) => title).toSorted();

describe('the webhook of Resend', () => {
  it('fetches the mail with the API key, and creates one task, however often it is sent', async () => {
    resend.add('one', mail('one'), [to]);
    const { status, body } = await send('one');
    expect([status, body.result]).toEqual([202, 'created']);
    expect((await send('one')).body).toEqual(body);
    expect((await send('one', { svixId: 'msg_later' })).body).toEqual(body);
    expect(await titles()).toEqual(['one']);
    expect(new Set(resend.keys)).toEqual(new Set(['Bearer re_test']));
  });

  it('is refused with a wrong, missing or old signature', async () => {
    resend.add('two', mail('two'), [to]);
    const now = Date.now();
    const signed = resend.sign('msg_two', event('two'), new Date(now));
    const refusals = [
      await post(event('two'), {}),
      await post(event('two').replace('x', 'y'), signed),
      await post(event('two'), { ...signed, 'svix-id': 'msg_other' }),
      await send('two', { at: new Date(now - 600_000) }),
      await send('two', { at: new Date(now + 600_000) }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(await titles()).toEqual(['one']);
  });

  it('is to be sent again while the mail cannot be fetched', async () => {
    resend.add('three', mail('three'), [to]);
    resend.failWith(500);
    expect((await send('three')).status).toBe(503);
    resend.failWith(null);
    expect((await send('three')).body.result).toBe('created');
  });

  it('accepts other events, unknown mails, and mails that are too large', async () => {
    expect((await send('one', { type: 'email.bounced' })).body.reason).toBe('other-event');
    expect((await send('unknown')).body.reason).toBe('unknown-email');
    resend.add('large', Buffer.concat([Buffer.from(mail('large')), Buffer.alloc(26 * 1024 * 1024, 'x')]), [to]);
    expect((await send('large')).body).toEqual({ result: 'ignored', taskId: null, reason: 'too-large' });
    for (const body of ['', '{', '[]', '{"type":1}']) {
      const { body: reply } = await post(body, resend.sign('msg_odd', body, new Date()));
      expect(reply.reason, body).toBe('other-event');
    }
  });
});
