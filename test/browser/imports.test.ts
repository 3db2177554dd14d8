import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, comment, upload } from '../files/trello.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, type Visitor } from './visitor.ts';

let site: TestSite;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  member = await join(site.test.app, work, { teamRole: 'member', name: 'Mina' });
});
afterAll(() => site.close());

const content = (number: number, name: string) =>
  board({
    name,
    members: [{ id: 'm1', fullName: 'The Boss', username: 'the-boss' }],
    cards: [card(number, name, { due: 'soon' })],
    actions: [comment(number, number, 'I approve this payment.', { id: 'm1', fullName: 'The Boss' })],
  });

async function begin(person: Person, file: unknown, fields: Record<string, string> = {}): Promise<string> {
  const raw = upload(file, { teamId: work.teamId, ...fields });
  const { body } = await person.post(`/organizations/${work.organizationId}/imports`, undefined, { raw });
  await site.test.settled();
  return body.id;
}

describe.each([
  {
    language: 'en',
    number: 1,
    name: 'Kitchen',
    run: 'Import now',
    tried: 'Result of the dry run',
    done: 'Your board has been imported',
    card: 'Card 1',
    badDate: 'The date couldn’t be read and was skipped.',
    failed: 'This JSON file is not a Trello board.',
    marked: '· imported by Mina',
  },
  {
    language: 'fa',
    number: 2,
    name: 'آشپزخانه',
    run: 'اکنون وارد شود',
    tried: 'نتیجهٔ اجرای آزمایشی',
    done: 'تابلوی شما وارد شد',
    card: 'کارت ۱',
    badDate: 'تاریخ خوانده نشد و وارد نشد.',
    failed: 'این فایل JSON تابلوی ترلو نیست.',
    marked: '· واردشده توسط \u2068Mina\u2069',
  },
] as const)('an import, in $language', ({ language, number, name, ...texts }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await site.visitor({ as: member, language });
  });
  afterAll(() => visitor.close());

  it('is tried out, run for real from its report, and marks what it brings', async () => {
    const { page } = visitor;
    await page.goto(`/imports/${await begin(member, content(number, name), { dryRun: 'true' })}`);
    await expectSeen(page.getByText(texts.tried));
    await expectSeen(page.getByText(texts.card));
    await expectSeen(page.getByText(texts.badDate));
    await page.getByRole('button', { name: texts.run }).click();
    await expectSeen(page.getByText(texts.done));
    expect(await page.getByRole('button', { name: texts.run }).count()).toBe(0);
    const { items } = (await member.get(`/tasks?teamId=${work.teamId}&q=${encodeURIComponent(name)}`)).body;
    await page.goto(`/teams/${work.teamId}/board/tasks/${items[0]?.id}`);
    const importedComment = page.locator('article').filter({ hasText: 'I approve this payment.' });
    await expectSeen(importedComment.getByText('The Boss', { exact: true }));
    expect(await importedComment.locator('header').textContent()).toContain(texts.marked);
    expect(visitor.complaints).toEqual([]);
  });

  it('that fails says why first, without a row of zeros', async () => {
    const { page } = visitor;
    await page.goto(`/imports/${await begin(member, '{"a":1}')}`);
    await expectSeen(page.getByText(texts.failed));
    expect(await page.locator('dl').count()).toBe(0);
    expect(await page.getByRole('button', { name: texts.run }).count()).toBe(0);
  });
});

it('of somebody else is looked at by an admin, not run', async () => {
  const id = await begin(member, content(3, 'Other'), { dryRun: 'true' });
  const visitor = await site.visitor({ as: work.owner });
  await visitor.page.goto(`/imports/${id}`);
  await expectSeen(visitor.page.getByText('Result of the dry run'));
  expect(await visitor.page.getByRole('button', { name: 'Import now' }).count()).toBe(0);
  await visitor.close();
});
