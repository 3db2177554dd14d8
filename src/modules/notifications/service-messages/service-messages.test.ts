import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { type Person, signUp, tokenOf } from '../../../../test/harness/people.ts';
import { createPushBrowser } from '../../../../test/harness/push-browser.ts';
import { type Receiver, startReceiver } from '../../../../test/harness/receiver.ts';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';

let test: TestApp;
let smtp: MailServer;
let pushService: Receiver;
let admin: Person;
let mina: Person;
beforeAll(async () => {
  [smtp, pushService] = await Promise.all([startMailServer(), startReceiver()]);
  const env = { SMTP_URL: smtp.url, HOST: '0.0.0.0', WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
  test = await startApp({ env: { ...env, VAPID_SUBJECT: 'mailto:admin@example.com' } });
  admin = await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
  mina = await signUp(test.app, 'Mina', { locale: 'fa' });
  await test.settled();
});
afterAll(async () => {
  await test.stop();
  await Promise.all([smtp.close(), pushService.close()]);
});

it('a service sends an email, of which there is a record', async () => {
  const letter = { to: mina.email, subject: 'Backup failed', text: 'Disk <full>.\nSee the log.', path: '/inbox' };
  const reply = await admin.post('/notifications/email', letter);
  expect(reply.status).toBe(202);
  await test.settled();
  const sent = smtp.mails.findLast(({ recipients }) => recipients.includes(mina.email));
  expect(sent?.subject).toContain('Backup failed');
  expect(sent?.text).toContain('Disk <full>.\nSee the log.');
  expect(sent?.html).toContain('Disk &lt;full&gt;.<br>See the log.');
  expect(sent?.html).toContain('http://localhost:8080/inbox');
  expect((await admin.get(`/admin/messages/${reply.body.id}`)).body).toMatchObject({
    type: 'message',
    state: 'sent',
    recipient: mina.email,
  });
  expect((await mina.post('/notifications/email', letter)).status).toBe(403);
  for (const wrong of [{ path: '//evil.example' }, { to: 'nobody' }, { subject: '' }, { text: '' }])
    expect((await admin.post('/notifications/email', { ...letter, ...wrong })).status).toBe(422);
});

it('a service sends a push message to a person’s browsers', async () => {
  const message = { userId: mina.id, title: 'Maintenance', body: 'At ten.' };
  expect((await admin.post('/notifications/push', message)).body.devices).toBe(0);
  const { keys } = createPushBrowser();
  const subscription = { endpoint: `${pushService.url}/send/1`, expirationTime: null, keys };
  expect((await mina.post('/notifications/push-subscriptions', subscription)).status).toBe(201);
  pushService.answerWith((response) => response.writeHead(201).end());
  const reply = await admin.post('/notifications/push', message);
  expect([reply.status, reply.body.devices]).toEqual([202, 1]);
  await test.settled();
  expect(pushService.received.filter(({ path }) => path === '/send/1')).toHaveLength(1);
  expect((await mina.post('/notifications/push', message)).status).toBe(403);
  expect((await admin.post('/notifications/push', { ...message, userId: crypto.randomUUID() })).status).toBe(422);
});
