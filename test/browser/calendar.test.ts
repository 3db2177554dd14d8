import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { dragByFinger, moveFinger } from './fingers.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, drag, expectSeen, statusAfter, tabTo, type Visitor } from './visitor.ts';

// The calendar of a team: tasks on their days, changed by mouse, keys and fingers.

let site: TestSite;
let work: Workspace;
let me: Visitor;
let tasks: Readonly<Record<string, string>>;
const complaints: string[] = [];

beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app, { name: 'Engineering', key: 'ENG' });
  const { owner, teamId, statuses } = work;
  const make = async (title: string, more: object) => [title, (await makeTask(owner, teamId, { title, ...more })).id];
  tasks = Object.fromEntries(
    await Promise.all([
      make('Letter', { dueDate: '2031-03-12' }),
      make('Meeting', { dueAt: '2031-03-13T09:00:00Z' }),
      make('Building', { startDate: '2031-03-18', dueDate: '2031-03-20' }),
      make('Audit', { startDate: '2031-02-10', dueDate: '2031-04-20' }),
      make('Invoice', { dueDate: '2031-03-05', statusId: statuses['Done'] }),
      make('Idea', {}),
      ...['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((title) => make(title, { dueDate: '2031-03-27' })),
    ]),
  );
}, 120_000);
afterAll(() => site.close());

const march = '/calendar?day=2031-03-10';
const taskPath = /\/tasks\/[^/]+$/;
const dayCell = (page: Page, day: string): Locator => page.locator(`[data-day="${day}"]`);
const item = (day: string, title: string): Locator => cardIn(dayCell(me.page, day), title);
const grid = (name: string | RegExp) => me.page.getByRole('grid', { name });
const focused = () => me.page.locator(':focus');

async function open(arrival: Parameters<TestSite['visitor']>[0] = {}, path = march): Promise<void> {
  // A change that is undone at once meets the one before it.
  me = await site.visitor({ as: work.owner, expected: /status of 412/, ...arrival });
  await me.page.goto(`/teams/${work.teamId}${path}`);
}

async function close(): Promise<void> {
  complaints.push(...me.complaints);
  await me.close();
}

async function datesOf(title: string): Promise<unknown> {
  const { startDate, dueDate, dueAt } = (await work.owner.get(`/tasks/${tasks[title]}`)).body;
  return [startDate, dueDate ?? dueAt];
}

async function undo(): Promise<void> {
  const button = me.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
  expect(await statusAfter(me.page, taskPath, () => button.click())).toBe(200);
}

