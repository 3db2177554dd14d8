import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { misfits, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, type Visitor } from './visitor.ts';

// The open task: its properties, relations, comments and history, beside the page or instead of it.

let site: TestSite;
let work: Workspace;
let omid: Person;
let taskId: string;
const description = '# Plan\n\n- [ ] book\n\n## طرح\n\n- فهرست\n\n<details>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n';
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  omid = await join(site.test.app, work, { teamRole: 'member' });
  taskId = (await makeTask(work.owner, work.teamId, { title: 'First', description: 'An old plan' })).id;
  await makeTask(work.owner, work.teamId, { title: 'Second' });
  await work.owner.patch(`/tasks/${taskId}`, { description });
  await work.owner.post(`/teams/${work.teamId}/fields`, { name: 'Customer', type: 'text' });
  await omid.post(`/tasks/${taskId}/comments`, { body: 'See ENG-2.' });
});
afterAll(() => site.close());

const panelOf = ({ page }: Visitor) => page.locator('.panel');
const open = (me: Visitor) => me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);

describe('a task', () => {
  let me: Visitor;
  let panel: Locator;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner, width: 1440, expected: /ERR_INTERNET_DISCONNECTED/ });
    panel = panelOf(me);
    await open(me);
  });
  afterAll(() => me.close());

  it('shows the fields that are set, and adds others by a menu, the team’s own first', async () => {
    await expectSeen(panel.getByRole('button', { name: 'Status: To do' }));
    expect(await panel.getByRole('button', { name: /^(Estimate|Customer)/ }).count()).toBe(0);
    await panel.getByRole('button', { name: 'Add field' }).click();
    expect(await me.page.getByRole('menuitem').first().innerText()).toBe('Customer');
    await me.page.getByRole('menuitem', { name: 'Estimate' }).click();
    await expectSeen(panel.getByRole('button', { name: 'Estimate: None' }).and(me.page.locator(':focus')));
  });

  it('leads to the next and the previous one of the board', async () => {
    await panel.getByRole('button', { name: 'Next task' }).click();
    await expectSeen(me.page.getByRole('complementary', { name: 'Task ENG-2' }));
    await expectSeen(panel.getByRole('button', { name: 'Previous task' }));
    await me.page.keyboard.press('Alt+ArrowUp');
    await expectSeen(me.page.getByRole('complementary', { name: 'Task ENG-1' }));
    expect(await panel.getByRole('button', { name: 'Previous task' }).isDisabled()).toBe(true);
  });

  it('shows where it is named, as soon as it is, and leads there', async () => {
    const { page } = me;
    await panel.getByRole('button', { name: 'Next task' }).click();
    const backlinks = panel.getByRole('region', { name: 'Mentioned in' });
    await expectSeen(backlinks.getByText('See ENG-2.'));
    await makeTask(work.owner, work.teamId, { title: 'Third', description: 'After ENG-2' });
    await expect.poll(() => backlinks.getByRole('link').allInnerTexts()).toEqual(['Third', 'First']);
    await backlinks.getByRole('link', { name: 'First' }).click();
    await expectSeen(page.getByRole('complementary', { name: 'Task ENG-1' }));
    await open(me);
  });

  it('shows in its history what changed in the description, and no comments', async () => {
    await panel.getByRole('button', { name: 'History' }).click();
    const history = panel.getByRole('list', { name: 'History' });
    await expectSeen(history.locator('del', { hasText: 'An old plan' }));
    expect(await history.getByText(/comment/).count()).toBe(0);
    await panel.getByRole('button', { name: 'Comments' }).click();
  });

  it('answers a comment below it, also with keys, and shows the place of a deleted one', async () => {
    const { page } = me;
    const toOmid = panel.getByRole('button', { name: 'Reply to Omid' });
    await toOmid.focus();
    await page.keyboard.press('Enter');
    const field = panel.getByRole('textbox', { name: 'Reply to Omid' });
    await expectSeen(field.and(page.locator(':focus')));
    await page.keyboard.press('Escape');
    await expectSeen(toOmid.and(page.locator(':focus')));
    await page.keyboard.press('Enter');
    await field.fill('I do.');
    await me.context.setOffline(true);
    await page.keyboard.press('Control+Enter');
    const replies = panel.getByRole('list', { name: 'Replies to Omid' });
    await expectSeen(replies.getByText('I do.'));
    await replies.getByRole('button', { name: 'Reply to Owner' }).click();
    await panel.getByRole('textbox', { name: 'Reply to Owner' }).fill('And you?');
    await page.keyboard.press('Control+Enter');
    await expectSeen(replies.getByText('And you?'));
    await me.context.setOffline(false);
    const stored = async () => (await omid.get(`/tasks/${taskId}/comments`)).body.items;
    await expect
      .poll(async () => (await stored()).map(({ body }) => body))
      .toEqual(['See ENG-2.', 'I do.', 'And you?']);
    const [first, ...others] = await stored();
    expect(others.map(({ replyToId }) => replyToId)).toEqual([first?.id, first?.id]);
    await omid.delete(`/comments/${first?.id}`);
    await expectSeen(panel.getByText('Deleted comment'));
    await expectSeen(panel.getByRole('list', { name: 'Replies to a deleted comment' }).getByText('And you?'));
  });

  it('makes room beside it when it is pinned, also at the next visit', async () => {
    const edge = (locator: Locator) => locator.boundingBox().then((box) => box && Math.round(box.x + box.width));
    await panel.getByRole('button', { name: 'Pin beside the page' }).click();
    await open(me);
    await expectSeen(panel.getByRole('heading', { name: 'Plan' }));
    expect(await edge(me.page.locator('.board'))).toBe(1440 - 640);
    await panel.getByRole('button', { name: 'Full page' }).click();
    expect(await panel.boundingBox()).toMatchObject({ x: 232, width: 1440 - 232 });
    expect(await me.page.locator('.board').isVisible()).toBe(false);
    expect(me.complaints).toEqual([]);
  });
});

