import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace, signUp, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, type Visitor } from './visitor.ts';

// A problem from the server is shown at its field.

let site: TestSite;
let work: Workspace;
let owner: Visitor;
let page: Page;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  await work.owner.patch('/auth/me', { timezone: 'Asia/Kolkata' });
  owner = await site.visitor({ as: work.owner, expected: /status of 422/ });
  ({ page } = owner);
});
afterAll(() => site.close());

/** The field is marked, focused, and describes the problem. */
async function expectMarked(field: Locator, words: RegExp): Promise<void> {
  await expectSeen(field.and(field.page().locator('[aria-invalid=true]:focus')));
  const about = await field.getAttribute('aria-describedby');
  expect(await field.page().locator(`[id="${about}"]`).textContent()).toMatch(words);
}

describe('the profile', () => {
  it('shows a time zone that the browser’s own list lacks', async () => {
    await page.goto('/settings');
    const zone = page.getByLabel('Time zone');
    await expectSeen(zone);
    expect(await zone.inputValue()).toBe('Asia/Kolkata');
    await page.getByLabel('Your name').fill('Sara Rad');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectSeen(page.getByText('Settings saved.'));
    expect((await work.owner.get('/auth/me')).body).toMatchObject({ name: 'Sara Rad', timezone: 'Asia/Kolkata' });
  });

  it('marks each field that is refused', async () => {
    const zone = page.getByLabel('Time zone');
    await page.evaluate(`document.querySelector('[name=timezone]').append(new Option('Mars/Olympus'))`);
    await zone.selectOption('Mars/Olympus');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectMarked(zone, /IANA time zone/);
    await zone.selectOption('UTC');
    expect(await zone.getAttribute('aria-invalid')).toBeNull();
    const username = page.getByLabel('Username');
    await username.fill('no spaces!');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectMarked(username, /letters, digits/);
  });
});

describe('an account in UTC', () => {
  it('is offered the zone of its browser, once: taken or declined, it is asked no more', async () => {
    const [taker, keeper] = [await signUp(site.test.app, 'Taker'), await signUp(site.test.app, 'Keeper')];
    const taking = await site.visitor({ as: taker, isAskedForZone: true });
    await taking.page.goto('/settings');
    await expectSeen(taking.page.getByText('this browser is in Europe/London'));
    await taking.page.getByRole('button', { name: 'Use Europe/London' }).click();
    await taking.page.getByText('this browser is in').waitFor({ state: 'detached' });
    expect((await taker.get('/auth/me')).body.timezone).toBe('Europe/London');

    const keeping = await site.visitor({ as: keeper, isAskedForZone: true, language: 'fa' });
    await keeping.page.goto('/settings');
    await keeping.page.getByRole('button', { name: 'همان UTC' }).click();
    await keeping.page.reload();
    await expectSeen(keeping.page.getByLabel('منطقهٔ زمانی'));
    expect(await keeping.page.getByRole('button', { name: 'همان UTC' }).count()).toBe(0);
    expect((await keeper.get('/auth/me')).body.timezone).toBe('UTC');
    expect([...taking.complaints, ...keeping.complaints]).toEqual([]);
  });
});

describe('other forms', () => {
  it('of the organization’s settings, too', async () => {
    await page.goto(`/organizations/${work.organizationId}/settings`);
    const slug = page.getByLabel('Short name');
    await slug.fill('Not A Slug!');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await expectMarked(slug, /\w/);
  });

  it('and of the sign-up', async () => {
    const { page: newcomer } = await site.visitor({ expected: /status of 422/ });
    await newcomer.goto('/sign-up');
    await newcomer.getByLabel('Your name').fill('Mina');
    await newcomer.getByLabel('Email').fill('mina@no_such.example');
    await newcomer.getByLabel('Password').fill('correct horse battery');
    await newcomer.getByRole('button', { name: 'Create account' }).click();
    await expectMarked(newcomer.getByLabel('Email'), /mail address/);
  });

  it('without a complaint of the page', () => {
    expect(owner.complaints).toEqual([]);
  });
});
