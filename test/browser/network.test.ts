import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, column, expectSeen, type Visitor } from './visitor.ts';

// A network that loses requests, answers late, or leads to a server with another build.

let site: TestSite;
let work: Workspace;
let taskId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Fix the login', description: 'Some **words**' })).id;
  await site.test.settled();
});
afterAll(() => site.close());

const board = () => `/teams/${work.teamId}/board` as const;
const arrive = (more: object = {}) =>
  site.visitor({ as: work.owner, expected: /ERR_FAILED|ERR_INTERNET|status of 404|^Problem: /, ...more });

/** Holds back requests for a file of this name until the returned function is called. */
async function withhold(
  page: Page,
  name: RegExp,
  answer = (route: Route) => route.abort(),
): Promise<() => Promise<void>> {
  const isMeant = ({ pathname }: URL) => name.test(pathname);
  await page.route(isMeant, answer);
  return () => page.unroute(isMeant, answer);
}

/** Every request is lost the first time, except for the page itself, boot.js and the event stream. */
async function loseEachOnce(page: Page): Promise<readonly string[]> {
  const lostRequests: string[] = [];
  await page.route('**/*', (route) => {
    const request = route.request();
    const isSpared = request.isNavigationRequest() || /\/(boot\.js|api\/v1\/events)/.test(request.url());
    if (isSpared || lostRequests.includes(request.url())) return route.fallback();
    lostRequests.push(request.url());
    return route.abort();
  });
  return lostRequests;
}

describe('where every request is lost once', () => {
  it('the sign-in comes up, and so does the board behind it', async () => {
    const { page, close } = await site.visitor({ expected: /./ });
    const lostRequests = await loseEachOnce(page);
    await page.goto('/sign-in');
    await expectSeen(page.getByRole('button', { name: 'Sign in', exact: true }));
    await page.unrouteAll({ behavior: 'wait' });
    expect(lostRequests.filter((url) => /\.(js|css)$/.test(url)).length).toBeGreaterThan(4);
    expect(await page.evaluate(`getComputedStyle(document.body).fontSize`)).toBe('14px');
    await close();
  });

  it('the board comes up, and a task with its text', async () => {
    const { page, close } = await arrive({ expected: /./ });
    const lostRequests = await loseEachOnce(page);
    await page.goto(`${board()}/tasks/${taskId}`);
    await expectSeen(cardIn(page, 'Fix the login'));
    await expectSeen(page.getByRole('complementary').getByText('words', { exact: true }).and(page.locator('strong')));
    await page.getByRole('complementary').getByRole('button', { name: 'Task menu' }).click();
    await expectSeen(page.getByRole('menuitem', { name: 'Copy link' }));
    await page.unrouteAll({ behavior: 'wait' });
    expect(lostRequests.length).toBeGreaterThan(25);
    await close();
  });
});

describe('a part whose code can’t be loaded', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await arrive();
  });
  afterAll(() => me.close());

  it('fails alone, says so, and opens once it can be loaded', async () => {
    const { page } = me;
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    const letThrough = await withhold(page, /\/(choice-list|popup|Menu|action-menu)-[^/]*\.js$/);
    const open = async () => {
      await cardIn(page, 'Fix the login').getByRole('link').focus();
      await page.keyboard.press('m');
    };
    await open();
    await expectSeen(page.getByText('This part couldn’t be loaded.'));
    await expectSeen(page.getByText('The server can’t be reached.'));
    await expectSeen(cardIn(page, 'Fix the login'));
    await page.getByRole('button', { name: 'Your account' }).click();
    await expect.poll(() => page.getByText('This part couldn’t be loaded.').count()).toBe(2);
    await expectSeen(cardIn(page, 'Fix the login'));
    await letThrough();
    await open();
    await expectSeen(page.getByRole('menuitemradio', { name: 'In progress' }));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Your account' }).click();
    await expectSeen(page.getByRole('menuitem', { name: 'Settings' }));
    await page.keyboard.press('Escape');
    expect(me.complaints).toEqual([]);
  });

  it('of a newer build asks whether the page may be loaded again', async () => {
    const { page } = me;
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    await withhold(page, /\/date-popup-(?!button)[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Fix the login' }).click();
    await page.getByRole('complementary').getByRole('button', { name: 'Due date' }).click();
    await expectSeen(page.getByText('TaskUno was updated.'));
    await page.unrouteAll({ behavior: 'wait' });
    const isLoaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload page' }).click();
    await isLoaded;
    await expectSeen(cardIn(page, 'Fix the login'));
  });
});