describe.each([
  { language: 'en', theme: 'light' },
  { language: 'fa', theme: 'dark' },
] as const)('a task for who reads $language, $theme', ({ language, theme }) => {
  it('can be read and edited by everybody, narrow and wide, with what opens in it', async () => {
    const me = await site.visitor({ as: work.owner, language, theme });
    const panel = panelOf(me);
    const name = (en: string, fa: string) => (language === 'fa' ? fa : en);
    await open(me);
    await panel.getByRole('button', { name: name('Add field', 'افزودن فیلد') }).click();
    await expectSeen(me.page.getByRole('menuitem').first());
    expect([...(await misfits(me.page, 320)), ...(await violations(me.page))]).toEqual([]);
    await me.page.keyboard.press('Escape');
    await panel
      .getByRole('button', { name: name('React', 'واکنش') })
      .last()
      .click();
    await panel.getByRole('button', { name: name('Edit description', 'ویرایش توضیحات') }).click();
    await expectSeen(panel.locator('.text-editor'));
    await me.page.keyboard.press('Control+Home');
    await me.page.keyboard.type(' /');
    await expectSeen(panel.getByRole('listbox'));
    expect([...(await misfits(me.page, 768)), ...(await violations(me.page))]).toEqual([]);
    await me.page.keyboard.press('Escape');
    await me.page.setViewportSize({ width: 1440, height: 800 });
    await panel.getByRole('button', { name: name('Link', 'پیوند'), exact: true }).click();
    await panel.getByRole('button', { name: name('Full page', 'تمام صفحه') }).click();
    await panel.getByRole('button', { name: name('History', 'تاریخچه') }).click();
    await expectSeen(panel.locator('ins').first());
    expect([...(await misfits(me.page, 1440)), ...(await violations(me.page))]).toEqual([]);
    expect(me.complaints).toEqual([]);
    await me.close();
  });
});