describe('with a mouse', () => {
  beforeAll(() => open());
  afterAll(close);

  it('shows tasks on their days, bars over all of theirs, and what has no room in a popup', async () => {
    await expectSeen(item('2031-03-12', 'Letter'));
    await expectSeen(item('2031-03-13', 'Meeting').getByText('09:00'));
    expect(await me.page.title()).toMatch('Calendar · Engineering');
    const bar = (await item('2031-03-18', 'Building').boundingBox())?.width ?? 0;
    const day = (await dayCell(me.page, '2031-03-18').boundingBox())?.width ?? 0;
    expect(bar).toBeGreaterThan(2.8 * day);
    // In each week one part, of which the first one is the task’s.
    expect(await cardIn(me.page, 'Audit').count()).toBe(6);
    expect(await me.page.getByRole('link', { name: /Audit/ }).count()).toBe(1);
    await dayCell(me.page, '2031-03-27')
      .getByRole('button', { name: /more tasks on/ })
      .click();
    const popup = me.page.getByRole('dialog', { name: /27 March 2031/ });
    expect(await popup.getByRole('link').count()).toBe(7);
    await popup.getByRole('link', { name: 'Six' }).click();
    await me.page.waitForURL(/\/calendar\/tasks\/.*day=2031-03-10/);
    // Escape closes the task once its code is loaded.
    await expectSeen(me.page.locator('.panel').getByRole('button', { name: 'Close' }));
    await me.page.keyboard.press('Escape');
    await me.page.waitForURL(/\/calendar\?day=2031-03-10/);
    await me.page.locator('.panel').waitFor({ state: 'hidden' });
  });

  it('moves a task to another day and back, and the end of a bar', async () => {
    const { page } = me;
    const dragTo = (title: string, from: string, to: string) =>
      statusAfter(page, taskPath, () => drag(page, item(from, title), dayCell(page, to), '.calendar-over'));
    expect(await dragTo('Meeting', '2031-03-13', '2031-03-21')).toBe(200);
    await expectSeen(item('2031-03-21', 'Meeting'));
    expect(await datesOf('Meeting')).toEqual([null, '2031-03-21T09:00:00.000Z']);
    await undo();
    await expectSeen(item('2031-03-13', 'Meeting'));
    // Taken in its middle, which is its second day.
    expect(await dragTo('Building', '2031-03-18', '2031-03-26')).toBe(200);
    expect(await datesOf('Building')).toEqual(['2031-03-25', '2031-03-27']);
    await undo();
    const end = item('2031-03-18', 'Building').locator('[data-grip="end"]');
    const pull = () => drag(page, end, dayCell(page, '2031-03-22'), '.calendar-over');
    expect(await statusAfter(page, taskPath, pull)).toBe(200);
    expect(await datesOf('Building')).toEqual(['2031-03-18', '2031-03-22']);
    await undo();
  });

  it('creates a task on the day that is clicked', async () => {
    await dayCell(me.page, '2031-03-14').click({ position: { x: 70, y: 14 } });
    const dialog = me.page.getByRole('dialog', { name: 'New task' });
    await expectSeen(dialog.getByText('14 Mar'));
    await dialog.getByRole('textbox').fill('Call the bank !high');
    const create = () => me.page.keyboard.press('Enter');
    expect(await statusAfter(me.page, /\/tasks$/, create)).toBe(201);
    await expectSeen(item('2031-03-14', 'Call the bank'));
    const { body } = await work.owner.get(`/tasks?teamId=${work.teamId}&planned=2031-03-14..2031-03-14&q=bank`);
    expect(body.items.map(({ dueDate, priority }) => [dueDate, priority])).toEqual([['2031-03-14', 'high']]);
  });

  it('gives a task without a due date one, from the tray', async () => {
    await me.page.getByRole('button', { name: 'No due date 1' }).click();
    const row = me.page.getByRole('listitem').filter({ hasText: 'Idea' });
    const pull = () => drag(me.page, row, dayCell(me.page, '2031-03-06'), '.calendar-over');
    expect(await statusAfter(me.page, taskPath, pull)).toBe(200);
    await expectSeen(item('2031-03-06', 'Idea'));
    await undo();
    await expectSeen(row);
    await me.page.getByRole('button', { name: 'No due date 1' }).click();
  });

  it('shows at once what others change', async () => {
    await expectSeen(item('2031-03-12', 'Letter'));
    await work.owner.patch(`/tasks/${tasks['Letter']}`, { dueDate: '2031-03-11' });
    await expectSeen(item('2031-03-11', 'Letter'));
    await work.owner.patch(`/tasks/${tasks['Letter']}`, { dueDate: '2031-03-12' });
    await expectSeen(item('2031-03-12', 'Letter'));
  });

  it('is filtered, and saved as a view that opens it again', async () => {
    await me.page.getByRole('searchbox', { name: 'Filter by text' }).fill('letter');
    await expect.poll(() => me.page.locator('.planned-item').count()).toBe(1);
    await me.page.getByRole('button', { name: 'Views' }).click();
    await me.page.getByRole('menuitem', { name: /Save/ }).click();
    await me.page.getByRole('dialog').getByRole('textbox').fill('Letters');
    await me.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    const link = me.page.getByRole('link', { name: 'Letters' });
    await expectSeen(link);
    await me.page.getByRole('link', { name: 'Board', exact: true }).click();
    await link.click();
    await me.page.waitForURL(/\/calendar\?.*q=letter/);
    // The shown days are no part of a view.
    await me.page.getByRole('button', { name: 'Next month' }).click();
    await me.page.waitForURL(/day=/);
    await me.page.getByRole('button', { name: /^Views?/ }).click();
    await me.page.getByRole('menuitem', { name: 'All tasks' }).click();
    await me.page.waitForURL((url) => url.searchParams.has('day') && !url.searchParams.has('q'));
  });
});

