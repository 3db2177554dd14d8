import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, tabTo, type Visitor } from './visitor.ts';

// Webhooks of an organization, from the first one to its deliveries.

let site: TestSite;
let receiver: Receiver;
let work: Workspace;
let owner: Visitor;
let page: Page;
beforeAll(async () => {
  receiver = await startReceiver();
  site = await startTestSite(() => ({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }));
  work = await makeWorkspace(site.test.app);
  await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Sales' });
  owner = await site.visitor({ as: work.owner, expected: /status of 422/ });
  ({ page } = owner);
});
afterAll(async () => {
  await site.close();
  await receiver.close();
});

const webhooks = () => `/organizations/${work.organizationId}/webhooks`;
const dialog = () => page.getByRole('dialog');

describe('a webhook', () => {
  it('is created with the keyboard, and shows its secret once', async () => {
    await page.goto(`/organizations/${work.organizationId}/settings`);
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await expectSeen(page.getByRole('heading', { name: 'No webhooks yet' }));
    await tabTo(page, page.getByRole('button', { name: 'New webhook' }));
    await page.keyboard.press('Enter');
    await expectSeen(dialog());
    expect(await violations(page)).toEqual([]);
    await dialog().getByLabel('Address').focus();
    await page.keyboard.type('http://10.0.0.1/');
    await page.keyboard.press('Enter');
    await expectSeen(dialog().getByText('This address is not allowed.'));
    await dialog().getByLabel('Address').fill(`${receiver.url}/hook`);
    await dialog().getByLabel('Name').fill('Build server');
    await dialog().getByRole('radio', { name: 'Selected events' }).check();
    await dialog().getByRole('button', { name: 'Create webhook' }).click();
    await expectSeen(dialog().getByText('Select at least one event.'));
    await dialog().getByRole('group', { name: 'Tasks', exact: true }).getByLabel('Completed').check();
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    await dialog().getByRole('button', { name: 'Create webhook' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Webhook created' }));
    expect(await dialog().getByLabel('Signing secret').inputValue()).toMatch(/^whsec_/);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Build server', level: 1 }));
    expect(await page.content()).not.toContain('whsec_');
  });

  it('shows what was sent, the reply, and sends it again', async () => {
    await page.getByRole('button', { name: 'Send test', exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Test' });
    await expectSeen(row.getByText('Delivered'));
    await row.getByRole('button', { expanded: false }).click();
    await expectSeen(row.getByText('"webhook.test"'));
    await expectSeen(row.getByText('ok', { exact: true }));
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    await row.getByRole('button', { name: 'Send again' }).click();
    expect((await receiver.request(2)).headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
    await expectSeen(row.getByText('2 attempts'));
  });

  it('can be changed, turned off, and given a new secret', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    expect(await dialog().getByLabel('Address').inputValue()).toBe(`${receiver.url}/hook`);
    await dialog().getByRole('radio', { name: 'Selected teams' }).check();
    await dialog().getByLabel('Sales').check();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
    const [saved] = (await work.owner.get(`/organizations/${work.organizationId}/webhooks`)).body.items;
    expect(saved).toMatchObject({ events: ['task.completed'], teamIds: [expect.any(String)] });
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expectSeen(page.getByText('Off', { exact: true }));
    await page.getByRole('button', { name: 'Turn on' }).click();
    await expectSeen(page.getByText('On', { exact: true }));
    await page.getByRole('button', { name: 'New secret' }).click();
    await dialog().getByRole('button', { name: 'New secret' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Your new secret' }));
    await page.getByRole('button', { name: 'Done' }).click();
  });

  it('for a chat needs no secret, and hides its address', async () => {
    await goTo(page, webhooks());
    await page.getByRole('button', { name: 'New webhook' }).click();
    await dialog().getByLabel('Send to').selectOption('telegram');
    await expectSeen(dialog().getByLabel('Bot token'));
    expect(await dialog().getByLabel('Address').count()).toBe(0);
    await dialog().getByLabel('Send to').selectOption('slack');
    await dialog().getByLabel('Address').fill(`${receiver.url}/services/looked-for`);
    await dialog().getByLabel('Name').fill('Team chat');
    await dialog().getByRole('button', { name: 'Create webhook' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Team chat', level: 1 }));
    const before = receiver.received.length;
    await makeTask(work.owner, work.teamId, { title: 'Paint the fence' });
    expect((await receiver.request(before + 1)).text).toContain('Paint the fence');
    await goTo(page, webhooks());
    await expectSeen(page.getByRole('link', { name: 'Team chat' }));
    expect(await page.content()).not.toContain('looked-for');
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
  });

  it('is deleted', async () => {
    await page.getByRole('link', { name: 'Team chat' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog().getByRole('button', { name: 'Delete' }).click();
    await expectSeen(page.getByRole('link', { name: 'Build server' }));
    await page.getByRole('link', { name: 'Team chat' }).waitFor({ state: 'detached' });
    expect(owner.complaints).toEqual([]);
  });
});

describe('who does not manage webhooks', () => {
  it('is not led to them, but a team’s admin is', async () => {
    const member = await join(site.test.app, work, { name: 'Mina', teamRole: 'member' });
    const admin = await join(site.test.app, work, { name: 'Omid', teamRole: 'admin' });
    for (const [person, count] of [
      [member, 0],
      [admin, 1],
    ] as const) {
      const visitor = await site.visitor({ as: person });
      await visitor.page.goto(`/organizations/${work.organizationId}/settings`);
      await expectSeen(visitor.page.getByRole('heading', { name: 'Settings', level: 1 }));
      await expect.poll(() => visitor.page.getByRole('link', { name: 'Webhooks' }).count()).toBe(count);
      await visitor.close();
    }
  });
});
