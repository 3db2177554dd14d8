import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, column, composeIn, expectSeen, goTo, untilInstalled, type Visitor } from './visitor.ts';

// Changes without the server: shown at once, kept in the browser, and made once each when the server is back.

/** `npm run test:screens` runs all of them, with as many changes as somebody makes on a long journey. */
const isAll = process.env['SCREENS'] === 'all';
const changesPerPage = isAll ? 50 : 3;

let site: TestSite;
let work: Workspace;
let omid: Person;
let me: Visitor;
/** Whether changes arrive at the server, but its replies are lost on their way. */
let areRepliesLost = false;
beforeAll(async () => {
  site = await startTestSite();
  const { http } = site.test.app;
  const serve = http.fetch;
  http.fetch = async (request, ...more) => {
    const reply = await serve(request, ...more);
    const isChange = areRepliesLost && request.method !== 'GET' && /\/(tasks|teams)\//.test(request.url);
    return isChange ? new Response('<h1>Bad gateway</h1>', { status: 502 }) : reply;
  };
  work = await makeWorkspace(site.test.app);
  omid = await join(site.test.app, work, { teamRole: 'admin', name: 'Omid' });
  await makeTask(work.owner, work.teamId, { title: 'Stay' });
  const expected = /ERR_INTERNET|ERR_FAILED|^Problem: |status of (401|404|412|500|502)/;
  me = await site.visitor({ as: work.owner, isInstalled: true, expected });
  await open(me.page);
  await untilInstalled(me.page);
});
afterAll(async () => {
  await me.close();
  await site.close();
});
beforeEach(async () => {
  areRepliesLost = false;
  await me.context.setOffline(false);
});

const board = () => `/teams/${work.teamId}/board` as const;
const waits = (page: Page, count: number) => page.getByText(new RegExp(`^Offline · ${count} changes? waits?$`));
const show = (page: Page) => page.getByRole('button', { name: 'Show', exact: true }).first().click();
const dialog = (page: Page) => page.getByRole('dialog');

async function open(page: Page): Promise<void> {
  await page.goto(board());
  await expectSeen(cardIn(page, 'Stay'));
}

/** A new task that the page has shown with everything that belongs to it. */
async function shownTask(title: string): Promise<{ id: string }> {
  const task = await makeTask(work.owner, work.teamId, { title });
  const panel = await openPanel(me.page, title);
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
  return task;
}

async function openPanel(page: Page, title: string) {
  await page.getByRole('link', { name: title, exact: true }).click();
  const panel = page.getByRole('complementary');
  await expectSeen(panel.getByRole('textbox', { name: 'Title' }));
  return panel;
}

async function renameTo(page: Page, from: string, title: string): Promise<void> {
  const panel = await openPanel(page, from);
  await panel.getByRole('textbox', { name: 'Title' }).fill(title);
  await page.keyboard.press('Enter');
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
}

/** The tasks of the team whose titles begin so, oldest first. */
async function titlesOf(start: string): Promise<string[]> {
  const { body } = await work.owner.get(`/tasks?teamId=${work.teamId}&limit=200&sort=createdAt`);
  return body.items.map(({ title }) => title).filter((title) => title.startsWith(start));
}

/** How often the server has made such changes. */
async function logged() {
  const [counts] = await site.test.database.sql`
    select count(*) filter (where type = 'created')::int as created,
      count(*) filter (where type = 'completed')::int as completed
    from tasks.log where task_id in (select id from tasks.task where title ~ 'First|Second')`;
  return counts;
}

const numbered = (name: string) => Array.from({ length: changesPerPage }, (_, index) => `${name} ${index + 1}`);

