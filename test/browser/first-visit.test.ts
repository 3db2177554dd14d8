import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, expectSeen, type Visitor } from './visitor.ts';

// A container as in the README, opened by its name in the network: without PUBLIC_URL, and without mail.

let site: TestSite;
let sara: Visitor;
let page: Page;
let own: string;
beforeAll(async () => {
  const settings = (url: string) => ({
    HOST: '0.0.0.0',
    PUBLIC_URL: url.replace('nas.lan', 'localhost'),
    SMTP_URL: '',
  });
  site = await startTestSite(settings, 'nas.lan');
  own = site.url.replace('nas.lan', 'localhost');
  sara = await site.visitor({ expected: /Cross-Origin-Opener-Policy header has been ignored|status of (401|409)/ });
  ({ page } = sara);
});
afterAll(() => site.close());

describe('the first visit', () => {
  it.each(['/', '/sign-in', '/sign-up', '/my-work'])(
    'of %s leads to the set-up, which asks for the link',
    async (path) => {
      await page.goto(path);
      await page.waitForURL('**/setup');
      await expectSeen(page.getByText('with the link that the server printed at startup'));
      expect(await page.getByLabel('Password').count()).toBe(0);
    },
  );

  it('sees the address of the server, and creates the admin account through the link', async () => {
    const link = (await site.test.app.modules.setupUrl()) ?? '';
    await page.goto(link.replace(own, site.url));
    await expectSeen(page.getByText('This first account is the server administrator'));
    await expectSeen(page.getByRole('note').getByText(`PUBLIC_URL=${site.url}`));
    await page.getByLabel('Your name').fill('Sara');
    await page.getByLabel('Email').fill('sara@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/welcome');
  });

  it('creates an organization and a team with the typed names', async () => {
    await page.getByLabel('Organization name').fill('Home');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByLabel('Team name').fill('Garden');
    const create = () => page.getByRole('button', { name: 'Create team' }).click();
    expect(await statusAfter(page, /\/teams$/, create)).toBe(201);
    await page.waitForURL('**/teams/*/start');
  });
});

/** The links that the invitations page would copy. */
async function linksOf(): Promise<string[]> {
  const urls: string[] = [];
  page.on('response', async (response) => {
    if (response.url().endsWith('/link')) urls.push(((await response.json()) as { url: string }).url);
  });
  return urls;
}

describe('where no mail leaves the server', () => {
  it('does not claim that a mail was sent: invites show their links', async () => {
    const urls = await linksOf();
    await page.getByText('Start with an empty board').click();
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('button', { name: 'Invite people' }).click();
    await page.getByLabel('Email addresses').fill('"Rad, Omid" <omid@example.com>\n"Rad, Mina" <mina@example.com>');
    await page.getByRole('button', { name: 'Create invitations' }).click();
    const dialog = page.getByRole('dialog');
    await expectSeen(dialog.getByText('2 people invited.').last());
    expect(await dialog.getByText('Invalid email address').count()).toBe(0);
    for (const name of ['omid@example.com', 'mina@example.com']) {
      const row = dialog.getByRole('listitem').filter({ hasText: name });
      await row.getByRole('button', { name: 'Copy link' }).click();
      await expectSeen(page.getByText(`Link for ${name} copied.`));
    }
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Invitations' }).click();
    await expectSeen(page.getByText('Not sent: no mail server. Copy the link').first());
    expect(urls).toHaveLength(2);

    // Another invite in the same tab is another invite.
    const guest = await site.visitor({ expected: /Cross-Origin-Opener-Policy header has been ignored/ });
    await guest.page.goto(urls[0]?.replace(own, site.url) ?? '');
    await expectSeen(guest.page.getByText('omid@example.com'));
    await guest.page.goto(urls[1]?.replace(own, site.url) ?? '');
    await expectSeen(guest.page.getByText('mina@example.com'));
    await guest.page.getByLabel('Your name').fill('Mina');
    await guest.page.getByLabel('Password').fill(password);
    await guest.page.getByRole('button', { name: 'Create account' }).click();
    await guest.page.waitForURL(/teams|my-work|welcome/);
    await guest.page.goto('/settings');
    await expectSeen(
      guest.page
        .getByText('ask your administrator for the link')
        .or(guest.page.getByText('Ask your administrator to change it')),
    );
    await guest.page.goto('/settings/data');
    await expectSeen(guest.page.getByText('your administrator can give you a link to restore it'));
    expect(guest.complaints).toEqual([]);
  });

  it('a forgotten password is the administrator’s to help with, who has the link', async () => {
    const guest = await site.visitor({ expected: /Cross-Origin-Opener-Policy header has been ignored/ });
    await guest.page.goto('/forgot');
    await expectSeen(guest.page.getByRole('heading', { name: 'This server doesn’t send email' }));
    await page.goto('/admin/users');
    await page.getByRole('button', { name: 'Actions for Mina' }).click();
    await page.getByRole('menuitem', { name: 'Password reset link' }).click();
    const link = await page.getByRole('dialog').getByLabel('Link').inputValue();
    await page.getByRole('button', { name: 'Done' }).click();
    await guest.page.goto(link.replace(own, site.url));
    await guest.page.getByLabel('New password').fill('quite another password');
    await guest.page.getByRole('button', { name: 'Set password' }).click();
    await expectSeen(guest.page.getByText('Your password was changed'));
    // A later link in the same tab replaces the result of the first.
    await page.getByRole('button', { name: 'Actions for Mina' }).click();
    await page.getByRole('menuitem', { name: 'Password reset link' }).click();
    const later = await page.getByRole('dialog').getByLabel('Link').inputValue();
    await guest.page.goto(later.replace(own, site.url));
    await guest.page.getByLabel('New password').fill('a third password of hers');
    await guest.page.getByRole('button', { name: 'Set password' }).click();
    await expectSeen(guest.page.getByText('Your password was changed'));
  });
});

it('was walked without a complaint', () => {
  expect(sara.complaints).toEqual([]);
});
