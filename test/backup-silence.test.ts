import { join as joinPath } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { readConfig } from '#platform/startup/config.ts';
import { moduleNames } from '#platform/startup/module-names.ts';
import { backUpFrom } from '../src/composition/backups.ts';
import { restoreTo } from '../src/composition/restore.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { emptyDatabase, type TestDatabase } from './harness/database.ts';
import { join, makeTask, makeWorkspace } from './harness/people.ts';
import { makeFolder } from './harness/process.ts';
import { createPushBrowser } from './harness/push-browser.ts';
import { type Receiver, startReceiver } from './harness/receiver.ts';
import { testSecretKey } from './harness/server.ts';
import { type MailServer, startMailServer } from './harness/smtp.ts';

// What waited at the time of a backup, or was due since, is not sent again by a restored server.

const log = pino({ level: 'silent' });
const folder = makeFolder();
const hourMs = 3_600_000;
const env = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', VAPID_SUBJECT: 'mailto:admin@example.com' };

let mail: MailServer;
let webhooks: Receiver;
let pushes: Receiver;
let restored: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  [mail, webhooks, pushes] = await Promise.all([startMailServer(), startReceiver(), startReceiver()]);
  pushes.answerWith((response) => response.writeHead(201).end());
  // The backup is an hour old.
  const clock = settableClock(new Date(Date.now() - hourMs));
  const source = await startApp({ clock, env: { ...env, JOBS: 'off' } });
  const work = await makeWorkspace(source.app);
  const mina = await join(source.app, work, { name: 'Mina', teamRole: 'member' });
  const webhook = { url: `${webhooks.url}/hook`, events: ['*'] };
  expect((await work.owner.post(`/organizations/${work.organizationId}/webhooks`, webhook)).status).toBe(201);
  const device = { endpoint: `${pushes.url}/device`, expirationTime: null, keys: createPushBrowser().keys };
  expect((await mina.post('/notifications/push-subscriptions', device)).status).toBe(201);
  await source.app.relay.drain();
  const task = await makeTask(work.owner, work.teamId, { title: 'Draw the map', assigneeId: mina.id });
  const at = new Date(Date.now() - hourMs / 2).toISOString();
  expect((await mina.put(`/tasks/${task.id}/reminder`, { at })).status).toBe(200);
  await source.app.relay.drain();
  const config = readConfig({ DATA_DIR: joinPath(folder.path, 'source'), SECRET_KEY: testSecretKey });
  const options = { to: joinPath(folder.path, 'a.tar.zst'), recipients: [], withKeys: false, withFiles: false };
  const { file } = await backUpFrom(source.database.targets, config, log, options);
  await source.stop();

  restored = await emptyDatabase();
  const own = readConfig({ DATA_DIR: joinPath(folder.path, 'restored'), SECRET_KEY: testSecretKey, ...env });
  await restoreTo(own, log, { file, identity: undefined, force: false }, async () => restored.targets);
  app = await startApp({ database: restored, env: { ...env, SMTP_URL: mail.url } });
}, 120_000);
afterAll(async () => {
  await app.stop();
  await Promise.all([mail.close(), webhooks.close(), pushes.close(), restored.drop()]);
  folder.remove();
});

const sent = () => ({
  mails: mail.mails.length,
  webhooks: webhooks.received.length,
  pushes: pushes.received.length,
});

describe('a restored server', () => {
  it('sends no mail, no webhook, no push message, and nothing that was due since the backup', async () => {
    await app.settled();
    for (const name of moduleNames) {
      const jobs = app.app.modules.hosted.find((module) => module.name === name)?.jobs ?? [];
      for (const job of jobs) if (/send|due|digest/.test(job.name)) await app.runJob(name, job.name);
    }
    await app.settled();
    expect(sent()).toEqual({ mails: 0, webhooks: 0, pushes: 0 });
    // The reminder is over; its task is in the inbox.
    const reminders = await restored.sql`
      select from platform.event_log where event->>'type' = 'task.reminder-due'`;
    expect(reminders).toHaveLength(0);
    const notices = await restored.sql`select from notifications.notification where type = 'task-assigned'`;
    expect(notices).toHaveLength(1);
  });

  it('sends each of them when an operator wants it', async () => {
    for (const name of new Set((await app.app.queue.failed()).map(({ queue }) => queue))) {
      await app.app.queue.redrive(name);
    }
    await app.settled();
    const { mails, webhooks: delivered, pushes: shown } = sent();
    expect(mails).toBeGreaterThan(0);
    expect(delivered).toBeGreaterThan(0);
    expect(shown).toBe(1);
  });
});
