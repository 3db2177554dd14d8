import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, column, expectSeen, type Visitor, composeIn } from './visitor.ts';

// Keyboard use: the focus is never lost, and every action can be undone once.

let site: TestSite;
let work: Workspace;
let me: Visitor;
const complaints: string[] = [];
beforeAll(async () => {
  site = await startTestSite();
});
beforeEach(async () => {
  work = await makeWorkspace(site.test.app);
  for (const title of ['First', 'Second', 'Third', 'Fourth']) await makeTask(work.owner, work.teamId, { title });
  me = await site.visitor({ as: work.owner });
});
afterEach(async () => {
  complaints.push(...me.complaints);
  await me.close();
});
afterAll(() => site.close());

const link = (title: string) => me.page.getByRole('link', { name: title, exact: true });
const press = (key: string) => me.page.keyboard.press(key);
const undo = () => press('Control+z');
const focused = () => me.page.evaluate(`document.activeElement?.textContent`);
const isLost = () => me.page.evaluate(`document.activeElement === document.body`);
const undoButton = () => me.page.getByRole('button', { name: 'Undo' });

async function openBoard(): Promise<void> {
  await me.page.goto(`/teams/${work.teamId}/board`);
  await expectSeen(cardIn(me.page, 'First'));
}

async function openList(): Promise<void> {
  await me.page.goto(`/teams/${work.teamId}/list`);
  await expectSeen(link('First'));
}

describe('on the board', () => {
  it('E moves on to the next card each time', async () => {
    await openBoard();
    await link('First').focus();
    await press('e');
    await expect.poll(focused).toBe('Second');
    await press('e');
    await expect.poll(focused).toBe('Third');
    for (const title of ['First', 'Second']) await expectSeen(cardIn(column(me.page, 'Done'), title));
  });

  it('undo takes its message away, focuses the card and says so; nothing is undone twice', async () => {
    await openBoard();
    await link('First').focus();
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    await expectSeen(undoButton());
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expectSeen(cardIn(column(me.page, 'To do'), 'First'));
    await expect.poll(() => undoButton().count()).toBe(0);
    await expect.poll(focused).toBe('First');
    await expectSeen(me.page.getByText('Change to ENG-1 undone.'));
    await undo();
    expect(await me.page.getByText('couldn’t be undone').count()).toBe(0);
  });

  it('the button of a message takes back once, too', async () => {
    await openBoard();
    await link('First').focus();
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    expect(await statusAfter(me.page, /\/move$/, () => undoButton().click())).toBe(200);
    await expect.poll(focused).toBe('First');
    await undo();
    await expectSeen(cardIn(column(me.page, 'To do'), 'First'));
    expect(await me.page.getByText('couldn’t be undone').count()).toBe(0);
  });

  it('what was undone is made again, until something else is changed', async () => {
    await openBoard();
    const redo = () => press('Control+Shift+z');
    await link('First').focus();
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expectSeen(cardIn(column(me.page, 'To do'), 'First'));
    expect(await statusAfter(me.page, /\/complete$/, redo)).toBe(200);
    await expectSeen(cardIn(column(me.page, 'Done'), 'First'));
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expect.poll(focused).toBe('First');
    await link('Second').focus();
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    await redo();
    await expectSeen(cardIn(column(me.page, 'To do'), 'First'));
  });

  it('a card that was just written can be taken back', async () => {
    await openBoard();
    await composeIn(me.page, 'To do');
    await me.page.keyboard.type('Too much');
    expect(await statusAfter(me.page, /\/tasks$/, () => press('Enter'))).toBe(201);
    await press('Escape');
    await expect.poll(focused).toBe('Too much');
    await undo();
    await expect.poll(() => cardIn(me.page, 'Too much').count()).toBe(0);
    await expectSeen(me.page.getByText('Creation of ENG-5 undone.'));
    await expect.poll(isLost).toBe(false);
  });

  it('Escape leaves the filter and a card that was not written for where one was', async () => {
    await openBoard();
    await link('Second').focus();
    await press('f');
    await press('Escape');
    await expect.poll(focused).toBe('Second');
    await composeIn(me.page, 'To do');
    await press('Escape');
    await expect.poll(isLost).toBe(false);
  });

  it('a new card’s field is in sight, though the column is long and read on', async () => {
    for (let number = 1; number <= 60; number += 1)
      await makeTask(work.owner, work.teamId, { title: `Card ${number}` });
    await openBoard();
    await composeIn(me.page, 'To do');
    const field = me.page.getByLabel('Title of the new task in To do');
    await expectSeen(field);
    const isInSight = `(() => { const box = document.activeElement.closest('.card-composer').getBoundingClientRect(); return document.activeElement.tagName === 'TEXTAREA' && box.top >= 0 && box.bottom <= innerHeight; })()`;
    await expect.poll(() => me.page.evaluate(isInSight)).toBe(true);
    await me.page.waitForLoadState('networkidle');
    expect(await me.page.evaluate(isInSight)).toBe(true);
  });
});

