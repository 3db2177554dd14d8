import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen, goTo, type Visitor } from './visitor.ts';

// Search and commands, from any page.

let site: TestSite;
let work: Workspace;
const visitors: Visitor[] = [];
beforeAll(async () => {
  site = await startTestSite(() => ({ SMTP_URL: '' }));
  work = await makeWorkspace(site.test.app);
  const { owner, organizationId, teamId } = work;
  const { id } = await makeTask(owner, teamId, { title: 'Fix the login page' });
  await owner.post(`/tasks/${id}/comments`, { body: 'I had a look.\nThe redirect loses the cookie.' });
  for (const title of ['Login of guests', 'گزارش کیفیت ۱۲۳']) await makeTask(owner, teamId, { title });
  const other = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Operations', key: 'OPS' });
  await makeTask(owner, other.body.id, { title: 'Login of the night shift' });
  await owner.post(`/organizations/${organizationId}/projects`, { name: 'Website', key: 'WEB', teamIds: [teamId] });
});
afterAll(() => site.close());

const field = (page: Page) => page.getByRole('combobox', { name: /^(Search and commands|جستجو و فرمان‌ها)$/ });
const options = (page: Page) => page.getByRole('listbox').getByRole('option');
const active = (page: Page) => page.getByRole('listbox').getByRole('option', { selected: true });

async function openBoard(arrival: Parameters<TestSite['visitor']>[0] = {}): Promise<Page> {
  const visitor = await site.visitor({ as: work.owner, ...arrival });
  visitors.push(visitor);
  await visitor.page.goto(`/teams/${work.teamId}/board`);
  await expectSeen(cardIn(visitor.page, 'Fix the login page'));
  return visitor.page;
}

describe('the palette', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openBoard();
  });

  it('finds what is on the board without the server, and the rest with it', async () => {
    let release = () => undefined as void;
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/tasks\?.*q=/, async (route) => {
      await isReleased;
      await route.continue();
    });
    await page.keyboard.press('/');
    await expectSeen(field(page));
    await page.keyboard.type('login');
    await expect
      .poll(() => options(page).allInnerTexts())
      .toEqual([
        expect.stringContaining('Login of guests'),
        expect.stringContaining('Fix the login page'),
        'Create “login”',
      ]);
    release();
    await expectSeen(options(page).filter({ hasText: 'Login of the night shift' }));
    await expect.poll(() => active(page).innerText()).toContain('Login of guests');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active(page).innerText()).toContain('Fix the login page');
    const id = await active(page).getAttribute('id');
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/board\/tasks\//);
    await expectSeen(page.getByRole('complementary').getByText('Fix the login page').first());
  });

  it('opens while one types elsewhere, shows what was opened last first, and goes to pages', async () => {
    await goTo(page, '/settings');
    await page.getByRole('textbox').first().focus();
    await page.keyboard.press('Control+k');
    await expectSeen(field(page));
    await expect.poll(() => options(page).first().innerText()).toContain('Fix the login page');
    await page.keyboard.type('website');
    await expect.poll(() => active(page).innerText()).toContain('Website');
    await field(page).fill('eng-1');
    await expect.poll(() => active(page).innerText()).toContain('Fix the login page');
    await field(page).fill('cookie');
    await expect.poll(() => active(page).innerText()).toMatch(/The redirect loses the cookie\.\s+ENG-1/);
    await field(page).fill('go to my w');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/my-work');
  });

  it('finds a task by its key although many known ones contain that, and Enter waits while the server’s first one moves in', async () => {
    const { owner, organizationId, teamId } = work;
    const other = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Archive', key: 'OLD' });
    const wanted = await makeTask(owner, other.body.id, { title: 'Of another team' });
    expect(wanted.key).toBe('OLD-1');
    for (let number = 10; number <= 18; number += 1)
      await makeTask(owner, teamId, { title: `Copied from OLD-${number}` });
    await goTo(page, `/teams/${teamId}/board`);
    await expectSeen(cardIn(page, 'Copied from OLD-18'));
    await page.keyboard.press('/');
    await expectSeen(field(page));
    await page.keyboard.type('old-1');
    await expectSeen(options(page).filter({ hasText: 'Of another team' }));
    expect(await options(page).filter({ hasText: 'Copied from' }).count()).toBeGreaterThanOrEqual(8);
    await page.keyboard.press('Escape');

    let release = () => undefined as void;
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/tasks\?.*q=night/, async (route) => {
      await isReleased;
      await route.continue();
    });
    await page.keyboard.press('/');
    await expectSeen(field(page));
    await page.keyboard.type('night shift');
    await expect.poll(() => active(page).innerText()).toBe('Create “night shift”');
    // The key is pressed in the moment in which the task comes.
    await page.evaluate(`new MutationObserver((_changes, observer) => {
      const field = document.querySelector('.palette input');
      if (!document.querySelector('.palette-list').textContent.includes('Login of the night shift')) return;
      observer.disconnect();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    }).observe(document.querySelector('.palette-list'), { childList: true, subtree: true })`);
    release();
    await expectSeen(options(page).filter({ hasText: 'Login of the night shift' }));
    await page.waitForTimeout(500);
    await expectSeen(field(page));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tasks\//);
    await page.unroute(/\/tasks\?.*q=night/);
    await goTo(page, `/teams/${teamId}/board`);
  });

  it('offers to create what is not there, with the words in quick add', async () => {
    await page.keyboard.press('Control+k');
    await expectSeen(field(page));
    await page.keyboard.type('Paint the fence tomorrow');
    await expect.poll(() => active(page).innerText()).toBe('Create “Paint the fence tomorrow”');
    await page.keyboard.press('Enter');
    const line = page.getByRole('dialog', { name: 'New task' }).getByRole('textbox');
    await expect.poll(() => line.inputValue()).toBe('Paint the fence tomorrow');
    await expectSeen(page.getByText('Tomorrow', { exact: true }));
    expect(await page.evaluate(`document.activeElement.closest('dialog') !== null`)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => line.count()).toBe(0);
    await expect.poll(() => page.evaluate(`document.activeElement !== document.body`)).toBe(true);
  });

  it.each([
    ['en', 'light'],
    ['fa', 'dark'],
  ] as const)('in %s, %s, is readable and fits a phone', async (language, theme) => {
    const shown = await openBoard({ language, theme });
    await shown.keyboard.press('Control+k');
    await expectSeen(field(shown));
    await field(shown).fill('گزارش');
    await expectSeen(options(shown).filter({ hasText: 'کیفیت' }));
    expect(await violations(shown)).toEqual([]);
    await expectNothingBeside(shown);
  });
});

it('there is nothing to complain about', () => {
  expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
});
