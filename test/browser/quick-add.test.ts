import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, statusAfter, type Visitor } from './visitor.ts';

// One line becomes a task, from any page.

let site: TestSite;
let work: Workspace;
let sara: Person;
let labelId: string;
const visitors: Visitor[] = [];
beforeAll(async () => {
  site = await startTestSite(() => ({ SMTP_URL: '' }));
  work = await makeWorkspace(site.test.app);
  const { owner, organizationId, teamId } = work;
  sara = await join(site.test.app, work, { teamRole: 'member', name: 'Sara' });
  await join(site.test.app, work, { teamRole: 'member', name: 'Ali' });
  await join(site.test.app, work, { teamRole: 'member', name: 'Ali' });
  const label = await owner.post(`/organizations/${organizationId}/labels`, { name: 'Site', colour: '#2f7fb8' });
  labelId = label.body.id;
  await owner.post(`/organizations/${organizationId}/teams`, { name: 'Operations', key: 'OPS' });
  await owner.post(`/organizations/${organizationId}/projects`, { name: 'Website', key: 'WEB', teamIds: [teamId] });
});
afterAll(() => site.close());

const dialog = (page: Page) => page.getByRole('dialog', { name: /^(New task|کار جدید)$/ });
const chips = (scope: Page | Locator) => scope.getByRole('list', { name: /^(Recognized words|واژه‌های شناخته‌شده)$/ });

async function openAt(path: string, arrival: Parameters<TestSite['visitor']>[0] = {}): Promise<Page> {
  const visitor = await site.visitor({ as: work.owner, ...arrival });
  visitors.push(visitor);
  await visitor.page.goto(path);
  await expectSeen(visitor.page.locator('#main'));
  return visitor.page;
}

/** The tasks of the organization with a title. */
async function tasksNamed(title: string) {
  const { body } = await work.owner.get(`/tasks?organizationId=${work.organizationId}&limit=100`);
  const named = body.items.filter((task) => task.title === title);
  return Promise.all(named.map(async ({ id }) => (await work.owner.get(`/tasks/${id}`)).body));
}

