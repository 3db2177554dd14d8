import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace, type Workspace } from '../../harness/people.ts';
import { readers } from '../readers.ts';
import { type TestSite, startTestSite } from '../test-site.ts';
import { expectNothingBeside, violations } from '../readable.ts';
import { expectSeen, goTo } from '../visitor.ts';

// Rarely used screens must be accessible too.

let site: TestSite;
let work: Workspace;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  await work.owner.post('/auth/tokens', { name: 'گزارش هفتگی', scopes: ['tasks:read', 'projects:write'] });
});
afterAll(() => site.close());

const token = 'abcdefghijklmnopqrstuvwxyz';
const forGuests = ['/sign-in?error=provider-away', '/sign-up', '/forgot', `/reset#${token}`, `/verify#${token}`];

type Screen = readonly [path: string, mark: string];

/** Pages behind the sign-in, each with a text that no page before it has. */
const settings: readonly Screen[] = [
  ['/settings', 'input[name=username]'],
  ['/settings/security', 'text=127.0.0.1'],
  ['/settings/tokens', 'text=گزارش هفتگی'],
  ['/settings/data', 'a[download]'],
];

function administration(): readonly Screen[] {
  const organization = `/organizations/${work.organizationId}` as const;
  return [
    [`${organization}/members`, `text=${work.owner.email}`],
    [`${organization}/imports`, 'input[type=file]'],
    [`${organization}/settings`, 'input[name=name]'],
    ['/admin/users', 'input[type=search]'],
    ['/admin/audit-log', 'main time'],
  ];
}

async function expectReadable(page: Page, path: string): Promise<void> {
  expect(await violations(page), path).toEqual([]);
  await expectNothingBeside(page);
}

describe.each(readers)('in $language, $theme', ({ language, theme }) => {
  it('the pages before the sign-in can be read by everybody', async () => {
    const guest = await site.visitor({ language, theme });
    for (const path of forGuests) {
      await guest.page.goto(path);
      await expectSeen(guest.page.getByRole('heading', { level: 1 }));
      await expectReadable(guest.page, path);
    }
    expect(guest.complaints).toEqual([]);
    await guest.close();
  });

  it.each([
    { name: 'settings', screens: () => settings },
    { name: 'administration', screens: administration },
  ])('$name can be read by everybody', async ({ screens }) => {
    const reader = await site.visitor({ language, theme, as: work.owner });
    await reader.page.goto('/inbox');
    for (const [path, mark] of screens()) {
      await goTo(reader.page, path);
      await expectSeen(reader.page.locator(mark).first());
      await expectReadable(reader.page, path);
    }
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });

  it('dialogs can be read by everybody', async () => {
    const reader = await site.visitor({ language, theme, as: work.owner });
    const { page } = reader;
    await page.goto('/settings/tokens');
    await page.locator('main button.bg-accent-fill').click();
    await expectSeen(page.getByRole('dialog').getByRole('radiogroup').first());
    expect(await violations(page)).toEqual([]);
    await page.goto('/settings/security');
    await page.locator('main button.bg-accent-fill').click();
    await expectSeen(page.getByRole('dialog').getByRole('img'));
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});
