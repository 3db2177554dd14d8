import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { day, makePastProject, type PastProject } from './past-project.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { statusAfter, cardIn, column, composeIn, drag, expectSeen, tabTo, type Visitor } from './visitor.ts';

// The timeline, progress and templates of a project; then for accessibility.

let site: TestSite;
let work: Workspace;
let plan: PastProject;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  plan = await makePastProject(site, work);
}, 120_000);
afterAll(() => site.close());

const bar = (page: Page, title: string) => page.getByRole('button', { name: new RegExp(`^ENG-\\d+ ${title}\\.`) });
const taskPath = /\/tasks\/[^/]+$/;

async function datesOf(title: string): Promise<unknown> {
  const { startDate, dueDate } = (await work.owner.get(`/tasks/${plan.tasks[title]?.id}`)).body;
  return [startDate, dueDate];
}

async function pull(page: Page, what: Locator, from: 'middle' | 'end', pixels: number): Promise<void> {
  const box = await what.boundingBox();
  if (!box) throw new Error('nothing to be seen there');
  const x = from === 'middle' ? box.x + box.width / 2 : box.x + box.width - 3;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + pixels / 2, y, { steps: 3 });
  await page.mouse.move(x + pixels, y, { steps: 3 });
  await page.mouse.up();
}

