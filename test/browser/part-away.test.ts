import { afterAll, beforeAll, expect, it } from 'vitest';
import { urlVariable } from '#platform/startup/split-variables.ts';
import { startApp } from '../harness/app.ts';
import { listen } from '../harness/listen.ts';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { freePort } from '../harness/process.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen } from './visitor.ts';

// `notifications` is hosted by another process, which is not running at first. The page says so, and works.

const internalKey = 'the key between the processes of a test, 32 bytes and more';
const shared = { INTERNAL_KEY: internalKey, DATABASE_URL: 'postgres://not-asked@localhost/taskuno' };
const others = ['auth', 'teams', 'projects', 'tasks'] as const;

let port = 0;
let site: TestSite;
let work: Workspace;
beforeAll(async () => {
  port = await freePort();
  site = await startTestSite(() => ({
    ...shared,
    MODULES: others.join(','),
    NOTIFICATIONS_URL: `http://127.0.0.1:${port}`,
  }));
  work = await makeWorkspace(site.test.app);
  await makeTask(work.owner, work.teamId, { title: 'Fix the login' });
});
afterAll(() => site?.close());

/** The other process; returns a function that stops it. */
async function startNotifications(): Promise<() => Promise<void>> {
  const urls = Object.fromEntries(others.map((name) => [urlVariable(name), site.url]));
  const env = { ...shared, ...urls, MODULES: 'notifications', PUBLIC_URL: site.url };
  const test = await startApp({ database: site.test.database, env });
  const server = await listen(test.app, port);
  return async () => {
    await server.close();
    await test.stop();
  };
}

const board = () => `/teams/${work.teamId}/board`;

it('says in Persian too which part is away', async () => {
  const { page, close } = await site.visitor({
    as: work.owner,
    language: 'fa',
    theme: 'dark',
    expected: /status of 503/,
  });
  await page.goto(board());
  await expectSeen(page.getByText('اکنون در دسترس نیست: اعلان‌ها و به‌روزرسانی زنده. بقیهٔ بخش‌ها کار می‌کنند.'));
  await expectNothingBeside(page);
  await close();
});

it('says which part is away until it is back, and the rest works', async () => {
  const { page, complaints, close } = await site.visitor({ as: work.owner, expected: /status of 503/ });
  await page.goto(board());
  const notice = page
    .getByRole('status')
    .getByText('Unavailable right now: notifications and live updates. Everything else works.');
  await expectSeen(notice);
  await cardIn(page, 'Fix the').getByRole('link').click();
  const title = page.getByRole('complementary').getByRole('textbox', { name: 'Title' });
  await title.fill('Fix the sign-in');
  await title.press('Enter');
  await expectSeen(cardIn(page, 'Fix the sign-in'));
  expect(await violations(page)).toEqual([]);
  // Not the connection is lost, but one part of the server is away.
  expect(await page.getByText('Connection lost.').count()).toBe(0);

  await using running = new AsyncDisposableStack();
  running.defer(await startNotifications());
  // As when the network is back: the page does not wait until its next attempt.
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await notice.waitFor({ state: 'detached' });
  await makeTask(work.owner, work.teamId, { title: 'Seen live' });
  await expectSeen(cardIn(page, 'Seen live'));
  expect(complaints).toEqual([]);
  await close();
});
