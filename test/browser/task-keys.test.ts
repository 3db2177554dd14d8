import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { dragByFinger, moveFinger } from './fingers.ts';
import { misfits, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, column, drag, expectSeen, goTo, statusAfter, type Visitor } from './visitor.ts';

// One key for each property of the focused or selected tasks, on the board, in the list and in my work.

let site: TestSite;
let work: Workspace;
let me: Visitor;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  const { owner, teamId, organizationId } = work;
  await join(site.test.app, work, { teamRole: 'member' });
  await owner.post(`/organizations/${organizationId}/labels`, { name: 'Design', colour: '#2f7fb8' });
  for (const title of ['First', 'Second', 'Third']) await makeTask(owner, teamId, { title, assigneeId: owner.id });
  me = await site.visitor({ as: owner });
});
afterAll(async () => {
  await me.close();
  await site.close();
});

const press = (key: string) => me.page.keyboard.press(key);
const focused = () => me.page.evaluate(`document.activeElement?.textContent`);
const option = (name: string) =>
  me.page.getByRole('menuitemradio', { name }).or(me.page.getByRole('menuitemcheckbox', { name }));
const bar = () => me.page.getByRole('toolbar', { name: 'Selected tasks' });

/** Opens the menu of a key, chooses there by typing or keys, and waits until it is saved. */
async function set(key: string, name: string, path = /\/tasks\/[^/]+$/): Promise<void> {
  await press(key);
  await expectSeen(option(name));
  expect(await statusAfter(me.page, path, () => option(name).click())).toBe(200);
}