describe('quick add', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openAt('/settings', { expected: /net::ERR_FAILED|status of 422/ });
  });

  it('opens with N and C on any page and creates what the line says', async () => {
    await page.keyboard.press('c');
    await expectSeen(dialog(page));
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog(page).count()).toBe(0);
    await goTo(page, `/organizations/${work.organizationId}/members`);
    await page.keyboard.press('n');
    await expectSeen(dialog(page));
    await page.keyboard.type('Call Sara tomorrow 9am #site !high @sara every Monday');
    await expect
      .poll(() => chips(dialog(page)).getByRole('listitem').allInnerTexts())
      .toEqual(['Tomorrow', '09:00', 'Site', 'High', 'Sara', 'Every week on Monday']);
    await expect
      .poll(() => dialog(page).getByRole('status').textContent())
      .toBe('Recognized: Tomorrow, 09:00, Site, High, Sara, Every week on Monday');
    expect(await violations(page)).toEqual([]);
    expect(await statusAfter(page, /\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    await expect.poll(() => dialog(page).count()).toBe(0);
    const [task] = await tasksNamed('Call Sara');
    expect(task).toMatchObject({
      assigneeId: sara.id,
      priority: 'high',
      labelIds: [labelId],
      dueDate: null,
      recurrence: { rule: 'FREQ=WEEKLY;BYDAY=MO', from: 'due' },
    });
    expect(task?.dueAt).toMatch(/T09:00:00/);
  });

  it('puts the words of a removed chip back into the title, and asks which of two people is meant', async () => {
    await goTo(page, `/teams/${work.teamId}/board`);
    await page.keyboard.press('n');
    await expectSeen(dialog(page));
    await page.keyboard.type('Read the Monday paper today @ali');
    await expect.poll(() => chips(page).getByRole('listitem').count()).toBe(2);
    await dialog(page).getByRole('button', { name: 'Keep “today” in the title' }).click();
    await page.keyboard.press('Enter');
    await expectSeen(dialog(page).getByRole('alert').getByText('Choose what “@ali” means.'));
    await expect.poll(() => page.evaluate(`document.activeElement.textContent`)).toBe('@ali: choose');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: 'Ali' }).first().click();
    await dialog(page).getByLabel('New task', { exact: true }).focus();
    expect(await statusAfter(page, /\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    const [task] = await tasksNamed('Read the paper today');
    expect(task?.dueDate).not.toBeNull();
    expect(task?.assigneeId).not.toBeNull();
  });

  it('is on top of My work, where tasks are one’s own, and keeps the team that was chosen', async () => {
    await goTo(page, '/my-work');
    const field = page.getByRole('textbox', { name: 'New task' });
    await field.fill('Water the plants today');
    await page.getByRole('button', { name: /^Team: / }).click();
    await page.getByRole('menuitemradio', { name: 'Operations' }).click();
    await field.focus();
    expect(await statusAfter(page, /\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    await expectSeen(page.getByRole('link', { name: 'Water the plants' }));
    const [task] = await tasksNamed('Water the plants');
    expect(task).toMatchObject({ assigneeId: work.owner.id, key: 'OPS-1' });
    await field.fill('Another');
    await expectSeen(page.getByRole('button', { name: 'Team: Operations' }));
  });

  it('creates one task if the reply was lost and it is sent again', async () => {
    await goTo(page, '/inbox');
    let isLost = false;
    await page.route(/\/teams\/[^/]+\/tasks$/, async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('n');
    await expectSeen(dialog(page));
    await page.keyboard.type('Only once #website');
    // The change is stored, and sent again without being asked.
    const sent = page.waitForResponse((reply) => /\/teams\/[^/]+\/tasks$/.test(reply.url()));
    await page.keyboard.press('Enter');
    expect((await sent).status()).toBe(201);
    expect(await tasksNamed('Only once')).toHaveLength(1);
  });

  it('keeps the words that were not sent, whatever else is created meanwhile', async () => {
    const field = dialog(page).getByRole('textbox');
    await page.keyboard.press('c');
    await expectSeen(field);
    await page.keyboard.type('Buy milk');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await expectSeen(page.getByRole('combobox', { name: 'Search and commands' }));
    await page.keyboard.type('Something else');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('Something else');
    expect(await statusAfter(page, /\/teams\/[^/]+\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    await page.keyboard.press('c');
    await expect.poll(() => field.inputValue()).toBe('Buy milk');
    await field.fill('');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog(page).count()).toBe(0);
  });

  it('opens a refused line again after the one that is typed by then, which is not lost', async () => {
    let refuse = () => {};
    const mayRefuse = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    await page.route(/\/teams\/[^/]+\/tasks$/, async (route) => {
      await mayRefuse;
      const problem = { type: 'about:blank', title: 'Refused', status: 422, code: 'invalid', detail: 'Not this one.' };
      await route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.keyboard.press('c');
    await expectSeen(dialog(page));
    await page.keyboard.type('Refused one !high');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog(page).count()).toBe(0);
    await page.keyboard.press('c');
    await expectSeen(dialog(page));
    await page.keyboard.type('Typed meanwhile');
    const field = dialog(page).getByRole('textbox');
    const answer = page.waitForResponse(/\/teams\/[^/]+\/tasks$/);
    refuse();
    await answer;
    await expectSeen(page.getByText('“Refused one” couldn’t be created'));
    expect(await field.inputValue()).toBe('Typed meanwhile');
    await page.unroute(/\/teams\/[^/]+\/tasks$/);
    expect(await statusAfter(page, /\/teams\/[^/]+\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    await expect.poll(() => field.inputValue()).toBe('Refused one !high');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog(page).count()).toBe(0);
  });

  it('leaves the keys to a popup that is about to take the focus', async () => {
    await goTo(page, '/settings');
    const opener = page.getByRole('navigation', { name: 'Navigation' }).locator('[aria-haspopup]').first();
    const press = () => opener.dispatchEvent('keydown', { key: 'c', code: 'KeyC' });
    await opener.click();
    await expect.poll(() => opener.getAttribute('aria-expanded')).toBe('true');
    await press();
    await expectSeen(page.locator('.popup:has(:focus)'));
    await page.keyboard.press('Escape');
    await expect.poll(() => opener.getAttribute('aria-expanded')).not.toBe('true');
    expect(await dialog(page).count()).toBe(0);
    await press();
    await expectSeen(dialog(page));
    await page.keyboard.press('Escape');
  });

  it('works in Persian on a phone, with targets for fingers', async () => {
    const phone = await openAt('/inbox', { language: 'fa', width: 360, hasTouch: true, theme: 'dark' });
    await phone.getByRole('button', { name: 'کار جدید' }).tap();
    await dialog(phone).getByRole('textbox').fill('تماس با سارا پس‌فردا ساعت ۹ صبح !فوری هر دوشنبه');
    await expect
      .poll(() => chips(phone).getByRole('listitem').allInnerTexts())
      .toEqual([expect.stringMatching(/./), '۰۹:۰۰', 'فوری', expect.stringContaining('دوشنبه')]);
    for (const button of await dialog(phone).locator('.chip-remove, footer button, form button').all()) {
      const box = await button.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(43.9);
    }
    expect(await violations(phone)).toEqual([]);
    await expectNothingBeside(phone);
    await phone.setViewportSize({ width: 360, height: 800 });
    const create = () => dialog(phone).getByRole('button', { name: 'ساختن کار' }).tap();
    expect(await statusAfter(phone, /\/tasks$/, create)).toBe(201);
    expect(await tasksNamed('تماس با سارا')).toHaveLength(1);
  });
});

it('there is nothing to complain about', () => {
  expect(visitors.flatMap(({ complaints }) => complaints)).toEqual([]);
});
