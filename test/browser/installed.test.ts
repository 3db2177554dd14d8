import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen, expectStarted, type Visitor, composeIn, untilInstalled } from './visitor.ts';

// The browser keeps the files of the app: it starts without the server, and with a newer build when it is safe. The app
// is below a path, so that nothing may be asked of another place.

const basePath = '/work';
let site: TestSite;
let work: Workspace;
let taskId: string;
let me: Visitor;
/** What the server answers instead of a file's text, by its path. */
const replaced: Record<string, (text: string) => string> = {};
/** The service worker's file of a newer build differs. */
const serveBuild = (name: string) => {
  replaced['/service-worker.js'] = (text) => `${text}\n// ${name}`;
};
beforeAll(async () => {
  site = await startTestSite((url) => ({ PUBLIC_URL: url + basePath }));
  const { http } = site.test.app;
  const serve = http.fetch;
  http.fetch = async (request, ...more) => {
    const path = new URL(request.url).pathname.slice(basePath.length);
    if (!(path in replaced)) return serve(request, ...more);
    const { headers } = await serve(request, ...more);
    const reply = await serve(new Request(request.url), ...more);
    const text = replaced[path]?.(await reply.text());
    return new Response(text, { headers: { 'content-type': headers.get('content-type') ?? '' } });
  };
  work = await makeWorkspace(site.test.app);
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Fix the login' })).id;
  const expected = /ERR_INTERNET|ERR_FAILED|^Problem: |status of 401/;
  me = await site.visitor({ as: work.owner, isInstalled: true, expected }, site.url + basePath);
});
afterAll(async () => {
  await me.close();
  await site.close();
});

const at = (path: string) => basePath + path;
const board = () => at(`/teams/${work.teamId}/board`);
const worker = (page: Page, state: 'installing' | 'waiting' | 'active') =>
  page.evaluate<string | null>(`navigator.serviceWorker.getRegistration().then((one) => one?.${state}?.state ?? null)`);
const isControlled = (page: Page) => page.evaluate<boolean>(`navigator.serviceWorker.controller !== null`);
const lookForNewer = (page: Page) =>
  page.evaluate(`navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => undefined)`);

describe('an installed app', () => {
  it('keeps its files after the first visit, and names itself for the home screen', async () => {
    const { page } = me;
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    await expect.poll(() => worker(page, 'active'), { timeout: 30_000 }).toBe('activated');
    await expect.poll(() => isControlled(page)).toBe(true);
    const icons = await page.evaluate<[number, string | null][]>(`(async () => {
      const { href } = document.querySelector('link[rel=manifest]');
      const { icons } = await (await fetch(href)).json();
      const replies = await Promise.all(icons.map(({ src }) => fetch(new URL(src, href), { cache: 'no-store' })));
      return replies.map(({ status, headers }) => [status, headers.get('content-type')]);
    })()`);
    const picture = [200, 'image/png'];
    expect(icons).toEqual([picture, picture, picture]);
  });

  it('starts without the server, at any address, and says that it can’t be reached', async () => {
    const { page, context } = me;
    await context.setOffline(true);
    await page.goto(at('/inbox'));
    await expectSeen(page.getByText('The server can’t be reached.').first());
    await context.setOffline(false);
    await page.getByText('The server can’t be reached.').first().waitFor({ state: 'detached' });
    await expectSeen(page.getByRole('heading', { level: 1, name: 'Inbox' }));
  });

  it('leaves addresses of the API and of files to the server', async () => {
    const { page } = me;
    for (const path of ['/health/ready', '/api/v1/meta', '/favicon.svg']) {
      const reply = await page.goto(at(path));
      expect(reply?.headers()['content-type'], path).not.toContain('text/html');
    }
  });
});

describe('what was read before', () => {
  /** What this browser has stored of tasks. */
  const storedTitles = (page: Page) =>
    page.evaluate<string[]>(`new Promise((resolve) => {
      const opening = indexedDB.open('taskuno${basePath}');
      opening.onsuccess = () => {
        const reading = opening.result.transaction('records').objectStore('records').getAll();
        reading.onsuccess = () => {
          opening.result.close();
          resolve(reading.result.flatMap(({ kind, value }) => (kind === 'task' ? value.title : [])));
        };
      };
    })`);
  /** How far the page has moved under its reader (web.dev, "Cumulative Layout Shift"). */
  const layoutShift = (page: Page) =>
    page.evaluate<number>(`new Promise((resolve) => {
      let sum = 0;
      const add = (list) => list.getEntries().forEach(({ value }) => (sum += value));
      new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 50);
    })`);

  it('is shown without the server, and read again when it is back', async () => {
    const { page, context } = me;
    const passing = await makeTask(work.owner, work.teamId, { title: 'Passing thought' });
    await page.goto(board());
    await expectSeen(cardIn(page, 'Passing thought'));
    await expect.poll(() => storedTitles(page)).toContain('Passing thought');
    await context.setOffline(true);
    await page.goto(board());
    await expectSeen(cardIn(page, 'Passing thought'));
    await expectSeen(page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'My work' }));
    expect(await layoutShift(page)).toBeLessThanOrEqual(0.02);
    await work.owner.patch(`/tasks/${taskId}`, { title: 'Fix the sign-in' });
    await work.owner.post(`/tasks/${passing.id}/archive`);
    await context.setOffline(false);
    await expectSeen(cardIn(page, 'Fix the sign-in'));
    await cardIn(page, 'Passing thought').waitFor({ state: 'detached' });
    await expect.poll(() => storedTitles(page)).toContain('Fix the sign-in');
  });

  it('is no longer kept when the storage is full, and the app works without it', async () => {
    const { page } = me;
    await page.evaluate(`IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    }; undefined`);
    await work.owner.patch(`/tasks/${taskId}`, { title: 'Fix the login' });
    await expectSeen(cardIn(page, 'Fix the login'));
    await expect.poll(() => storedTitles(page)).toEqual([]);
    await page.goto(board());
    await expect.poll(() => storedTitles(page)).toContain('Fix the login');
  });

  it('is deleted when the session has ended, here or elsewhere', async () => {
    const { page, context } = me;
    const cookies = await context.cookies();
    await context.clearCookies();
    await page.goto(board());
    await page.waitForURL(/sign-in/);
    await expect.poll(() => storedTitles(page)).toEqual([]);
    await context.addCookies(cookies);
    await page.goto(board());
    await expect.poll(() => storedTitles(page)).toContain('Fix the login');
  });
});