describe('on the board', () => {
  it('walks with J and K, and changes the focused card', async () => {
    await me.page.goto(`/teams/${work.teamId}/board`);
    await expectSeen(cardIn(me.page, 'First'));
    await press('j');
    await expect.poll(focused).toBe('First');
    await press('j');
    await expect.poll(focused).toBe('Second');
    await press('k');
    await expect.poll(focused).toBe('First');
    await set('p', 'Urgent');
    await expect.poll(focused).toBe('First');
    await set('a', 'Unassigned');
    await set('l', 'Design');
    await press('Escape');
    await expectSeen(cardIn(me.page, 'First').getByText('Design'));
    await press('d');
    const popup = me.page.getByRole('dialog', { name: 'ENG-1: Due date' });
    const tomorrow = () => popup.getByRole('button', { name: 'Tomorrow' }).click();
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, tomorrow)).toBe(200);
    await expectSeen(cardIn(me.page, 'First').getByText('Tomorrow'));
    await expect.poll(focused).toBe('First');
    await set('s', 'In progress', /\/move$/);
    await expectSeen(cardIn(column(me.page, 'In progress'), 'First'));
    await expect.poll(focused).toBe('First');
  });

  it('selects with X and changes all selected cards', async () => {
    await cardIn(me.page, 'Second').getByRole('link').focus();
    await press('x');
    await press('j');
    await press('x');
    await expectSeen(bar().getByText('2 selected'));
    expect(await violations(me.page)).toEqual([]);
    await set('p', 'Low', /\/tasks\/bulk$/);
    expect(await statusAfter(me.page, /\/tasks\/bulk$/, () => press('e'))).toBe(200);
    for (const title of ['Second', 'Third']) await expectSeen(cardIn(column(me.page, 'Done'), title));
    await press('Control+z');
    for (const title of ['Second', 'Third']) await expectSeen(cardIn(column(me.page, 'To do'), title));
    await cardIn(me.page, 'Second').getByRole('link').focus();
    await press('Escape');
    await bar().waitFor({ state: 'detached' });
  });

  it('says which of the selected tasks could not be changed', async () => {
    const { owner, statuses } = work;
    const allow = (transitions: readonly (string | undefined)[] | null) =>
      owner.patch(`/statuses/${statuses['To do']}`, { transitions });
    expect((await allow([statuses['Done']])).status).toBe(200);
    await cardIn(me.page, 'Second').getByRole('link').focus();
    await press('x');
    await press('j');
    await press('x');
    await set('s', 'In review', /\/tasks\/bulk$/);
    const dialog = me.page.getByRole('dialog', { name: '2 tasks couldn’t be changed' });
    await expectSeen(dialog.getByText('Third'));
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    expect((await allow(null)).status).toBe(200);
    await cardIn(me.page, 'Second').getByRole('link').focus();
    await press('Escape');
    await bar().waitFor({ state: 'detached' });
  });

  it('folds a column and remembers it; filters are chips that can be removed', async () => {
    await column(me.page, 'Blocked').hover();
    await column(me.page, 'Blocked').getByRole('button', { name: 'Collapse Blocked' }).click();
    await expectSeen(me.page.getByRole('button', { name: /^Blocked/, expanded: false }));
    await me.page.getByRole('button', { name: 'Filter', exact: true }).click();
    await me.page.getByRole('menuitem', { name: 'Priority' }).click();
    await option('Urgent').click();
    await cardIn(me.page, 'Second').waitFor({ state: 'detached' });
    await press('Escape');
    await expectSeen(me.page.getByRole('button', { name: 'Priority: Urgent' }));
    await expectSeen(column(me.page, 'To do').getByText('0 of 2 tasks'));
    expect(await violations(me.page)).toEqual([]);
    await me.page.reload();
    await expectSeen(cardIn(me.page, 'First'));
    await expectSeen(me.page.getByRole('button', { name: /^Blocked/, expanded: false }));
    await me.page.getByRole('button', { name: 'Remove the filter: Priority' }).click();
    await expectSeen(cardIn(me.page, 'Second'));
  });

  it('shows on cards what the reader wants to see', async () => {
    await me.page.getByRole('button', { name: 'Cards show' }).click();
    await option('Labels').click();
    await press('Escape');
    await expect.poll(() => cardIn(me.page, 'First').getByText('Design').count()).toBe(0);
  });
  it('has lanes by any field: cards are dragged, carried and created in them', async () => {
    const { owner, teamId, statuses } = work;
    const lane = (name: string) => me.page.getByRole('region', { name, exact: true });
    const cell = (name: string, status: string) => lane(name).locator(`[data-column="${statuses[status]}"]`);
    const patched = /\/tasks\/[^/]+$/;
    const stateOf = async (title: string) => {
      const { items } = (await owner.get(`/tasks?teamId=${teamId}&q=${title}`)).body;
      return [items[0]?.status, items[0]?.assigneeId];
    };
    await me.page.getByRole('button', { name: 'Group by: No grouping' }).click();
    await option('Assignee').click();
    await expectSeen(cardIn(cell('Owner', 'To do'), 'Second'));
    await expectSeen(lane('Unassigned').getByText('1 task'));
    expect(await violations(me.page)).toEqual([]);

    const toNobody = () => drag(me.page, cardIn(lane('Owner'), 'Second'), cell('Unassigned', 'In progress'));
    expect(await statusAfter(me.page, patched, toNobody)).toBe(200);
    await expectSeen(cardIn(cell('Unassigned', 'In progress'), 'Second'));
    await expect.poll(() => stateOf('Second')).toEqual(['In progress', null]);
    expect(await statusAfter(me.page, patched, () => press('Control+z'))).toBe(200);
    await expectSeen(cardIn(cell('Owner', 'To do'), 'Second'));
    await expect.poll(() => stateOf('Second')).toEqual(['To do', owner.id]);

    await cardIn(me.page, 'Third').getByRole('link').focus();
    for (const key of ['Space', 'End', 'ArrowDown']) await press(key);
    await expectSeen(cardIn(cell('Unassigned', 'To do'), 'Third'));
    expect(await statusAfter(me.page, patched, () => press('Space'))).toBe(200);
    await expect.poll(focused).toBe('Third');
    await set('m', 'Lane: Owner');
    await expectSeen(cardIn(cell('Owner', 'To do'), 'Third'));
    await expect.poll(focused).toBe('Third');

    await cell('Owner', 'In review').hover();
    await cell('Owner', 'In review').getByRole('button', { name: 'New task in In review, Owner' }).click();
    await me.page.keyboard.type('Fourth');
    expect(await statusAfter(me.page, /\/teams\/[^/]+\/tasks$/, () => press('Enter'))).toBe(201);
    await press('Escape');
    await expect.poll(() => stateOf('Fourth')).toEqual(['In review', owner.id]);
    const { body } = await owner.patch(`/statuses/${statuses['In review']}`, { transitions: [statuses['Done'] ?? ''] });
    expect(body.transitions).toHaveLength(1);
    await me.page.reload();
    await expectSeen(lane('Owner').getByText('3 tasks'));
    await me.page.waitForLoadState('networkidle');
    await drag(me.page, cardIn(lane('Owner'), 'Fourth'), cell('Unassigned', 'To do'));
    await expectSeen(me.page.getByText('The workflow does not allow moving from In review to To do.'));
    await lane('Owner')
      .getByRole('button', { name: /^Owner/, expanded: true })
      .click();
    await expect.poll(() => lane('Owner').locator('[data-card]').count()).toBe(0);
  });
});

