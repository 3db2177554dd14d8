import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, comment, list } from '../files/trello.ts';
import { until } from '../harness/process.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, column, drag, expectSeen, tabTo, type Visitor } from './visitor.ts';

// One story: a person opens the address for the first time, and in the end works with a colleague.

let site: TestSite;
let sara: Visitor;
let omid: Visitor;
let page: Page;
beforeAll(async () => {
  site = await startTestSite();
  sara = await site.visitor();
  page = sara.page;
});
afterAll(() => site.close());

/** Runs in the page: a small import is finished before a test could see its progress. */
const noteProgress = `new MutationObserver(() => {
  if (document.querySelector('progress')) document.body.dataset.progressed = 'yes';
}).observe(document.body, { childList: true, subtree: true })`;

const trelloFile = () => {
  const titles = ['Buy a pan', 'Sharpen the knives', 'Ask for three quotes', 'Measure the window', 'Choose the tiles'];
  const cards = titles.map((title, index) => card(index + 1, title));
  const cardWithFile = card(6, 'Keep the invoices', {
    attachments: [{ id: 'a1', name: 'invoice.pdf', url: 'https://trello.com/1/invoice.pdf', bytes: 10 }],
    badges: { comments: 0, attachments: 1 },
  });
  const content = board({
    lists: [list(1, 'To do'), list(2, 'Doing'), list(3, 'Done')],
    cards: [...cards, cardWithFile],
    actions: [comment(1, 1, 'The heavy one, please.')],
  });
  return { name: 'kitchen.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) };
};

describe('a newcomer', () => {
  it('opens the address and makes the first account', async () => {
    await page.goto('/');
    await page.waitForURL('**/setup');
    await expectSeen(page.getByText('This first account is the server administrator'));
    await page.getByLabel('Your name').fill('Sara');
    await page.getByLabel('Email').fill('sara@example.com');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/welcome');
    expect(await page.evaluate('document.documentElement.dir')).toBe('ltr');
  });

  it('makes an organization and a team', async () => {
    await page.getByLabel('Organization name').fill('Kitchen & Co');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByLabel('Team name').fill('Builders');
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.waitForURL('**/teams/*/start');
    await expectSeen(page.getByText('Start with an empty board'));
  });

  it('brings a board from Trello, sees how far it is and what came of it', async () => {
    await page.evaluate(noteProgress);
    await page.locator('input[type=file]').setInputFiles(trelloFile());
    await expectSeen(page.getByRole('heading', { name: 'Your board has been imported' }));
    expect(await page.evaluate('document.body.dataset.progressed')).toBe('yes');
    await expectSeen(page.locator('dl > div', { hasText: /^tasks\s*6$/ }));
    await expectSeen(page.locator('dl > div', { hasText: /^comment\s*1$/ }));
    await expectSeen(page.getByText('Attachments', { exact: true }));
  });

  it('finds its cards on the board, in their columns', async () => {
    await page.getByRole('link', { name: 'Open board' }).click();
    await expectSeen(cardIn(column(page, 'To do'), 'Buy a pan'));
    expect(await column(page, 'To do').locator('[data-card]').count()).toBe(6);
  });

  it('drags a card with the mouse, and it stays there', async () => {
    const moveStatus = await statusAfter(page, /\/move$/, () =>
      drag(page, cardIn(page, 'Buy a pan'), column(page, 'In progress').locator('.column-body')),
    );
    expect(moveStatus).toBe(200);
    await expectSeen(cardIn(column(page, 'In progress'), 'Buy a pan'));
    await page.reload();
    await expectSeen(cardIn(column(page, 'In progress'), 'Buy a pan'));
  });

  it('moves a card by keys alone, and it stays there', async () => {
    await tabTo(page, cardIn(page, 'Sharpen the knives').getByRole('link'));
    const moveStatus = await statusAfter(page, /\/move$/, async () => {
      await page.keyboard.press('ArrowDown');
      await expectSeen(page.locator(':focus', { hasText: 'Ask for three quotes' }));
      for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key);
    });
    expect(moveStatus).toBe(200);
    await expectSeen(page.getByText('Ask for three quotes moved to In progress.'));
    await page.reload();
    await expectSeen(cardIn(column(page, 'In progress'), 'Ask for three quotes'));
  });

  it('completes a task', async () => {
    await cardIn(page, 'Measure the window').click();
    const panel = page.getByRole('complementary', { name: /^Task BUI-/ });
    await panel.getByRole('button', { name: 'Complete' }).click();
    await expectSeen(panel.getByRole('button', { name: 'Reopen' }));
    await page.keyboard.press('Escape');
    await expectSeen(cardIn(column(page, 'Done'), 'Measure the window'));
  });

  it('invites somebody by mail, who comes in by its link', async () => {
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('button', { name: 'Invite people' }).click();
    await page.getByLabel('Email addresses').fill('omid@example.com');
    await page.getByRole('button', { name: 'Send invitations' }).click();
    await expectSeen(page.getByRole('dialog').getByText('1 person invited.').last());
    await until(() => mailsTo('omid@example.com').length === 1);
    const link = /http:\/\/\S+\/invite#[\w-]+/.exec(mailsTo('omid@example.com')[0]?.text ?? '')?.[0] ?? '';
    omid = await site.visitor();
    await omid.page.goto(link);
    await expectSeen(omid.page.getByRole('heading', { name: 'Join Kitchen & Co' }));
    await omid.page.getByLabel('Your name').fill('Omid');
    await omid.page.getByLabel('Password').fill('another horse battery');
    await omid.page.getByRole('button', { name: 'Create account' }).click();
    await expectSeen(cardIn(column(omid.page, 'To do'), 'Choose the tiles'));
    await page.keyboard.press('Escape');
    await expectSeen(page.getByText('omid@example.com', { exact: true }));
  });

  it('gives a task to the other, who finds it on the board, in the inbox and in the mail', async () => {
    await page.getByRole('link', { name: 'Builders' }).click();
    await cardIn(page, 'Choose the tiles').click();
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'Omid' }).click();
    await expectSeen(page.getByRole('button', { name: 'Assigned to Omid' }));
    await expectSeen(cardIn(omid.page, 'Choose the tiles').getByLabel('Assigned to Omid'));
    await omid.page.getByRole('link', { name: 'Inbox' }).click();
    await omid.page.getByRole('link', { name: /Sara\W+assigned you/ }).click();
    await expectSeen(omid.page.getByRole('complementary', { name: /^Task BUI-/ }));
    await until(() => mailsTo('omid@example.com').some(({ text }) => text?.includes('Choose the tiles') ?? false));
  });

  it('moves a card, and the other sees it move', async () => {
    await omid.page.getByRole('link', { name: 'Builders' }).click();
    await expectSeen(cardIn(column(omid.page, 'To do'), 'Sharpen the knives'));
    await omid.page.evaluate(`document.body.dataset.sameSince = 'then'`);
    await page.keyboard.press('Escape');
    await drag(page, cardIn(page, 'Sharpen the knives'), column(page, 'In review').locator('.column-body'));
    await expectSeen(cardIn(column(omid.page, 'In review'), 'Sharpen the knives'));
    expect(await omid.page.evaluate('document.body.dataset.sameSince')).toBe('then');
  });

  it('has heard no complaint of either page', () => {
    expect([...sara.complaints, ...omid.complaints]).toEqual([]);
  });
});

function mailsTo(address: string) {
  return site.mail.mails.filter(({ recipients }) => recipients.includes(address));
}