describe('with keys', () => {
  beforeAll(() => open());
  afterAll(close);
  const press = async (...keys: string[]) => {
    for (const key of keys) await me.page.keyboard.press(key);
  };

  it('walks through the days and their tasks, and turns the page', async () => {
    await expectSeen(item('2031-03-12', 'Letter'));
    await tabTo(me.page, dayCell(me.page, '2031-03-10'));
    await press('ArrowRight', 'ArrowDown', 'End', 'Home', 'ArrowUp');
    await expectSeen(dayCell(me.page, '2031-03-10').and(focused()));
    await press('ArrowRight', 'ArrowRight', 'Enter');
    // The bar lies on this day too.
    await expectSeen(me.page.getByRole('link', { name: /Audit/ }).and(focused()));
    await press('ArrowDown');
    await expectSeen(me.page.getByRole('link', { name: /Letter/ }).and(focused()));
    await press('Escape', 'PageDown');
    await expectSeen(dayCell(me.page, '2031-04-12').and(focused()));
    await expectSeen(grid('April 2031'));
    await press('PageUp');
    await expectSeen(dayCell(me.page, '2031-03-12').and(focused()));
  });

  it('moves the focused task by days, weeks and at its end, and takes it back', async () => {
    await press('Enter', 'ArrowDown');
    const letter = me.page.getByRole('link', { name: /Letter/ }).and(focused());
    await expectSeen(letter);
    for (const [key, day] of [
      ['Alt+ArrowRight', '2031-03-13'],
      ['Alt+ArrowDown', '2031-03-20'],
    ] as const) {
      expect(await statusAfter(me.page, taskPath, () => press(key))).toBe(200);
      await expectSeen(item(day, 'Letter').locator(':focus'));
    }
    expect(await datesOf('Letter')).toEqual([null, '2031-03-20']);
    expect(await statusAfter(me.page, taskPath, () => press('Alt+Shift+ArrowRight'))).toBe(200);
    expect(await datesOf('Letter')).toEqual(['2031-03-20', '2031-03-21']);
    const step = async (dates: readonly unknown[]) => {
      await press('Control+z');
      await expect.poll(() => datesOf('Letter')).toEqual(dates);
    };
    await step([null, '2031-03-20']);
    await step([null, '2031-03-13']);
    await step([null, '2031-03-12']);
    await expectSeen(item('2031-03-12', 'Letter').locator(':focus'));
  });

  it('changes the focused task as in other views, and creates one on the focused day', async () => {
    await press('p');
    await expectSeen(me.page.getByRole('menuitemradio', { name: 'Urgent' }));
    await press('Escape');
    await expectSeen(item('2031-03-12', 'Letter').locator(':focus'));
    await press('c');
    await expectSeen(me.page.getByRole('dialog', { name: 'New task' }).getByText('12 Mar'));
    await press('Escape', '?');
    const help = me.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expectSeen(help.getByText('Go to today'));
    await press('Escape', 't');
    await expectSeen(me.page.locator('[data-day][aria-current="date"]').and(focused()));
    await press('g', 'd');
    await me.page.waitForURL(/\/calendar$/);
  });
});

describe('in Persian', () => {
  it('has Persian months and digits, runs from right to left, and can be read by everybody', async () => {
    const { owner, organizationId } = work;
    const week = { weekStart: 6, workingDays: [1, 2, 3, 6, 7] };
    expect((await owner.patch(`/organizations/${organizationId}`, week)).status).toBe(200);
    await open({ language: 'fa' });
    await expectSeen(grid('اسفند ۱۴۰۹'));
    await expectSeen(item('2031-03-12', 'Letter'));
    expect(await dayCell(me.page, '2031-03-12').textContent()).toMatch(/^چهارشنبه ۲۱ اسفند ۱۴۰۹/);
    const heads = await me.page.getByRole('columnheader').allTextContents();
    expect([heads[0], heads[6]]).toEqual(['شنبه', 'جمعه']);
    const [wednesday, thursday] = await Promise.all(
      ['2031-03-12', '2031-03-13'].map((day) => dayCell(me.page, day).boundingBox()),
    );
    expect(thursday?.x).toBeLessThan(wednesday?.x ?? 0);
    await dayCell(me.page, '2031-03-12').focus();
    await me.page.keyboard.press('ArrowLeft');
    await expectSeen(dayCell(me.page, '2031-03-13').and(focused()));
    expect(await violations(me.page)).toEqual([]);
    await close();
  });
});

describe('on a tablet', () => {
  it('moves a task by a finger that is held on it, and the end of a bar', async () => {
    await open({ width: 1024, hasTouch: true });
    const { page } = me;
    const over = '.calendar-over';
    const move = () => dragByFinger(item('2031-03-12', 'Letter'), dayCell(page, '2031-03-14'), over);
    expect(await statusAfter(page, taskPath, move)).toBe(200);
    await expectSeen(item('2031-03-14', 'Letter'));
    expect(await datesOf('Letter')).toEqual([null, '2031-03-14']);
    await undo();
    await expectSeen(item('2031-03-12', 'Letter'));
    const end = item('2031-03-18', 'Building').locator('[data-grip="end"]');
    const pull = () => dragByFinger(end, dayCell(page, '2031-03-22'), over);
    expect(await statusAfter(page, taskPath, pull)).toBe(200);
    expect(await datesOf('Building')).toEqual(['2031-03-18', '2031-03-22']);
    await undo();
    await close();
  });
});

describe('on a phone', () => {
  it('shows the days with dots and the tasks of one, and turns the page by a swipe', async () => {
    await open({ width: 360, hasTouch: true });
    const { page } = me;
    await expectSeen(dayCell(page, '2031-03-12').locator('.calendar-dot').first());
    await dayCell(page, '2031-03-12').tap();
    const agenda = page.getByRole('region', { name: /12 March 2031/ });
    await expectSeen(agenda.getByRole('link', { name: 'Letter' }));
    expect(await agenda.getByRole('listitem').count()).toBe(2);
    expect(await violations(page)).toEqual([]);
    await moveFinger(grid('March 2031'), { across: -140 });
    await expectSeen(grid('April 2031'));
    await moveFinger(grid('April 2031'), { across: 140 });
    await expectSeen(grid('March 2031'));
    await expectNothingBeside(page);
    await close();
  });
});

it('nothing was complained of meanwhile', () => {
  expect(complaints).toEqual([]);
});