describe('in the panel', () => {
  it('the same keys open the fields of the task, and the help lists what is heard there', async () => {
    await cardIn(me.page, 'First').getByRole('link').click();
    const panel = me.page.getByRole('complementary', { name: 'Task ENG-1' });
    await expectSeen(panel.getByRole('textbox', { name: 'Write a comment' }));
    await set('p', 'Low');
    await expectSeen(panel.getByRole('button', { name: 'Priority: Low' }));
    await press('?');
    const help = me.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expectSeen(help.getByRole('heading', { name: 'Open task' }));
    expect(await help.getByRole('heading', { name: 'On a card' }).count()).toBe(0);
    await press('Escape');
    await press('Escape');
    await panel.waitFor({ state: 'detached' });
    await press('?');
    await expectSeen(help.getByRole('heading', { name: 'On a card' }));
    await press('Escape');
  });
});

describe('with the mouse', () => {
  it('a card offers what keys do: to complete it, and all the rest in its context menu', async () => {
    await makeTask(work.owner, work.teamId, { title: 'By mouse' });
    await goTo(me.page, `/teams/${work.teamId}/board`);
    const card = cardIn(me.page, 'By mouse');
    await card.click({ button: 'right' });
    const item = (name: RegExp) => me.page.getByRole('menuitem', { name });
    await expectSeen(item(/^Complete/));
    expect(await violations(me.page)).toEqual([]);
    await item(/^Priority/).click();
    await expectSeen(option('High'));
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, () => option('High').click())).toBe(200);
    await card.hover();
    const button = (name: string) => card.getByRole('button', { name });
    await button('Task menu').click();
    await expectSeen(item(/^Copy link/));
    await press('Escape');
    await card.hover();
    expect(await violations(me.page)).toEqual([]);
    expect(await statusAfter(me.page, /\/complete$/, () => button('Complete').click())).toBe(200);
    await expectSeen(cardIn(column(me.page, 'Done'), 'By mouse'));
    await goTo(me.page, `/teams/${work.teamId}/list`);
    const row = me.page.locator('[data-row]').filter({ hasText: 'By mouse' });
    await row.click({ button: 'right' });
    expect(await statusAfter(me.page, /\/tasks\/[^/]+\/reopen$|\/tasks\/[^/]+$/, () => item(/^Reopen/).click())).toBe(
      200,
    );
  });
});

