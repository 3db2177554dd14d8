import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, signUp } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, statusAfter } from './visitor.ts';

let site: TestSite;
let admin: Person;
beforeAll(async () => {
  site = await startTestSite();
  admin = await signUp(site.test.app, 'Admin');
});
afterAll(() => site.close());

const fail = () => site.test.database.sql`
  update notifications.message set state = 'failed', error = '451 Try later' where recipient = 'second@example.com'`;

it('sends a test email, filters, and sends failed emails again', async () => {
  const me = await site.visitor({ as: admin });
  const { page } = me;
  await page.goto('/admin/messages');
  await page.getByRole('button', { name: 'Send a test email' }).click();
  const dialog = page.getByRole('dialog');
  for (const address of ['first@example.com', 'second@example.com']) {
    await dialog.getByLabel('To', { exact: true }).fill(address);
    const send = () => dialog.getByRole('button', { name: 'Send', exact: true }).click();
    expect(await statusAfter(page, /email\/test$/, send)).toBe(200);
    await expectSeen(dialog.getByText('Check the inbox of this address.'));
  }
  expect(site.mail.mails.map(({ recipients }) => recipients)).toContainEqual(['second@example.com']);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await fail();
  await page.reload();
  const rows = page.getByRole('list', { name: 'Email', exact: true }).getByRole('link');
  await page.getByRole('combobox', { name: 'Status' }).selectOption('failed');
  await expect.poll(() => rows.allInnerTexts()).toEqual([expect.stringContaining('second@example.com')]);
  await rows.click();
  const one = () => page.getByRole('button', { name: 'Send again', exact: true }).click();
  expect(await statusAfter(page, /\/retry$/, one)).toBe(200);
  await site.test.settled();
  await fail();
  const all = () => page.getByRole('button', { name: 'Send all failed again' }).click();
  expect(await statusAfter(page, /messages\/retry$/, all)).toBe(200);
  await expectSeen(page.getByText('1 email queued to be sent again.'));
  await site.test.settled();
  expect((await admin.get('/admin/messages?state=failed')).body.items).toEqual([]);
  expect(me.complaints).toEqual([]);
  await me.close();
});

it('shows how an email looks, and its plain text, without links that act for its reader', async () => {
  await admin.post('/auth/password/forgot', { email: admin.email });
  await site.test.settled();
  const me = await site.visitor({ as: admin });
  const { page } = me;
  await page.goto('/admin/messages');
  await page.getByRole('combobox', { name: 'Type' }).selectOption('New password');
  const emails = page.getByRole('list', { name: 'Email', exact: true });
  await emails
    .getByRole('link', { name: /^Set a new password/ })
    .first()
    .click();
  const mail = page.frameLocator('iframe[title="Preview"]');
  await expectSeen(mail.getByRole('article').getByText('asked to reset the password'));
  const button = mail.getByText('Set a new password', { exact: true }).last();
  await button.click();
  await expectSeen(button);
  expect(page.context().pages()).toHaveLength(1);
  expect(await mail.locator('body').evaluate('origin')).toBe('null');
  await page.getByRole('button', { name: 'Plain text' }).click();
  await expectSeen(page.getByText('/#hidden'));
  expect(me.complaints).toEqual([]);
  await me.close();
});

it.each(readers)('can be read in $language, $theme, on a phone', async ({ language, theme }) => {
  const reader = await site.visitor({ language, theme, width: 360, as: admin });
  const { page } = reader;
  await page.goto('/admin/messages');
  await expectSeen(page.getByRole('region', { name: /^(Email status|وضعیت ایمیل)$/ }));
  expect(await violations(page)).toEqual([]);
  await expectNothingBeside(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await page
    .getByRole('list', { name: /^(Email|ایمیل‌ها)$/ })
    .getByRole('link')
    .first()
    .click();
  await expectSeen(page.frameLocator('iframe').getByText('TaskUno').first());
  expect(await violations(page)).toEqual([]);
  await expectNothingBeside(page);
  expect(reader.complaints).toEqual([]);
  await reader.close();
});