describe('a page whose code can’t be loaded', () => {
  it('leaves the sidebar, and is shown at the next attempt', async () => {
    const { page, complaints, close } = await arrive();
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    const letThrough = await withhold(page, /\/my-work-page-[^/]*\.js$/);
    const navigation = page.getByRole('navigation', { name: 'Navigation' });
    await navigation.getByRole('link', { name: 'My work' }).click();
    await expectSeen(page.getByText('The server can’t be reached.'));
    await navigation.getByRole('link', { name: 'Engineering' }).click();
    await expectSeen(cardIn(page, 'Fix the login'));
    await navigation.getByRole('link', { name: 'My work' }).click();
    await expectSeen(page.getByRole('button', { name: 'Try again' }));
    await letThrough();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectSeen(page.getByRole('heading', { level: 1, name: 'My work' }));
    expect(complaints).toEqual([]);
    await close();
  });

  it('of a task leaves the board, and can be closed', async () => {
    const { page, close } = await arrive();
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    const letThrough = await withhold(page, /\/task-panel-[^/]*\.js$/);
    await cardIn(page, 'Fix the login').getByRole('link').click();
    const panel = page.getByRole('complementary');
    await expectSeen(panel.getByText('The server can’t be reached.'));
    await expectSeen(cardIn(page, 'Fix the login'));
    await panel.getByRole('button', { name: 'Close' }).click();
    await panel.waitFor({ state: 'detached' });
    await letThrough();
    await cardIn(page, 'Fix the login').getByRole('link').click();
    await expectSeen(panel.getByRole('textbox', { name: 'Title' }));
    await close();
  });

  it('of a newer build is loaded with that build', async () => {
    const { page, close } = await arrive();
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    let isOld = true;
    page.on('load', () => {
      isOld = false;
    });
    await withhold(page, /\/my-work-page-[^/]*\.js$/, (route) =>
      isOld ? route.fulfill({ status: 404 }) : route.fallback(),
    );
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'My work' }).click();
    await expectSeen(page.getByRole('heading', { level: 1, name: 'My work' }));
    expect(isOld).toBe(false);
    await close();
  });
});

describe('a page whose content can’t be read', () => {
  it.each(['/api/v1/teams', '/api/v1/auth/me'])('is shown at the next attempt: %s', async (path) => {
    const { page, close } = await arrive();
    const letThrough = await withhold(page, new RegExp(`^(${path}|/api/v1/bootstrap)$`));
    await page.goto(board());
    await expectSeen(page.getByText('The server can’t be reached.').first());
    await letThrough();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await expectSeen(cardIn(page, 'Fix the login'));
    await close();
  });
});

describe('where answers come late', () => {
  it('a page is shown although the request that begins the app gets no answer', async () => {
    const { page, close } = await arrive();
    const end = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/bootstrap/, async (route) => {
      await end.promise;
      await route.abort();
    });
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    end.resolve();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  });

  it('what changes before the event stream is open appears', async () => {
    const { page, close } = await arrive();
    const letThrough = Promise.withResolvers<void>();
    let asked = '';
    await page.route(/\/api\/v1\/events\?/, async (route) => {
      asked = route.request().url();
      await letThrough.promise;
      await route.fallback();
    });
    await page.goto(board());
    await expectSeen(cardIn(page, 'Fix the login'));
    await expect.poll(() => asked).toMatch(/[?&]lastEventId=[a-z0-9]+-\d+/);
    await makeTask(work.owner, work.teamId, { title: 'Made meanwhile' });
    await site.test.settled();
    letThrough.resolve();
    await expectSeen(cardIn(page, 'Made meanwhile'));
    await close();
  });

  it('columns begin with their first cards', async () => {
    const { owner, teamId } = work;
    for (let number = 1; number <= 55; number += 1) await makeTask(owner, teamId, { title: `Card ${number}` });
    const { page, close } = await arrive();
    await page.route(/\/api\/v1\/teams\/[^/]+\/board\?/, async (route) => {
      await page.locator('.column-body .animate-pulse').first().waitFor();
      await route.fallback();
    });
    await page.goto(board());
    await expectSeen(cardIn(column(page, 'To do'), 'Card 10'));
    const scrolled = `[...document.querySelectorAll('.column-body')].map((body) => body.scrollTop)`;
    expect(await page.evaluate(scrolled)).toEqual([0, 0, 0, 0, 0]);
    await close();
  });
});