describe('with fingers', () => {
  it('completes by a swipe to the right, postpones by one to the left, and reads again when pulled', async () => {
    for (const title of ['Wash', 'Iron']) await makeTask(work.owner, work.teamId, { title, assigneeId: work.owner.id });
    const { page, complaints, close } = await site.visitor({ as: work.owner, width: 320, hasTouch: true });
    await page.goto('/my-work');
    const row = (title: string) => page.locator('[data-row]').filter({ hasText: title });
    await expectSeen(row('Wash'));
    const swipe = (title: string, across: number) => moveFinger(row(title).getByRole('link'), { across });
    expect(await statusAfter(page, /\/complete$/, () => swipe('Wash', 140))).toBe(200);
    expect(await statusAfter(page, /\/tasks\/[^/]+$/, () => swipe('Iron', -140))).toBe(200);
    await expectSeen(row('Iron').getByText('Tomorrow'));
    const [again] = await Promise.all([
      page.waitForResponse((reply) => reply.url().includes('/api/v1/my-work')),
      moveFinger(page.getByRole('heading', { name: /week|Today|Overdue/ }).first(), { down: 160 }),
    ]);
    expect(again.status()).toBe(200);
    const places = page.getByRole('navigation', { name: 'Main places' });
    for (const name of ['Inbox', 'My work', 'Board', 'Search', 'New task']) {
      const place = places.getByRole('link', { name }).or(places.getByRole('button', { name }));
      expect((await place.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await places.getByRole('link', { name: 'Board' }).tap();
    await expectSeen(cardIn(page, 'First'));
    expect(await misfits(page, 320)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a finger that is held on a card', () => {
  let visitor: Visitor;
  const lane = (name: string) => visitor.page.getByRole('region', { name, exact: true });
  const cell = (name: string, status: string) => lane(name).locator(`[data-column="${work.statuses[status]}"]`);
  beforeAll(async () => {
    for (const title of ['Cook', 'Bake']) await makeTask(work.owner, work.teamId, { title, assigneeId: work.owner.id });
    await makeTask(work.owner, work.teamId, { title: 'Nobody’s' });
    visitor = await site.visitor({ as: work.owner, width: 1000, hasTouch: true });
  });
  afterAll(() => visitor.close());
  const state = async (title: string) => {
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=${title}`)).body;
    return [items[0]?.status, items[0]?.assigneeId];
  };

  it('moves it to another column, and a shorter touch opens it', async () => {
    const { page } = visitor;
    await page.goto(`/teams/${work.teamId}/board`);
    const move = () => dragByFinger(cardIn(page, 'Cook'), column(page, 'In progress').locator('.column-body'));
    expect(await statusAfter(page, /\/move$/, move)).toBe(200);
    await expectSeen(cardIn(column(page, 'In progress'), 'Cook'));
    await expect.poll(() => state('Cook')).toEqual(['In progress', work.owner.id]);
    expect(page.url()).toMatch(/board$/);
    // Held, and let go where it was: nothing has happened.
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.method()));
    await dragByFinger(cardIn(page, 'First'), cardIn(page, 'First'), 'body');
    await page.waitForTimeout(300);
    expect(requests.filter((method) => method !== 'GET')).toEqual([]);
    expect(page.url()).toMatch(/board$/);
    await cardIn(page, 'Cook').tap();
    await page.waitForURL(/board\/tasks\//);
    await page.keyboard.press('Escape');
  });

  it('moves it to another lane; lanes fit a narrow screen', async () => {
    const { page } = visitor;
    await page.goto(`/teams/${work.teamId}/board?group=assignee`);
    await expectSeen(cardIn(cell('Owner', 'To do'), 'Bake'));
    const move = () => dragByFinger(cardIn(lane('Owner'), 'Bake'), cell('Unassigned', 'In progress'));
    expect(await statusAfter(page, /\/tasks\/[^/]+$/, move)).toBe(200);
    await expect.poll(() => state('Bake')).toEqual(['In progress', null]);
    expect(await misfits(page, 320)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1000, height: 800 });
    expect(visitor.complaints).toEqual([]);
  });
});

describe('in my work', () => {
  it('walks, selects and changes tasks by the same keys', async () => {
    await goTo(me.page, '/my-work');
    const row = (title: string) => me.page.getByRole('link', { name: title, exact: true });
    await expectSeen(row('Second'));
    await row('Second').focus();
    await set('p', 'High');
    await press('d');
    const popup = me.page.getByRole('dialog', { name: /Due date/ });
    const today = () => popup.getByRole('button', { name: 'Today', exact: true }).click();
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, today)).toBe(200);
    await expectSeen(me.page.getByRole('heading', { name: 'Today' }));
    await row('Third').focus();
    await press('x');
    await expectSeen(bar().getByText('1 selected'));
    expect(await violations(me.page)).toEqual([]);
    await press('Escape');
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    expect(me.complaints).toEqual([]);
  });
});
