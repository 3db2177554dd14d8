import type { CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, expectStarted, goTo, type Visitor } from './visitor.ts';

// The browser of the tests has no push service, and no place where a system shows notifications. Messages are delivered
// to the app's service worker by the debugger, and what it would show is recorded there.

let site: TestSite;
let work: Workspace;
let taskId: string;
let me: Visitor;
let worker: Worker;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Draw the map' })).id;
  me = await site.visitor({ as: work.owner, isInstalled: true });
  const started = me.context.waitForEvent('serviceworker');
  await me.page.goto('/settings/notifications');
  await expectSeen(me.page.getByRole('heading', { name: 'Push messages' }));
  worker = await started;
  // Messages reach it once it keeps the files of the app.
  await me.page.evaluate(`navigator.serviceWorker.ready.then(() => undefined)`);
  await worker.evaluate(`self.shown = []; registration.showNotification = async (title, options) => {
    self.shown.push({ title, ...options });
  }; undefined`);
});
afterAll(async () => {
  await me.close();
  await site.close();
});

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly dir: string;
}
const shown = () => worker.evaluate<ShownNotification[]>('self.shown');

async function deliver(debug: CDPSession, registrationId: string, extras: object = {}): Promise<void> {
  const message = {
    title: 'Sara assigned you ENG-1',
    body: 'Draw the map',
    link: `/tasks/${taskId}`,
    tag: taskId,
    locale: 'en',
    notificationId: taskId,
    taskId,
    actions: [{ action: 'complete', title: 'Complete' }],
    ...extras,
  };
  await debug.send('ServiceWorker.deliverPushMessage', {
    origin: site.url,
    registrationId,
    data: JSON.stringify(message),
  });
}

/** What a click on the newest notification, or on one of its actions, sends to the service worker. */
async function click(action = ''): Promise<void> {
  await worker.evaluate(`{
    const event = new ExtendableEvent('notificationclick');
    const notification = { close() {}, data: self.shown.at(-1).data };
    self.dispatchEvent(Object.assign(event, { notification, action: '${action}' }));
  }`);
}

describe('a push message', () => {
  it('is shown in its language', async () => {
    const debug = await me.context.newCDPSession(me.page);
    const known = new Promise<string>((resolve) => {
      debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [registration] }) => {
        if (registration) resolve(registration.registrationId);
      });
    });
    await debug.send('ServiceWorker.enable');
    const registrationId = await known;
    await deliver(debug, registrationId, { locale: 'fa', title: 'سارا' });
    await expect.poll(shown).toMatchObject([{ title: 'سارا', dir: 'rtl' }]);
    await deliver(debug, registrationId);
    const second = { title: 'Sara assigned you ENG-1', body: 'Draw the map', tag: taskId, dir: 'ltr' };
    await expect.poll(async () => (await shown()).slice(1)).toMatchObject([second]);
  });

  it('does what is chosen on it', async () => {
    await click('complete');
    await expect.poll(async () => (await work.owner.get(`/tasks/${taskId}`)).body.completedAt).not.toBeNull();
  });

  it('leads to the task in the window that is open', async () => {
    await me.page.evaluate(`document.body.dataset.sameSince = 'then'`);
    await click();
    await me.page.waitForURL(`**/tasks/${taskId}`);
    expect(await me.page.evaluate('document.body.dataset.sameSince')).toBe('then');
  });
});

/** Runs in the page: a push service that has registered this browser before. Counts what is done once per start. */
const withPushService = (userId: string) => `
  globalThis.counted = { registrations: 0, guards: 0 };
  localStorage.setItem('taskuno.push', '${userId}');
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  const subscription = {
    options: {},
    unsubscribe: async () => true,
    toJSON: () => ({ endpoint: 'https://push.example/1', keys: {} }),
  };
  PushManager.prototype.getSubscription = PushManager.prototype.subscribe = async () => subscription;
  const { fetch, addEventListener } = globalThis;
  globalThis.fetch = async (request, ...more) => {
    if (!/notifications\\/push-/.test(request.url)) return fetch(request, ...more);
    if (request.method === 'POST') counted.registrations += 1;
    return Response.json({ key: '' });
  };
  globalThis.addEventListener = (name, ...more) => {
    if (name === 'beforeunload') counted.guards += 1;
    addEventListener.call(globalThis, name, ...more);
  };`;

it('a start of the app registers the browser again, the pages that follow do not', async () => {
  const page = await me.context.newPage();
  await page.addInitScript({ content: withPushService(work.owner.id) });
  const counted = () => page.evaluate<{ registrations: number; guards: number }>('counted');
  await page.goto('/settings');
  await expectStarted(page);
  await expect.poll(async () => (await counted()).registrations).toBe(1);
  const first = await counted();
  for (const path of ['/inbox', '/settings', '/inbox']) await goTo(page, path);
  await expectSeen(page.getByRole('heading', { name: 'Inbox' }));
  expect(await counted()).toEqual(first);
  await page.close();
});

describe.each(readers)('in $language, $theme', ({ language, theme }) => {
  it('the settings say that the browser blocks notifications, and can be read by everybody', async () => {
    const reader = await site.visitor({ language, theme, as: work.owner });
    await reader.page.goto('/settings/notifications');
    await expectSeen(reader.page.getByText(/Your browser blocks|مرورگر جلوی/));
    expect(await violations(reader.page)).toEqual([]);
    await expectNothingBeside(reader.page);
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});