describe('a newer build', () => {
  const offer = (where: Page) => where.getByText('A new version of TaskUno is ready.');
  const reload = (where: Page) => where.getByRole('button', { name: 'Reload', exact: true });

  it('waits while pages are open, and is used when a person asks for it', async () => {
    const { page, context } = me;
    const other = await context.newPage();
    await Promise.all([page.goto(board()), other.goto(board())]);
    await Promise.all([expectStarted(page), expectStarted(other)]);
    await expect.poll(() => isControlled(other)).toBe(true);
    await expectSeen(cardIn(other, 'Fix the login'));
    await composeIn(other, 'To do');
    await other.keyboard.type('Half a thought');
    serveBuild('second');
    await lookForNewer(page);
    await Promise.all([expectSeen(offer(page)), expectSeen(offer(other))]);
    expect(await worker(page, 'waiting')).toBe('installed');
    const isLoaded = page.waitForEvent('load');
    await reload(page).click();
    await isLoaded;
    await expectSeen(cardIn(page, 'Fix the login'));
    expect(await worker(page, 'waiting')).toBe(null);

    // The other page is not loaded again under somebody's hands, and asks before it would lose their text.
    await reload(other).click();
    await expectSeen(other.getByText('Discard what you typed?'));
    await other.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await other.locator('.card-composer textarea').inputValue()).toBe('Half a thought');
    await other.close();
  });

  it('is used at a next start if no other page is open', async ({ task }) => {
    const { page } = me;
    await expectStarted(page);
    serveBuild(`third, attempt ${task.result?.retryCount ?? 0}`);
    await lookForNewer(page);
    await expect.poll(() => worker(page, 'waiting'), { timeout: 30_000 }).toBe('installed');
    // A start does not wait long for a worker that is busy: then the one after it has the newer build.
    const startAgain = async () => {
      await page.goto(at('/my-work'));
      await expectStarted(page);
      return worker(page, 'waiting');
    };
    await expect.poll(startAgain, { timeout: 45_000, interval: 500 }).toBe(null);
    await expectSeen(page.getByRole('heading', { level: 1, name: 'My work' }));
    expect(me.complaints).toEqual([]);
  });

  it('is offered in a page of the first visit too', async ({ task }) => {
    const { page, close } = await site.visitor({ as: work.owner, isInstalled: true }, site.url + basePath);
    await page.goto(board());
    await untilInstalled(page);
    serveBuild(`after the first visit, attempt ${task.result?.retryCount ?? 0}`);
    await lookForNewer(page);
    await expectSeen(offer(page));
    await close();
  });

  it('is offered in a page that was loaded past the service worker, also when another page has chosen it', async ({
    task,
  }) => {
    const { page, context } = me;
    const past = await context.newPage();
    await past.goto(board());
    await expectStarted(past);
    const browser = await context.newCDPSession(past);
    await Promise.all([past.waitForEvent('load'), browser.send('Page.reload', { ignoreCache: true })]);
    await expectStarted(past);
    expect(await isControlled(past)).toBe(false);
    serveBuild(`past the worker, attempt ${task.result?.retryCount ?? 0}`);
    await lookForNewer(page);
    await Promise.all([expectSeen(offer(page)), expectSeen(offer(past))]);
    await reload(page).click();
    await expect.poll(() => isControlled(past)).toBe(true);
    await expectSeen(offer(past));
    await past.close();
  });

  it('is not installed with a file of an older build, which the server may answer with while it is updated', async () => {
    const { page } = me;
    const text = async (path: string) => (await fetch(site.url + at(path))).text();
    const digest = (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 16);
    const [shell, script] = [await text('/'), await text('/boot.js')];
    const revision = /page-revision" content="(\w+)"/.exec(shell)?.[1] ?? expect.fail('the page has no revision');
    const newer = { revision: digest('newer'), script: `${script}\n// newer` };
    replaced['/service-worker.js'] = (file) =>
      file.replace(revision, newer.revision).replace(digest(script), digest(newer.script));
    const isInstalled = async () => {
      await lookForNewer(page);
      await expect.poll(() => worker(page, 'installing'), { timeout: 30_000 }).toBe(null);
      return (await worker(page, 'waiting')) !== null;
    };
    expect(await isInstalled()).toBe(false);
    replaced['/'] = (file) => file.replace(revision, newer.revision);
    expect(await isInstalled()).toBe(false);
    replaced['/boot.js'] = () => newer.script;
    expect(await isInstalled()).toBe(true);
  });
});
