import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TransactionSql } from '#platform/database/connection.ts';
import { PermanentError } from '#platform/failures.ts';
import { makeWorkspace, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, tabTo } from './visitor.ts';

// The administration: what works, what failed and how to try it again, for an instance admin.

let site: TestSite;
let work: Workspace;
let page: Page;
let isBroken = true;
const queueName = 'tasks.fragile';
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  const { queue } = site.test.app;
  await queue.ensure([{ name: queueName }]);
  await queue.work({
    queue: queueName,
    handle: (jobs) =>
      Promise.allSettled(jobs.map(() => (isBroken ? Promise.reject(new PermanentError('The disk is full')) : null))),
  });
  const jobs = [1, 2, 3].map(() => ({ id: randomUUID(), data: {} }));
  await site.test.database.sql.begin((tx) => queue.insert(tx as TransactionSql, queueName, jobs));
  await until(async () => (await queue.failed(queueName)).length === 3);
  ({ page } = await site.visitor({ as: work.owner, theme: 'dark' }));
});
afterAll(() => site.close());

const looksRight = async () => {
  expect(await violations(page)).toEqual([]);
  await expectNothingBeside(page);
};

describe('the administration', () => {
  it('is reached from the sidebar and starts with the health of the server', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.waitForURL('**/admin/health');
    await expectSeen(page.getByRole('heading', { name: 'Needs attention' }));
    // No mail server is configured here, and jobs have failed.
    const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Failed jobs' }) });
    await expectSeen(row.getByText('Failed jobs: 3'));
    await expectSeen(row.getByRole('button', { name: 'Copy' }));
    await looksRight();
  });

  it('shows failed jobs with their errors and retries them, one or all, with the keyboard', async () => {
    await tabTo(page, page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Queues' }));
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('3 failed'));
    await tabTo(page, page.getByRole('button', { name: 'Show errors' }));
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('The disk is full').first());
    await looksRight();
    isBroken = false;
    await page.getByRole('button', { name: 'Retry', exact: true }).first().click();
    await expectSeen(page.getByText('1 retried.'));
    await expectSeen(page.getByText('2 failed'));
    await page.getByRole('button', { name: 'Retry all' }).click();
    await expectSeen(page.getByText('2 retried.'));
    await expectSeen(page.getByText(/All \d+ queues are empty\./));
  });

  it('runs a job now and shows when it ran', async () => {
    await goTo(page, '/admin/jobs');
    const row = page.getByRole('listitem').filter({ hasText: 'projects.sweep' });
    const title = 'Delete projects that deleted teams have left';
    await row.getByRole('button', { name: `Run now: ${title}` }).click();
    await expectSeen(page.getByText(`${title} started.`));
    await expectSeen(row.getByText('Finished'));
    await looksRight();
  });

  it('makes a backup, shows its progress and its end, and how it is restored', async () => {
    await goTo(page, '/admin/backups');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectSeen(page.getByText('Backup started.'));
    await expectSeen(page.getByText('Last backup finished'));
    const row = page.getByRole('list', { name: 'Kept backups' }).getByRole('listitem').first();
    await row.getByRole('button', { name: /^Restore taskuno-.*\.tar\.zst$/ }).click();
    const command = await row.getByLabel('Check the backup').inputValue();
    expect(command).toMatch(/^taskuno backup verify '\/.*\/backups\/taskuno-.*\.tar\.zst'$/);
    await looksRight();
    // As another process shows one that is being made.
    await site.test.database.sql`
      insert into platform.backup_run (id, started_at, seen_at, bytes) values (${randomUUID()}, now(), now(), 1)`;
    await expectSeen(page.getByRole('progressbar', { name: 'Backing up' }));
    await looksRight();
    await site.test.database.sql`
      update platform.backup_run set finished_at = now(), error = 'The disk is full' where finished_at is null`;
    await expectSeen(page.getByText('Last backup failed'));
    await expectSeen(page.getByText('The disk is full'));
    await looksRight();
  }, 120_000);

  it('turns a feature off for an organization, whose members no longer see it', async () => {
    await goTo(page, '/admin/flags');
    const section = page.getByRole('region', { name: 'Imports' });
    await section.getByLabel('Turn off for an organization').selectOption({ index: 1 });
    await expectSeen(section.getByRole('list', { name: 'Exceptions' }).getByText('Off'));
    await looksRight();
    const sidebar = page.getByRole('navigation', { name: 'Navigation' });
    await expect.poll(() => sidebar.getByRole('link', { name: 'Import' }).count()).toBe(0);
    await section.getByRole('button', { name: /Remove the exception/ }).click();
    await expectSeen(sidebar.getByRole('link', { name: 'Import' }));
    await section.getByLabel('Turned on').click();
    await expect.poll(() => section.getByLabel('Share of organizations').count()).toBe(0);
    await section.getByLabel('Turned on').click();
    await expectSeen(section.getByLabel('Share of organizations'));
  });

  it('shows the load of the server', async () => {
    await goTo(page, '/admin/load');
    await expectSeen(page.getByText('Requests per second'));
    await expectSeen(page.getByText(/\d+ MiB/));
    await looksRight();
  });
});