describe('changes without the server', () => {
  it('of two pages survive a reload, and are made in their order, each once', async () => {
    const { page, context } = me;
    const other = await context.newPage();
    await Promise.all([open(page), open(other)]);
    await context.setOffline(true);
    const write = async (where: Page, name: string) => {
      await composeIn(where, 'To do');
      for (const title of numbered(name)) {
        await where.keyboard.insertText(title);
        await where.keyboard.press('Enter');
      }
      await where.keyboard.press('Escape');
    };
    await write(page, 'First');
    await expectSeen(waits(page, changesPerPage));
    await open(page);
    await expectSeen(waits(page, changesPerPage));
    await expectSeen(waits(other, changesPerPage));
    await write(other, 'Second');
    await expectSeen(waits(page, 2 * changesPerPage));
    // They are completed before the server knows of them.
    for (const title of [...numbered('First'), ...numbered('Second')]) {
      await column(page, 'To do').getByRole('link', { name: title, exact: true }).focus();
      await page.keyboard.press('e');
    }
    await expectSeen(waits(page, 4 * changesPerPage));
    await expectSeen(cardIn(column(page, 'Done'), `Second ${changesPerPage}`));
    await context.setOffline(false);
    await expect
      .poll(logged, { timeout: 60_000 })
      .toEqual({ created: 2 * changesPerPage, completed: 2 * changesPerPage });
    expect(await titlesOf('First')).toEqual(numbered('First'));
    expect(await titlesOf('Second')).toEqual(numbered('Second'));
    await other.close();
  });

  it('whose replies are lost are made once', async () => {
    const { page } = me;
    await open(page);
    areRepliesLost = true;
    await composeIn(page, 'To do');
    await page.keyboard.insertText('Reply lost');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expectSeen(page.getByText('1 change is being sent…'));
    await renameTo(page, 'Reply lost', 'Reply lost, renamed');
    await expectSeen(page.getByText('2 changes are being sent…'));
    expect(await titlesOf('Reply lost')).toEqual(['Reply lost']);
    areRepliesLost = false;
    await expect.poll(() => titlesOf('Reply lost')).toEqual(['Reply lost, renamed']);
  });

  it('to a task that the server does not know yet belong to it: steps, comments, fields', async () => {
    const { page, context } = me;
    await open(page);
    await context.setOffline(true);
    await composeIn(page, 'To do');
    await page.keyboard.insertText('Pack the bags');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    const panel = await openPanel(page, 'Pack the bags');
    await panel.getByRole('textbox', { name: 'New checklist item' }).fill('Passport');
    await page.keyboard.press('Enter');
    await panel.getByRole('checkbox', { name: 'Passport' }).click();
    await panel.getByRole('textbox', { name: 'Write a comment' }).fill('Not the big one');
    await panel.getByRole('button', { name: 'Comment', exact: true }).click();
    await expectSeen(panel.getByText('Not the big one', { exact: true }));
    await expectSeen(waits(page, 4));
    await page.reload();
    await expectSeen(panel.getByRole('checkbox', { name: 'Passport', checked: true }));
    await expectSeen(panel.getByText('Not the big one', { exact: true }));
    await context.setOffline(false);
    const read = async () => (await work.owner.get(`/tasks?teamId=${work.teamId}&q=bags`)).body.items;
    const counts = { checklistTotal: 1, checklistDone: 1, commentCount: 1 };
    await expect.poll(read).toMatchObject([{ title: 'Pack the bags', ...counts }]);
    await expectSeen(panel.getByText((await read())[0]?.key ?? '').first());
  });

  it('can be taken back one by one before they are sent, with all that follows from them', async () => {
    const { page, context } = me;
    await open(page);
    await context.setOffline(true);
    await composeIn(page, 'To do');
    for (const title of ['Drop this', 'Send this']) {
      await page.keyboard.insertText(title);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Escape');
    await renameTo(page, 'Drop this', 'Drop this one');
    await expectSeen(waits(page, 3));
    await show(page);
    await dialog(page).getByRole('button', { name: 'Discard: New task: “Drop this”' }).click();
    await expectSeen(waits(page, 1));
    await dialog(page).getByRole('button', { name: 'Close', exact: true }).click();
    await cardIn(page, 'Drop this').waitFor({ state: 'detached' });
    await context.setOffline(false);
    await expect.poll(() => titlesOf('Send this')).toEqual(['Send this']);
    expect(await titlesOf('Drop this')).toEqual([]);
  });
});

describe('changes of other kinds', () => {
  // A column renders the cards that are in sight: those of later tests are to be among them.
  afterAll(async () => {
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&limit=200&sort=createdAt`)).body;
    for (const { id, title } of items) if (title !== 'Stay') await work.owner.post(`/tasks/${id}/archive`);
  });

  let round = 0;
  it('are shown at once and after a reload, and are made in their order, each once', async () => {
    const { page, context } = me;
    await open(page);
    // A second try finds the tasks of the first one.
    const number = (round += 1);
    const names = ['Of all kinds', 'Beside it', 'Thrown away', 'Brought back'].map((name) => `${name} ${number}`);
    const made = [];
    for (const title of names) made.push(await makeTask(work.owner, work.teamId, { title }));
    const [all, beside, away, back] = made;
    for (const task of [away, back]) await work.owner.post(`/tasks/${task?.id}/complete`);
    await work.owner.delete(`/tasks/${back?.id}`);
    await omid.post(`/tasks/${all?.id}/comments`, { body: 'What do you think?' });
    await goTo(page, `/teams/${work.teamId}/trash`);
    const restore = page.getByRole('button', { name: `Restore ${back?.key}` });
    await expectSeen(restore);
    await goTo(page, `${board()}/tasks/${away?.id}`);
    const panel = page.getByRole('complementary');
    await expectSeen(panel.getByRole('button', { name: 'Task menu' }));
    await goTo(page, `${board()}/tasks/${all?.id}`);
    await expectSeen(panel.getByText('What do you think?'));
    // The files of what opens are there before the network is gone.
    await panel.getByRole('button', { name: 'Related to' }).hover();
    await context.setOffline(true);

    await panel.getByRole('button', { name: 'React' }).click();
    await panel.getByRole('button', { name: 'Like', exact: true }).click();
    await expectSeen(panel.getByRole('button', { name: '👍 1 by Owner' }));
    await panel.getByRole('button', { name: 'Related to' }).click();
    await page.keyboard.type('Beside');
    await page.getByRole('menuitemradio', { name: `Beside it ${number}` }).click();
    const relations = panel.getByRole('region', { name: 'Relations' });
    await expectSeen(relations.getByRole('link', { name: `Beside it ${number}` }));
    await panel.getByRole('button', { name: 'Remind me' }).click();
    await page.getByRole('menuitem', { name: /^Tomorrow/ }).click();
    const reminder = panel.getByRole('button', { name: /^Reminder: / });
    await expectSeen(reminder);
    await expectSeen(waits(page, 3));

    await goTo(page, `${board()}/tasks/${away?.id}`);
    await panel.getByRole('button', { name: 'Task menu' }).click();
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    await cardIn(page, `Thrown away ${number}`).waitFor({ state: 'detached' });
    for (const title of names.slice(0, 2)) {
      await column(page, 'To do').getByRole('link', { name: title, exact: true }).focus();
      await page.keyboard.press('x');
    }
    const bar = page.getByRole('toolbar', { name: 'Selected tasks' });
    await bar.getByRole('button', { name: 'Priority' }).click();
    await page.getByRole('menuitemradio', { name: 'Urgent' }).click();
    await expectSeen(waits(page, 5));
    await goTo(page, `/teams/${work.teamId}/trash`);
    await restore.click();
    await restore.waitFor({ state: 'detached' });
    await expectSeen(waits(page, 6));

    await page.goto(`${board()}/tasks/${all?.id}`);
    await expectSeen(waits(page, 6));
    await expectSeen(panel.getByRole('button', { name: 'Priority: Urgent' }));
    await expectSeen(panel.getByRole('button', { name: '👍 1 by Owner' }));
    await expectSeen(relations.getByRole('link', { name: `Beside it ${number}` }));
    await expectSeen(reminder);
    await expectSeen(cardIn(page, `Brought back ${number}`));
    expect(await cardIn(page, `Thrown away ${number}`).count()).toBe(0);

    await context.setOffline(false);
    const stored = async () => {
      const { body } = await work.owner.get(`/tasks/${all?.id}/page`);
      return {
        priority: body.task.priority,
        reactions: body.comments[0]?.reactions,
        relations: body.dependencies.map(({ type, task }) => [type, task?.id]),
        reminds: body.reminder !== null,
        away: (await work.owner.get(`/tasks/${away?.id}`)).status,
        back: (await work.owner.get(`/tasks/${back?.id}`)).status,
      };
    };
    await expect.poll(stored).toEqual({
      priority: 'urgent',
      reactions: [{ emoji: '👍', userIds: [work.owner.id] }],
      relations: [['relates', beside?.id]],
      reminds: true,
      away: 404,
      back: 200,
    });
    const entries = await site.test.database.sql<{ type: string; field: string | null; count: number }[]>`
      select type, field, count(*)::int from tasks.log
      where task_id = any(${made.map(({ id }) => id)}) and type in ('changed', 'deleted', 'restored')
      group by type, field order by type, field`;
    expect(entries.map(({ type, field, count }) => [type, field, count])).toEqual([
      ['changed', 'dependency', 2],
      ['changed', 'priority', 2],
      ['deleted', null, 2],
      ['restored', null, 1],
    ]);
    await expect.poll(() => page.getByText(/wait|being sent/).count()).toBe(0);
    await expectSeen(panel.getByRole('button', { name: '👍 1 by Owner' }));
  });

  it('that are refused say why, and show again what was before', async () => {
    const { page, context } = me;
    for (const title of ['Still open', 'Open as well']) await makeTask(work.owner, work.teamId, { title });
    await open(page);
    await expectSeen(cardIn(page, 'Open as well'));
    await context.setOffline(true);
    for (const title of ['Still open', 'Open as well']) {
      await column(page, 'To do').getByRole('link', { name: title, exact: true }).focus();
      await page.keyboard.press('x');
    }
    const bar = page.getByRole('toolbar', { name: 'Selected tasks' });
    await bar.getByRole('button', { name: 'Delete' }).click();
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await expectSeen(waits(page, 1));
    await cardIn(page, 'Still open').waitFor({ state: 'detached' });
    await context.setOffline(false);
    await expectSeen(page.getByText('2 tasks couldn’t be changed.'));
    await expectSeen(page.getByText(/^This task is still open\./));
    await expectSeen(cardIn(page, 'Still open'));
    await expectSeen(cardIn(page, 'Open as well'));
  });

  it('behind one that the server fails at each time can be sent once that is discarded', async () => {
    const { page } = me;
    await open(page);
    await shownTask('Bad luck');
    let attempts = 0;
    const failure = {
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
      detail: 'No.',
    };
    await page.route('**/api/v1/tasks/*', async (route) => {
      if (route.request().postData()?.includes('Bad luck, renamed') !== true) return route.continue();
      attempts += 1;
      return attempts === 1 ? route.abort() : route.fulfill({ status: 500, json: failure });
    });
    await renameTo(page, 'Bad luck', 'Bad luck, renamed');
    // It does not wait for its next turn.
    const tryNow = () => page.evaluate('dispatchEvent(new Event("online"))').then(() => attempts);
    await expect.poll(tryNow).toBeGreaterThanOrEqual(7);
    await composeIn(page, 'To do');
    await page.keyboard.insertText('Held up');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expectSeen(page.getByText('2 changes can’t be sent, because the first one fails'));
    await show(page);
    await expectSeen(dialog(page).getByText(/^The server failed at this change several times: /));
    const tries = attempts;
    await dialog(page).getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => attempts).toBeGreaterThan(tries);
    await dialog(page)
      .getByRole('button', { name: /^Discard: ENG-/ })
      .click();
    await expect.poll(() => titlesOf('Held up')).toEqual(['Held up']);
    await expectSeen(dialog(page).getByText('All your changes are saved.'));
    await dialog(page).getByRole('button', { name: 'Close', exact: true }).click();
    await expectSeen(cardIn(page, 'Bad luck'));
    await page.unroute('**/api/v1/tasks/*');
  });
});

describe('a change that the server refuses when it is sent', () => {
  it('of the same text is shown with both differences and who wrote theirs, and can be merged', async () => {
    const { page, context } = me;
    await open(page);
    const { id } = await shownTask('Call Sara on Monday');
    await context.setOffline(true);
    await renameTo(page, 'Call Sara on Monday', 'Call Omid on Monday');
    await expectSeen(waits(page, 1));
    await expectSeen(cardIn(page, 'Call Omid on Monday'));
    await omid.patch(`/tasks/${id}`, { title: 'Call Sara on Friday', priority: 'high' });
    await context.setOffline(false);
    await expectSeen(page.getByText('1 change couldn’t be saved'));
    await expectSeen(cardIn(page, 'Call Sara on Friday'));
    // It is still there after a reload.
    await open(page);
    await show(page);
    await expectSeen(dialog(page).getByText('Call Omid on Monday', { exact: true }));
    await dialog(page).getByRole('button', { name: 'Compare' }).click();
    await expectSeen(dialog(page).getByText(/^Omid changed this while you were editing\./));
    expect(await dialog(page).locator('del').allInnerTexts()).toEqual(['Sara', 'Friday']);
    expect(await dialog(page).locator('ins').allInnerTexts()).toEqual(['Omid', 'Monday']);
    await dialog(page).getByRole('button', { name: 'Merge' }).click();
    const merged = dialog(page).getByRole('textbox', { name: 'Text with both changes' });
    expect(await merged.inputValue()).toBe('Call Omid on Friday');
    await dialog(page).getByRole('button', { name: 'Save this text' }).click();
    await expectSeen(cardIn(page, 'Call Omid on Friday'));
    await expect.poll(async () => (await omid.get(`/tasks/${id}`)).body.title).toBe('Call Omid on Friday');
  });

  it('of other fields than those of others is made beside theirs', async () => {
    const { page, context } = me;
    await open(page);
    const { id } = await shownTask('Two hands');
    await context.setOffline(true);
    await renameTo(page, 'Two hands', 'Four hands');
    await omid.patch(`/tasks/${id}`, { priority: 'urgent' });
    await context.setOffline(false);
    await expect
      .poll(async () => (await omid.get(`/tasks/${id}`)).body)
      .toMatchObject({ title: 'Four hands', priority: 'urgent' });
  });

  it('because its task is gone keeps what was written until the person discards it', async () => {
    const { page, context } = me;
    await open(page);
    const { id } = await shownTask('Soon gone');
    await context.setOffline(true);
    await renameTo(page, 'Soon gone', 'A long thought');
    await omid.post(`/tasks/${id}/complete`);
    expect((await work.owner.delete(`/tasks/${id}`)).status).toBe(204);
    await context.setOffline(false);
    await expectSeen(page.getByText('1 change couldn’t be saved'));
    await show(page);
    await expectSeen(dialog(page).getByText('A long thought', { exact: true }));
    await dialog(page)
      .getByRole('button', { name: /^Discard: / })
      .click();
    await expectSeen(dialog(page).getByText('All your changes are saved.'));
    await dialog(page).getByRole('button', { name: 'Close', exact: true }).click();
  });
});

describe('the end of a session', () => {
  it('elsewhere leaves the changes for the same person, who signs in again', async () => {
    const { page, context } = me;
    await open(page);
    const { id } = await shownTask('Before the end');
    await context.setOffline(true);
    await renameTo(page, 'Before the end', 'After the end');
    await expectSeen(waits(page, 1));
    const cookies = await context.cookies();
    await context.clearCookies();
    await context.setOffline(false);
    await expect.poll(() => page.url()).toMatch(/sign-in/);
    expect((await omid.get(`/tasks/${id}`)).body.title).toBe('Before the end');
    await context.addCookies(cookies);
    await page.goto(board());
    await expectSeen(cardIn(page, 'After the end'));
    await expect.poll(async () => (await omid.get(`/tasks/${id}`)).body.title).toBe('After the end');
  });

  it('by the person asks before it discards changes', async () => {
    const { page, context } = me;
    await open(page);
    await shownTask('Not sent');
    await context.setOffline(true);
    await renameTo(page, 'Not sent', 'Never sent');
    await expectSeen(waits(page, 1));
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectSeen(dialog(page).getByText('1 change isn’t saved yet.'));
    await dialog(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    await expectSeen(waits(page, 1));
    await context.setOffline(false);
    await expect.poll(() => titlesOf('Never sent')).toEqual(['Never sent']);
  });
});

describe('a browser that can’t store changes', () => {
  it('says so, and keeps them in the open page', async () => {
    const { page, context } = me;
    await open(page);
    await page.evaluate(`IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    }; undefined`);
    await context.setOffline(true);
    await composeIn(page, 'To do');
    await page.keyboard.insertText('Only in this page');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('This browser’s storage is full or turned off.'));
    await expectSeen(cardIn(page, 'Only in this page'));
    await context.setOffline(false);
    await expect.poll(() => titlesOf('Only in this page')).toEqual(['Only in this page']);
    expect(me.complaints).toEqual([]);
  });
});
