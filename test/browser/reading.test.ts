import { statSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, password, type Workspace } from '../harness/people.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { cardIn, column, expectSeen, tabTo, type Visitor } from './visitor.ts';

// Every frequently used screen, for all readers: languages, themes, widths, screen readers, keyboards.

const dist = new URL('../../web/dist', import.meta.url).pathname;

let site: TestSite;
let work: Workspace;
let omid: Person;
let taskId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  omid = await join(site.test.app, work, { teamRole: 'member' });
  const { owner, teamId, statuses } = work;
  const make = (task: Record<string, unknown>) => makeTask(owner, teamId, task);
  const inProgress = statuses['In progress'];
  const whole = await make({
    title: 'Write the release notes',
    description: '- one\n- **two**\n- [x] three\n\n[a link](https://example.com) and `code`',
    priority: 'urgent',
    dueDate: '2021-03-04',
    assigneeId: omid.id,
  });
  taskId = whole.id;
  await make({ title: 'نوشتن راهنمای شروع کار با TaskUno', statusId: inProgress, priority: 'low' });
  await make({ title: 'Nothing but a title, and a long one, so that it runs over several lines of its card' });
  await make({ title: 'Over and done', statusId: statuses['Done'] });
  await owner.post(`/tasks/${taskId}/comments`, { body: 'نسخهٔ دوم **بهتر** است.' });
  await owner.post(`/tasks/${taskId}/checklist`, { title: 'Read it aloud' });
  const labels = Array.from({ length: 30 }, (_, index) => ({ name: `Label ${index + 1}`, colour: '#2f7fb8' }));
  for (const label of labels) await owner.post(`/organizations/${work.organizationId}/labels`, label);
  await site.test.settled();
});
afterAll(() => site.close());

const words = {
  en: { signIn: 'Sign in', todo: 'To do', panel: /^Task ENG-/, inbox: 'Inbox', commented: /Owner\W+commented on/ },
  fa: { signIn: 'ورود', todo: 'برای انجام', panel: /^کار/, inbox: 'صندوق ورودی', commented: /Owner\W+برای\W+ENG-1/ },
} as const;

/** The screens, each with a text that shows when it is loaded. */
function screensOf(language: 'en' | 'fa') {
  const word = words[language];
  const board = `/teams/${work.teamId}/board` as const;
  return [
    { path: board, isThere: (page: Page) => cardIn(column(page, word.todo), 'Write the release notes') },
    { path: `${board}/tasks/${taskId}`, isThere: (page: Page) => page.locator('.panel .prose').nth(1) },
    { path: '/inbox', isThere: (page: Page) => page.getByRole('link', { name: word.commented }) },
  ];
}

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  const side = language === 'fa' ? 'rtl' : 'ltr';

  it('the sign-in can be read by everybody', async () => {
    const guest = await site.visitor({ language, theme });
    await guest.page.goto('/sign-in');
    await expectSeen(guest.page.getByRole('button', { name: words[language].signIn, exact: true }));
    expect(await guest.page.evaluate('document.documentElement.dir')).toBe(side);
    expect(await violations(guest.page)).toEqual([]);
    await expectNothingBeside(guest.page);
    expect(guest.complaints).toEqual([]);
    await guest.close();
  });

  it('board, task and inbox can be read by everybody', async () => {
    const reader = await site.visitor({ language, theme, as: omid });
    for (const { path, isThere } of screensOf(language)) {
      await reader.page.goto(path);
      await expectSeen(isThere(reader.page));
      expect(await reader.page.evaluate('document.documentElement.dir')).toBe(side);
      expect(await violations(reader.page), path).toEqual([]);
      await expectNothingBeside(reader.page);
    }
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  it('whatever opens from a task can be read by everybody', async () => {
    const { page, complaints, close } = await site.visitor({ language, theme, as: omid });
    await page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
    await expectSeen(page.locator('.panel .prose').nth(1));
    const openers = page.locator('.panel [aria-haspopup]');
    const count = await openers.count();
    expect(count).toBeGreaterThan(6);
    let scrolling = 0;
    for (let index = 0; index < count; index += 1) {
      await openers.nth(index).click();
      await expectSeen(page.locator('.popup'));
      await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
      expect(await violations(page), String(await openers.nth(index).textContent())).toEqual([]);
      scrolling += await page.evaluate<number>(countScrolling);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('.popup').count()).toBe(0);
    }
    expect(scrolling).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await close();
  });
});

