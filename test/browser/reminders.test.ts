import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, expectSeen, tabTo, type Visitor } from './visitor.ts';

let site: TestSite;
let work: Workspace;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
});
afterAll(() => site.close());

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const reminderOf = async (id: string) => (await work.owner.get(`/tasks/${id}/page`)).body.reminder;

describe('somebody who wants to be reminded of a task', () => {
  let me: Visitor;
  let id: string;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner });
    id = (await makeTask(work.owner, work.teamId, { title: 'Call the printer', dueDate: day(20) })).id;
  });
  afterAll(() => me.close());
  const button = () => me.page.getByRole('button', { name: /^(Remind me|Reminder: .*)$/ });
  const pick = async (name: RegExp | string) => {
    await button().click();
    await me.page.getByRole('menuitem', { name }).click();
  };

  it('chooses tomorrow with the keyboard', async () => {
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${id}`);
    await expectSeen(button());
    await tabTo(me.page, button());
    await me.page.keyboard.press('Enter');
    await expectSeen(me.page.getByRole('menuitem', { name: 'Tomorrow 09:00' }));
    // It takes the focus once it is shown.
    await expectSeen(me.page.locator('.popup [role=menuitem]:focus'));
    await me.page.keyboard.type('Tom');
    expect(await statusAfter(me.page, /\/reminder$/, () => me.page.keyboard.press('Enter'))).toBe(200);
    await expectSeen(me.page.getByRole('button', { name: /^Reminder: .*, 09:00$/ }));
    expect(await reminderOf(id)).toMatchObject({ at: `${day(1)}T09:00:00.000Z`, repeat: null });
  });

  it('has it repeated, and moves it to the day before the due date', async () => {
    expect(await statusAfter(me.page, /\/reminder$/, () => pick('Every day until done'))).toBe(200);
    expect(await reminderOf(id)).toMatchObject({ at: `${day(1)}T09:00:00.000Z`, repeat: 'daily' });
    expect(await statusAfter(me.page, /\/reminder$/, () => pick(/^A day before it is due/))).toBe(200);
    expect(await reminderOf(id)).toMatchObject({ before: 1_440, repeat: 'daily', nextAt: `${day(19)}T09:00:00.000Z` });
    await work.owner.patch(`/tasks/${id}`, { dueDate: '2036-03-05' });
    await expectSeen(me.page.getByRole('button', { name: 'Reminder: 4 Mar 2036, 09:00' }));
  });

  it('chooses another day and time', async () => {
    await pick('Choose a time…');
    const dialog = me.page.getByRole('dialog', { name: /^Remind me of ENG-/ });
    await dialog.getByRole('button', { name: /^When / }).click();
    const popup = me.page.getByRole('dialog', { name: 'When', exact: true });
    await popup.getByRole('spinbutton', { name: /^hour/ }).click();
    await me.page.keyboard.type('1530');
    await popup.getByRole('button', { name: 'In a week' }).click();
    await dialog.getByLabel('Repeat').selectOption('weekly');
    const set = () => dialog.getByRole('button', { name: 'Set reminder' }).click();
    expect(await statusAfter(me.page, /\/reminder$/, set)).toBe(200);
    expect(await reminderOf(id)).toMatchObject({ at: `${day(7)}T15:30:00.000Z`, before: null, repeat: 'weekly' });
  });

  it('sees in one window what was set in another, and removes it', async () => {
    await work.owner.put(`/tasks/${id}/reminder`, { at: `${day(3)}T07:15:00Z` });
    await expectSeen(me.page.getByRole('button', { name: /^Reminder: .*, 07:15$/ }));
    expect(await statusAfter(me.page, /\/reminder$/, () => pick('Remove reminder'))).toBe(204);
    await expectSeen(me.page.getByRole('button', { name: 'Remind me', exact: true }));
    expect(await reminderOf(id)).toBeNull();
    expect(me.complaints).toEqual([]);
  });
});

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  it('menu and dialog can be read by everybody, and fit a narrow screen', async () => {
    const reader = await site.visitor({ language, theme, as: work.owner });
    const { page } = reader;
    const { id } = await makeTask(work.owner, work.teamId, { dueDate: day(20) });
    await work.owner.put(`/tasks/${id}/reminder`, { at: `${day(2)}T09:00:00Z`, repeat: 'daily' });
    await page.goto(`/teams/${work.teamId}/board/tasks/${id}`);
    const button = page.getByRole('button', { name: /^(Reminder|یادآوری): / });
    const look = async (name: string) => {
      expect(await violations(page), name).toEqual([]);
      await expectNothingBeside(page);
    };
    await button.click();
    await expectSeen(page.getByRole('menuitem').first());
    await look('menu');
    await page.getByRole('menuitem', { name: /Choose a time|زمانی دیگر/ }).click();
    await expectSeen(page.getByRole('dialog', { name: /^(Remind me of|یادآوری) / }));
    await look('dialog');
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});