describe('the focus on the board', () => {
  const choose = (name: string) => me.page.getByRole('menuitemradio', { name }).click();
  const select = async (...titles: readonly string[]) => {
    for (const title of titles) {
      await link(title).focus();
      await press('x');
    }
    await expectSeen(me.page.getByText(`${titles.length} selected`));
  };

  it('goes on to the next card when the selected ones are completed, and stays where the selection is cleared', async () => {
    await openBoard();
    await select('First', 'Second');
    await press('e');
    await expect.poll(focused).toBe('Third');
    await expectSeen(cardIn(column(me.page, 'Done'), 'Second'));
    await me.page.getByRole('toolbar').getByRole('button', { name: 'Clear' }).click();
    await expect.poll(focused).toBe('Third');
  });

  it('follows a card into another lane, and goes to the next card when others archive the one that has it', async () => {
    await me.page.goto(`/teams/${work.teamId}/board?group=priority`);
    await expectSeen(cardIn(me.page, 'First'));
    await link('First').focus();
    await press('p');
    await choose('Urgent');
    await expectSeen(cardIn(me.page.getByRole('region', { name: 'Urgent', exact: true }), 'First'));
    await expect.poll(focused).toBe('First');
    await link('Second').focus();
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=Second`)).body;
    expect((await work.owner.post(`/tasks/${items[0]?.id}/archive`, {})).status).toBe(200);
    await expect.poll(focused).toBe('Third');
  });

  it('stays on a card that is scrolled out of sight', async () => {
    for (let number = 1; number <= 40; number += 1)
      await makeTask(work.owner, work.teamId, { title: `Card ${number}` });
    await openBoard();
    await link('First').focus();
    const scrollDown = `(() => { const body = document.querySelector('.column-body'); body.scrollTo(0, body.scrollHeight); })()`;
    await expect
      .poll(async () => {
        await me.page.evaluate(scrollDown);
        return link('Card 40').count();
      })
      .toBe(1);
    expect(await focused()).toBe('First');
    await press('j');
    await expect.poll(focused).toBe('Second');
  });

  it('the due date of several tasks is cleared', async () => {
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}`)).body;
    for (const { id } of items) await work.owner.patch(`/tasks/${id}`, { dueDate: '2031-03-12' });
    await openBoard();
    await select('First', 'Second');
    await press('d');
    const clear = () => me.page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    expect(await statusAfter(me.page, /\/bulk$/, clear)).toBe(200);
    const dated = (await work.owner.get(`/tasks?teamId=${work.teamId}&due=2031-03-12..2031-03-12`)).body.items;
    expect(dated.map(({ title }) => title).toSorted()).toEqual(['Fourth', 'Third']);
  });

  it('the present day is marked where the reader is, wherever the browser is', async () => {
    const timezone = new Date().getUTCHours() < 11 ? 'Pacific/Pago_Pago' : 'Pacific/Kiritimati';
    expect((await work.owner.patch('/auth/me', { timezone })).status).toBe(200);
    await openBoard();
    await link('First').focus();
    await press('d');
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', timeZone: timezone }).format();
    expect(await me.page.locator('.month-today').textContent()).toBe(day);
  });

  it('a card that was lifted returns when one goes on elsewhere', async () => {
    await openBoard();
    await link('First').focus();
    await press(' ');
    await press('ArrowRight');
    await expectSeen(cardIn(column(me.page, 'In progress'), 'First'));
    await me.page.getByRole('heading', { level: 1 }).click();
    await expectSeen(cardIn(column(me.page, 'To do'), 'First'));
    await link('First').focus();
    await press(' ');
    await press('ArrowRight');
    await expectSeen(cardIn(column(me.page, 'In progress'), 'First').locator('a:focus'));
    // Other keys do nothing meanwhile.
    for (const key of ['e', 'j']) await press(key);
    await press('Escape');
    await expectSeen(cardIn(column(me.page, 'To do'), 'First').locator('a:focus'));
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=First`)).body;
    expect(items[0]?.status).toBe('To do');
  });

  it('what was typed into the field of a column is there again when the board was filtered meanwhile', async () => {
    await openBoard();
    await composeIn(me.page, 'To do');
    await me.page.keyboard.type('Half a title');
    await me.page.getByRole('button', { name: 'Group by: No grouping' }).click();
    await choose('Priority');
    await me.page.getByRole('button', { name: 'Group by: Priority' }).click();
    await choose('No grouping');
    await composeIn(me.page, 'To do');
    expect(await me.page.getByLabel('Title of the new task in To do').inputValue()).toBe('Half a title');
  });
});

describe('the drawer of a phone', () => {
  it('closes on a link to the page that is shown, too', async () => {
    await openBoard();
    await me.page.setViewportSize({ width: 360, height: 700 });
    const drawer = me.page.getByRole('dialog', { name: 'Navigation' });
    await me.page.getByRole('button', { name: 'Open navigation' }).click();
    await drawer.getByRole('link', { name: 'Engineering' }).click();
    await drawer.waitFor({ state: 'hidden' });
    await expectSeen(cardIn(me.page, 'First'));
  });
});

describe('a task with parts', () => {
  it('asks when it is completed whether those that are open are completed too', async () => {
    const whole = await makeTask(work.owner, work.teamId, { title: 'The whole' });
    for (const title of ['Part one', 'Part two'])
      await makeTask(work.owner, work.teamId, { title, parentId: whole.id });
    await openBoard();
    await link('The whole').focus();
    await press('e');
    const question = me.page.getByRole('dialog', { name: `Complete ${whole.key}?` });
    await expectSeen(question.getByText('2 subtasks are still open.'));
    await press('Escape');
    await question.waitFor({ state: 'detached' });
    const category = async () => (await work.owner.get(`/tasks/${whole.id}`)).body.category;
    expect(await category()).toBe('todo');
    await link('The whole').focus();
    await press('e');
    await question.getByRole('button', { name: `Only ${whole.key}` }).click();
    await expectSeen(me.page.getByText(`${whole.key} completed. 2 subtasks are still open.`));
    await press('Control+z');
    await expect.poll(category).toBe('todo');
    await link('The whole').focus();
    await press('e');
    await question.getByRole('button', { name: 'Also complete 2 open subtasks' }).click();
    const open = async () =>
      (await work.owner.get(`/tasks?parentId=${whole.id}&organizationId=${work.organizationId}`)).body.items.filter(
        (part) => part.category !== 'done',
      ).length;
    await expect.poll(async () => [await category(), await open()]).toEqual(['done', 0]);
  });
});

describe('a status that is deleted', () => {
  it('says how many tasks move, and proposes the one before it', async () => {
    await makeTask(work.owner, work.teamId, { title: 'Reviewed', statusId: work.statuses['In review'] });
    await me.page.goto(`/teams/${work.teamId}/workflow`);
    await me.page.getByRole('button', { name: 'Delete In review' }).click();
    const dialog = me.page.getByRole('dialog');
    await expectSeen(dialog.getByText('1 task will be moved.'));
    expect(await dialog.getByRole('combobox').inputValue()).toBe(work.statuses['In progress']);
  });
});

describe('a dialog that is higher than the screen', () => {
  it('keeps its buttons visible', async () => {
    await me.page.setViewportSize({ width: 375, height: 420 });
    await me.page.goto(`/teams/${work.teamId}/workflow`);
    await me.page.getByRole('button', { name: 'Edit In review' }).click();
    const box = await me.page.getByRole('dialog').getByRole('button', { name: 'Save' }).boundingBox();
    expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(420);
  });
});

describe('on the list', () => {
  it('E goes on to the next row where the list shows open tasks only, and undo comes back', async () => {
    const open = work.statuses['To do'];
    await me.page.goto(`/teams/${work.teamId}/list?status=${open}`);
    await expectSeen(link('First'));
    await link('First').focus();
    expect(await statusAfter(me.page, /\/complete$/, () => press('e'))).toBe(200);
    await expect.poll(focused).toBe('Second');
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expect.poll(isLost).toBe(false);
  });

  it('E is for all that is selected, and messages leave the bar in sight', async () => {
    await openList();
    await link('First').focus();
    const bar = me.page.getByRole('toolbar');
    await press('x');
    await expectSeen(bar.getByRole('status').filter({ hasText: '1' }));
    await press('j');
    await expectSeen(me.page.locator(':focus', { hasText: 'Second' }));
    await press('x');
    await expectSeen(bar.getByRole('status').filter({ hasText: '2' }));
    expect(await statusAfter(me.page, /\/bulk$/, () => press('e'))).toBe(200);
    await expectSeen(undoButton());
    const [toast, own] = await Promise.all([undoButton().boundingBox(), bar.boundingBox()]);
    expect((toast?.y ?? 0) + (toast?.height ?? 0)).toBeLessThan(own?.y ?? 0);
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&status=${work.statuses['Done']}`)).body;
    expect(items.map(({ title }: { title: string }) => title).toSorted()).toEqual(['First', 'Second']);
    await press('Escape');
    await expect.poll(isLost).toBe(false);
  });
});

it('nothing was complained of meanwhile', () => {
  expect(complaints).toEqual([]);
});
