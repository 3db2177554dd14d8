import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeWorkspace, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, type Visitor } from './visitor.ts';

// The address that turns emails into tasks, in the settings of a team.

let site: TestSite;
let work: Workspace;
let owner: Visitor;
let page: Page;
beforeAll(async () => {
  site = await startTestSite(() => ({ MAIL_IN_ADDRESS: 'inbox@in.example.com' }));
  work = await makeWorkspace(site.test.app);
  owner = await site.visitor({ as: work.owner });
  ({ page } = owner);
});
afterAll(() => site.close());

const settings = () => `/teams/${work.teamId}/settings`;
const saved = async () => (await work.owner.get<'/teams/{id}/mail-address'>(`/teams/${work.teamId}/mail-address`)).body;
const addressField = (at: Page) => at.getByLabel('Email address');

describe('the email address of a team', () => {
  it('is copied', async () => {
    const { address } = await saved();
    await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(settings());
    await expectSeen(addressField(page));
    expect(await addressField(page).inputValue()).toBe(address);
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    await section(page).getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(address);
  });

  it('is opened to people outside the team, and closed again', async () => {
    const outsiders = section(page).getByLabel('Accept email from anyone');
    await outsiders.check();
    await expect.poll(saved).toMatchObject({ acceptsOutsiders: true });
    await expectSeen(section(page).getByText('Works for everyone.'));
    await outsiders.uncheck();
    await expect.poll(saved).toMatchObject({ acceptsOutsiders: false });
    await expectSeen(section(page).getByText('Works for members'));
  });

  it('is replaced only after a confirmation', async () => {
    const { address } = await saved();
    const dialog = page.getByRole('dialog');
    await section(page).getByRole('button', { name: 'Replace address' }).click();
    await expectSeen(dialog);
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await saved()).address).toBe(address);
    await section(page).getByRole('button', { name: 'Replace address' }).click();
    await dialog.getByRole('button', { name: 'Replace address' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => (await saved()).address).not.toBe(address);
    const replaced = (await saved()).address;
    await expect.poll(() => addressField(page).inputValue()).toBe(replaced);
    expect(owner.complaints).toEqual([]);
  });

  it('is shown to members without its settings', async () => {
    const member = await join(site.test.app, work, { teamRole: 'member' });
    const visitor = await site.visitor({ as: member });
    await visitor.page.goto('/');
    await goTo(visitor.page, settings());
    await expectSeen(addressField(visitor.page));
    expect(await section(visitor.page).getByRole('button', { name: 'Replace address' }).count()).toBe(0);
    expect(await section(visitor.page).getByLabel('Accept email from anyone').count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.close();
  });
});

function section(at: Page) {
  return at.getByRole('region', { name: 'Create tasks by email' });
}