/** Runs in the page: how many parts of a popup overflow. */
const countScrolling = `[...document.querySelectorAll('.popup, .popup *')].filter((part) =>
  getComputedStyle(part).overflowY === 'auto' && part.scrollHeight > part.clientHeight + 14).length`;

describe('in Persian', () => {
  it('forms and lists fit a narrow screen too', async () => {
    const reader = await site.visitor({ language: 'fa', as: omid });
    const organization = `/organizations/${work.organizationId}` as const;
    for (const path of ['/settings', `${organization}/members`, `${organization}/imports`]) {
      await reader.page.goto(path);
      await expectSeen(reader.page.getByRole('heading', { level: 1 }));
      await expectNothingBeside(reader.page);
    }
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('the board begins at the right, and its dates are of the Persian calendar', async () => {
    const reader = await site.visitor({ language: 'fa', as: omid });
    await reader.page.goto(`/teams/${work.teamId}/board`);
    const first = await column(reader.page, 'برای انجام').boundingBox();
    const second = await column(reader.page, 'در دست انجام').boundingBox();
    expect(first?.x).toBeGreaterThan(second?.x ?? Number.POSITIVE_INFINITY);
    await expectSeen(reader.page.getByText('۱۴ اسفند ۱۳۹۹'));
    await reader.close();
  });
});

describe('without a mouse', () => {
  it('one signs in, opens the board and a task, and completes it', async () => {
    const { owner, teamId } = work;
    await makeTask(owner, teamId, { title: 'Close me by keys', statusId: work.statuses['In review'] });
    const { page, complaints, close } = await site.visitor();
    await page.goto('/');
    await tabTo(page, page.getByLabel('Email'));
    await page.keyboard.type(owner.email);
    await tabTo(page, page.getByLabel('Password'));
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    const card = cardIn(page, 'Close me by keys').getByRole('link');
    await expectSeen(card);
    await tabTo(page, card);
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: /^Task ENG-/ });
    await expectSeen(panel);
    await tabTo(page, panel.getByRole('button', { name: 'Complete' }));
    await page.keyboard.press('Enter');
    await expectSeen(panel.getByRole('button', { name: 'Reopen' }));
    await page.keyboard.press('Escape');
    await expectSeen(cardIn(column(page, 'Done'), 'Close me by keys'));
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('what a page loads', () => {
  it('is at most 150 KB of code to sign in, and 260 KB for the board, gzipped, in at most 12 files, and nothing moves', async () => {
    const signIn = await codeLoaded(await site.visitor(), '/sign-in', (page) => page.getByRole('button').last());
    const board = await codeLoaded(await site.visitor({ as: omid }), `/teams/${work.teamId}/board`, (page) =>
      cardIn(page, 'Write the release notes'),
    );
    expect(signIn.bytes).toBeLessThan(150_000);
    expect(board.bytes).toBeLessThan(260_000);
    expect(Math.max(signIn.files, board.files)).toBeLessThanOrEqual(12);
    expect(Math.max(signIn.shift, board.shift)).toBeLessThanOrEqual(0.02);
  });
});

describe('where somebody was signed in before', () => {
  it('the board is requested before the code has come, and once', async () => {
    const { page, close } = await site.visitor({ as: omid });
    const path = `/teams/${work.teamId}/board`;
    await page.goto(path);
    await expectSeen(cardIn(page, 'Write the release notes'));
    // Only what the browser keeps of the data is gone, as after a release.
    await page.goto('/manifest.webmanifest');
    await page.evaluate(withoutKeptData);
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    const countOf = (end: string) => requested.filter((one) => one.endsWith(end)).length;
    const release = await holdCode(page);
    await page.goto(path, { waitUntil: 'commit' });
    await expect.poll(() => countOf(`/api/v1${path}`)).toBe(1);
    release();
    await expectSeen(cardIn(page, 'Write the release notes'));
    await page.waitForLoadState('networkidle');
    expect([countOf('/api/v1/bootstrap'), countOf(`/api/v1${path}`)]).toEqual([1, 1]);
    await close();
  });
});

describe('the sign-in before its code has come', () => {
  it.each(readers)('looks the same in $language, $theme, and keeps what is typed', async ({ language, theme }) => {
    const { page, complaints, close } = await site.visitor({ language, theme });
    const release = await holdCode(page);
    await page.goto('/sign-in?next=%2Fmy-work', { waitUntil: 'commit' });
    const email = page.locator('input[type=email]');
    await expectSeen(page.locator('.static-sign-in h1'));
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.activeElement.type')).toBe('email');
    const before = await partsOf(page);
    await email.fill(omid.email);
    await page.locator('input[type=password]').pressSequentially('a long');
    release();
    await expectSeen(page.locator('form'));
    const now = page.locator('form input[type=password]');
    await expect.poll(() => page.evaluate('document.activeElement.type')).toBe('password');
    expect([await email.inputValue(), await now.inputValue()]).toEqual([omid.email, 'a long']);
    const after = await partsOf(page);
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    const moved = after.flatMap(({ edges }, part) =>
      edges.map((edge, index) => Math.abs(edge - (before[part]?.edges[index] ?? 0))),
    );
    expect(Math.max(...moved)).toBeLessThan(2);
    await now.fill(password);
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/my-work');
    expect(complaints).toEqual([]);
    await close();
  });

  it('signs in with what was typed and sent by then', async () => {
    const { page, complaints, close } = await site.visitor();
    const release = await holdCode(page);
    await page.goto('/sign-in?next=%2Fmy-work', { waitUntil: 'commit' });
    await page.locator('input[type=email]').fill(omid.email);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    release();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/my-work');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is not shown while there is no account', async () => {
    const { page, close } = await site.visitor();
    await page.route('**/api/v1/meta', async (route) => {
      const reply = await route.fetch();
      await route.fulfill({ response: reply, json: { ...(await reply.json()), setup: 'open' } });
    });
    await page.goto('/sign-in', { waitUntil: 'commit' });
    await expect.poll(() => new URL(page.url()).pathname).toBe('/setup');
    expect(await page.locator('.static-sign-in').count()).toBe(0);
    await close();
  });
});

/** What can be read, each part with its left and upper edge and its height, in px. */
function partsOf(page: Page) {
  return page.evaluate<{ text: string; edges: [number, number, number] }[]>(
    `[...document.querySelectorAll(':is(main:not(.boot), form) :is(h1, label, input, button)')].map((one) => {
      const { x, y, height } = one.getBoundingClientRect();
      return { text: one.textContent, edges: [x, y, height] };
    })`,
  );
}

/** Holds back the code of the app until the returned function is called. */
async function holdCode(page: Page): Promise<() => void> {
  const released = Promise.withResolvers<void>();
  await page.route(/\/assets\/start-.*js$/, async (route) => {
    await released.promise;
    await route.continue();
  });
  return released.resolve;
}

/** Runs in a page: deletes the data that the browser keeps. */
const withoutKeptData = `indexedDB.databases().then((all) => Promise.all(all.map(({ name }) => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase(name);
  request.onsuccess = resolve;
  request.onerror = request.onblocked = reject;
}))))`;

/** Runs in the page: how far it has moved under its reader (web.dev, "Cumulative Layout Shift"). */
const layoutShift = `new Promise((resolve) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach(({ value }) => (sum += value));
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 50);
})`;

/** The JavaScript that was loaded to show a page: its files, and their bytes, gzipped; and how far the page moved. */
async function codeLoaded(visitor: Visitor, path: string, isThere: (page: Page) => ReturnType<Page['getByRole']>) {
  const scripts = new Set<string>();
  visitor.page.on('request', (request) => request.resourceType() === 'script' && scripts.add(request.url()));
  await visitor.page.goto(path);
  await expectSeen(isThere(visitor.page));
  await visitor.page.waitForLoadState('networkidle');
  const shift = await visitor.page.evaluate<number>(layoutShift);
  await visitor.close();
  const bytes = [...scripts].reduce((sum, url) => sum + statSync(`${dist}${new URL(url).pathname}.gz`).size, 0);
  return { files: scripts.size, bytes, shift };
}