describe('the time line of a project', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner });
    await me.page.goto(`/projects/${plan.projectId}/timeline`);
  });
  afterAll(() => me.close());

  it('says of each task all that its bar shows', async () => {
    const waiting = bar(me.page, 'Build the pages');
    await expectSeen(waiting);
    const label = await waiting.getAttribute('aria-label');
    expect(label).toContain('On the critical path');
    expect(label).toMatch(/\d+ days? past its due date/);
    expect(label).toContain(`Blocked by ${plan.tasks['Draw the pages']?.key}`);
    await expectSeen(me.page.getByText('after the target date'));
    await me.page
      .getByRole('listitem')
      .filter({ hasText: /Beta.*0 of 1 done/ })
      .waitFor({ state: 'attached' });
  });

  it('moves a task by pulling its bar, makes it longer by its end, and takes that back', async () => {
    const press = bar(me.page, 'Tell the press');
    expect(await statusAfter(me.page, taskPath, () => pull(me.page, press, 'middle', 30))).toBe(200);
    expect(await datesOf('Tell the press')).toEqual([null, day(21)]);
    expect(await statusAfter(me.page, taskPath, () => pull(me.page, press, 'end', 20))).toBe(200);
    expect(await datesOf('Tell the press')).toEqual([day(21), day(23)]);
    const undo = me.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
    expect(await statusAfter(me.page, taskPath, () => undo.click())).toBe(200);
    expect(await datesOf('Tell the press')).toEqual([null, day(21)]);
  });

  it('does so by keys too: several presses are one change', async () => {
    const texts = bar(me.page, 'Move the old texts');
    await texts.focus();
    const walk = async () => {
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowRight']) await me.page.keyboard.press(key);
    };
    expect(await statusAfter(me.page, taskPath, walk)).toBe(200);
    // On a slow machine, two key presses may be far enough apart to be two changes.
    await expect.poll(() => datesOf('Move the old texts')).toEqual([day(10), day(18)]);
    expect(await statusAfter(me.page, taskPath, () => me.page.keyboard.press('Shift+ArrowLeft'))).toBe(200);
    await expect.poll(() => datesOf('Move the old texts')).toEqual([day(10), day(17)]);
    await expectSeen(texts.and(me.page.locator(':focus')));
  });

  it('leaves a move that is given up, and opens the task on Enter', async () => {
    const before = await datesOf('Build the pages');
    await bar(me.page, 'Build the pages').focus();
    await me.page.keyboard.press('ArrowRight');
    await me.page.keyboard.press('Escape');
    await me.page.keyboard.press('Enter');
    await expectSeen(me.page.getByRole('complementary', { name: /^Task ENG-/ }));
    expect(await datesOf('Build the pages')).toEqual(before);
    await me.page.keyboard.press('Escape');
    await me.page.waitForURL(/timeline$/);
    await expectSeen(bar(me.page, 'Build the pages').and(me.page.locator(':focus')));
  });

  it('puts a task in that has no dates, without a mouse', async () => {
    const put = me.page.getByRole('button', { name: 'Schedule “Choose a host”' });
    await tabTo(me.page, put);
    expect(await statusAfter(me.page, taskPath, () => me.page.keyboard.press('Enter'))).toBe(200);
    expect(await datesOf('Choose a host')).toEqual([day(0), day(0)]);
    await expectSeen(bar(me.page, 'Choose a host').and(me.page.locator(':focus')));
  });

  it('shows what is moved elsewhere', async () => {
    const movedReply = await work.owner.patch(`/tasks/${plan.tasks['Choose a host']?.id}`, { dueDate: day(2) });
    expect(movedReply.status).toBe(200);
    const label = new RegExp(`Choose a host\\. From .* to .*${new Date(day(2)).getUTCDate()} `);
    await expectSeen(me.page.getByRole('button', { name: label }));
  });

  it('shows the same in a table', async () => {
    await me.page.getByRole('button', { name: 'Show as table' }).click();
    const row = me.page.getByRole('row').filter({ hasText: 'Build the pages' });
    await expectSeen(row.getByText('On the critical path'));
    await expectSeen(row.getByText(plan.tasks['Draw the pages']?.key ?? ''));
    expect(me.complaints).toEqual([]);
  });

  it('shares its header and its filters with the board of the project', async () => {
    const { page } = me;
    const parts = page.getByRole('navigation', { name: 'Project views' });
    const startOf = async () => (await parts.boundingBox())?.x;
    const start = await startOf();
    await page.getByRole('searchbox', { name: 'Filter by text' }).fill('press');
    await page.getByRole('row').filter({ hasText: 'Build the pages' }).waitFor({ state: 'detached' });
    await expectSeen(page.getByRole('row').filter({ hasText: 'Tell the press' }));
    await parts.getByRole('link', { name: 'Board' }).click();
    const todo = column(page, 'To do');
    await expectSeen(cardIn(todo, 'Tell the press'));
    expect(await startOf()).toBe(start);
    await expectSeen(todo.getByText(/^1 of \d+ tasks$/));
    expect(await violations(page)).toEqual([]);
    const inReview = column(page, 'In review').locator('.column-body');
    const move = () => drag(page, cardIn(page, 'Tell the press'), inReview);
    expect(await statusAfter(page, /\/move$/, move)).toBe(200);
    await expectSeen(cardIn(inReview, 'Tell the press'));
    expect(await statusAfter(page, /\/move$/, () => page.keyboard.press('Control+z'))).toBe(200);
    await composeIn(page, 'To do');
    await page.keyboard.type('Print the press kit');
    expect(await statusAfter(page, /\/teams\/[^/]+\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=press%20kit`)).body;
    expect(items[0]?.projectId).toBe(plan.projectId);
    await page.keyboard.press('Escape');
    await parts.getByRole('link', { name: 'Overview' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Milestones' }));
    expect(await startOf()).toBe(start);
  });

  it('is not moved by who may not change the task', async () => {
    const reader = await join(site.test.app, work, { name: 'Reader' });
    const other = await site.visitor({ as: reader });
    await other.page.goto(`/projects/${plan.projectId}/timeline`);
    const before = await datesOf('Build the pages');
    await bar(other.page, 'Build the pages').focus();
    await other.page.keyboard.press('ArrowRight');
    await pull(other.page, bar(other.page, 'Build the pages'), 'middle', 40);
    await expectSeen(other.page.getByRole('complementary', { name: /^Task ENG-/ }));
    expect(await other.page.getByRole('button', { name: /^Schedule/ }).count()).toBe(0);
    expect(await datesOf('Build the pages')).toEqual(before);
    expect(other.complaints).toEqual([]);
    await other.close();
  });
});

describe('a time line that is longer than the screen', () => {
  const rowCount = 60;
  let me: Visitor;
  beforeAll(async () => {
    const project = { name: 'Long', key: 'LONG', teamIds: [work.teamId] };
    const { body } = await work.owner.post(`/organizations/${work.organizationId}/projects`, project);
    const make = (title: string, dates = {}) =>
      makeTask(work.owner, work.teamId, { projectId: body.id, title, ...dates });
    for (let nth = 1; nth <= rowCount; nth += 1) await make(`Row ${nth}`, { startDate: day(-2), dueDate: day(3) });
    await make('Into the chart');
    await make('Into the table');
    me = await site.visitor({ as: work.owner });
    await me.page.goto(`/projects/${body.id}/timeline`);
    await expectSeen(bar(me.page, 'Row 1'));
  });
  afterAll(() => me.close());
  const putIn = async (title: string) => {
    await me.page.getByRole('button', { name: `Schedule “${title}”` }).focus();
    expect(await statusAfter(me.page, taskPath, () => me.page.keyboard.press('Enter'))).toBe(200);
  };

  it('shows and focuses what was put in, though its row was not drawn', async () => {
    await putIn('Into the chart');
    await expectSeen(bar(me.page, 'Into the chart').and(me.page.locator(':focus')));
    expect(await bar(me.page, 'Row 1').count()).toBe(0);
  });

  it('does so in the table too', async () => {
    await me.page.getByRole('button', { name: 'Show as table' }).click();
    await putIn('Into the table');
    await expectSeen(me.page.getByRole('link', { name: 'Into the table' }).and(me.page.locator(':focus')));
    expect(me.complaints).toEqual([]);
  });
});

describe('how a project goes', () => {
  it('is drawn over months, and shown as figures', async () => {
    const { page, complaints, close } = await site.visitor({ as: work.owner });
    await page.goto(`/projects/${plan.projectId}`);
    const chart = page.getByRole('img', { name: /^Since .*: \d+ of \d+ tasks done by now$/ });
    await expectSeen(chart);
    await expectSeen(page.getByText(/^Likely done by .*\. With 80% probability between/));
    await expectSeen(page.getByText(/^How it is calculated/));
    const wide = await chart.boundingBox();
    const progress = await page.locator('main progress').boundingBox();
    expect((wide?.x ?? 0) + (wide?.width ?? 0)).toBeLessThanOrEqual((progress?.x ?? 0) + (progress?.width ?? 0) + 1);
    await page.getByText('Show as table').click();
    await expectSeen(page.getByRole('row').nth(20));
    expect(complaints).toEqual([]);
    await close();
  });

  it('has milestones whose day can be another one', async () => {
    const { page, complaints, close } = await site.visitor({ as: work.owner });
    await page.goto(`/projects/${plan.projectId}`);
    await page.getByRole('button', { name: 'Date of Beta' }).click();
    await statusAfter(page, /\/milestones\/[^/]+$/, () => page.getByRole('button', { name: 'Tomorrow' }).click());
    const { items } = (await work.owner.get(`/projects/${plan.projectId}/milestones`)).body;
    expect(items.find(({ id }: { id: string }) => id === plan.milestoneId)?.date).toBe(day(1));
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('templates', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner, expected: /412 .*\/task-templates\// });
  });
  afterAll(() => me.close());
  const row = (name: string) => me.page.getByRole('listitem').filter({ hasText: name });

  it('of tasks are taught where there is none, and written from nothing', async () => {
    await me.page.goto(`/teams/${work.teamId}/templates`);
    await expectSeen(me.page.getByRole('heading', { name: 'No templates yet' }));
    await me.page.getByRole('button', { name: 'New template' }).click();
    const dialog = me.page.getByRole('dialog', { name: 'New template' });
    await dialog.getByLabel('Template name').fill('Weekly report');
    await dialog.getByLabel('Task title').fill('Report of the week');
    await dialog.getByLabel('Due after days').fill('۳');
    await dialog.getByLabel('Estimate').fill('soon');
    await me.page.keyboard.press('Enter');
    await expectSeen(dialog.getByText('Enter a duration such as 45, 2h or 2h 30m.'));
    await dialog.getByLabel('Estimate').fill('۲h 30m');
    await dialog.getByRole('button', { name: 'Labels' }).focus();
    await me.page.keyboard.press('Enter');
    await statusAfter(me.page, /\/labels$/, async () => {
      await me.page.getByRole('searchbox', { name: 'Labels' }).fill('Weekly');
      await me.page.keyboard.press('Enter');
    });
    await me.page.keyboard.press('Escape');
    await expectSeen(dialog.getByRole('button', { name: 'Labels: Weekly' }).and(me.page.locator(':focus')));
    await dialog.getByRole('button', { name: 'Add a subtask' }).click();
    await me.page.keyboard.type('Gather the figures');
    await me.page.keyboard.press('Enter');
    await me.page.keyboard.type('Write it');
    const create = () => dialog.getByRole('button', { name: 'Create template' }).click();
    expect(await statusAfter(me.page, /\/task-templates$/, create)).toBe(201);
    await expectSeen(row('Weekly report').getByText('2 subtasks'));
  });

  it('are changed, and used from the list', async () => {
    await me.page.getByRole('button', { name: 'Edit Weekly report' }).click();
    const dialog = me.page.getByRole('dialog', { name: 'Edit template' });
    await expectSeen(dialog.getByRole('button', { name: 'Labels: Weekly' }));
    expect(await dialog.getByLabel('Estimate').inputValue()).toBe('2 h 30 min');
    await dialog.getByRole('button', { name: 'Remove “Gather the figures”' }).click();
    const first = dialog.getByRole('textbox', { name: 'Subtasks, 1' });
    await expectSeen(first.and(me.page.locator(':focus')));
    expect(await first.inputValue()).toBe('Write it');
    await me.page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Remove “Subtasks, 2”' }).click();
    await expectSeen(dialog.getByRole('button', { name: 'Add a subtask' }).and(me.page.locator(':focus')));
    const save = () => dialog.getByRole('button', { name: 'Save' }).click();
    expect(await statusAfter(me.page, /\/task-templates\/[^/]+$/, save)).toBe(200);
    await expectSeen(row('Weekly report').getByText('1 subtask'));
    const use = () => me.page.getByRole('button', { name: 'Use: Weekly report' }).click();
    expect(await statusAfter(me.page, /\/use$/, use)).toBe(201);
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=report`)).body;
    expect(items[0]).toMatchObject({ title: 'Report of the week', dueDate: day(3), estimate: 150, subtaskTotal: 1 });
    expect(items[0]?.labelIds).toHaveLength(1);
  });

  it('that others changed meanwhile keep what was typed, and ask whose stays', async () => {
    const [template] = (await work.owner.get(`/teams/${work.teamId}/task-templates`)).body.items;
    await me.page.getByRole('button', { name: 'Edit Weekly report' }).click();
    const dialog = me.page.getByRole('dialog', { name: 'Edit template' });
    await dialog.getByLabel('Description').fill('For everybody');
    expect((await work.owner.patch(`/task-templates/${template?.id}`, { name: 'Report' })).status).toBe(200);
    const save = () => dialog.getByRole('button', { name: 'Save' }).click();
    await save();
    const question = me.page.getByRole('dialog', { name: 'Conflicting changes: Report' });
    await expectSeen(question.getByText('Description: For everybody'));
    await expectSeen(question.getByText('Labels: Weekly').first());
    await me.page.keyboard.press('Escape');
    expect(await dialog.getByLabel('Description').inputValue()).toBe('For everybody');
    await save();
    await question.getByRole('button', { name: 'Keep mine' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { name, tasks } = (await work.owner.get(`/task-templates/${template?.id}`)).body;
    expect([name, tasks[0]?.description]).toEqual(['Weekly report', 'For everybody']);
  });

  it('are made of a task, and offered in a column of the board', async () => {
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${plan.tasks['Tell the press']?.id}`);
    await me.page.getByRole('button', { name: 'Task menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Save as template…' }).click();
    const keep = () => me.page.getByRole('button', { name: 'Save template' }).click();
    expect(await statusAfter(me.page, /\/task-templates$/, keep)).toBe(201);
    await me.page.goto(`/teams/${work.teamId}/board`);
    await me.page.getByRole('button', { name: 'New task in Blocked' }).first().click();
    await me.page.getByRole('button', { name: 'From template' }).click();
    const use = () => me.page.getByRole('menuitem', { name: 'Weekly report' }).click();
    expect(await statusAfter(me.page, /\/use$/, use)).toBe(201);
    await expectSeen(cardIn(column(me.page, 'Blocked'), 'Report of the week'));
  });

  it('of projects are saved from one, and begin another on a day', async () => {
    await me.page.goto(`/projects/${plan.projectId}`);
    await me.page.getByRole('button', { name: 'Project menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Save as template…' }).click();
    const keep = () => me.page.getByRole('button', { name: 'Save template' }).click();
    expect(await statusAfter(me.page, /\/project-templates$/, keep)).toBe(201);
    await me.page.getByRole('button', { name: 'Show templates' }).click();
    await me.page.getByRole('button', { name: 'Create project: Website' }).click();
    const dialog = me.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second website');
    await dialog.getByLabel('Key').fill('WEBB');
    const begin = () => dialog.getByRole('button', { name: 'Create project' }).click();
    expect(await statusAfter(me.page, /\/use$/, begin)).toBe(201);
    await expectSeen(me.page.getByRole('heading', { name: 'Second website' }));
    await expectSeen(me.page.getByRole('button', { name: 'Date of Beta' }));
  });

  it('are deleted after a question', async () => {
    await me.page.goto(`/teams/${work.teamId}/templates`);
    await me.page.getByRole('button', { name: 'Delete Tell the press' }).click();
    const remove = () => me.page.getByRole('button', { name: 'Delete template' }).click();
    expect(await statusAfter(me.page, /\/task-templates\/[^/]+$/, remove)).toBe(204);
    await row('Tell the press').waitFor({ state: 'detached' });
    expect(me.complaints).toEqual([]);
  });
});

/** The screens, each with a text that shows when it is loaded. */
const screens = [
  ['the time line', () => `/projects/${plan.projectId}/timeline`, '[data-bar]'],
  ['the time line as a table', () => `/projects/${plan.projectId}/timeline?as=table`, 'td'],
  ['the templates of tasks', () => `/teams/${work.teamId}/templates`, 'main li, main h2'],
  ['the templates of projects', () => `/organizations/${work.organizationId}/project-templates`, 'main li, main h2'],
  ['the statistics of the organization', () => `/organizations/${work.organizationId}/statistics`, 'main figure'],
] as const;

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  let reader: Visitor;
  beforeAll(async () => {
    reader = await site.visitor({ language, theme, as: work.owner });
  });
  afterAll(() => reader.close());

  it.each(screens)('%s can be read by everybody, and fits a narrow screen', async (_name, path, shownBy) => {
    await reader.page.goto(path());
    await expectSeen(reader.page.locator(shownBy).first());
    expect(await violations(reader.page)).toEqual([]);
    await expectNothingBeside(reader.page);
    expect(reader.complaints).toEqual([]);
  });
});

describe('in Persian', () => {
  it('time runs from right to left, in months of the Persian calendar', async () => {
    const { page, close } = await site.visitor({ language: 'fa', as: work.owner });
    await page.goto(`/projects/${plan.projectId}/timeline?zoom=weeks`);
    const first = page.getByRole('button', { name: /Build the pages/ });
    const second = page.getByRole('button', { name: /Move the old texts/ });
    await expectSeen(first);
    const [secondBox, right] = [await second.boundingBox(), await first.boundingBox()];
    expect(secondBox?.x).toBeLessThan(right?.x ?? 0);
    await expectSeen(
      page.getByText(/(آبان|آذر|دی|بهمن|فروردین|مهر|شهریور|مرداد|تیر|خرداد|اردیبهشت|اسفند) ۱[۴-۵]/).first(),
    );
    await first.focus();
    const later = () => page.keyboard.press('ArrowLeft');
    const [, due] = (await datesOf('Build the pages')) as [string, string];
    expect(await statusAfter(page, taskPath, later)).toBe(200);
    const after = new Date(new Date(due).getTime() + 86_400_000).toISOString().slice(0, 10);
    expect(await datesOf('Build the pages')).toEqual([expect.any(String), after]);
    await close();
  });
});
