import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { board, card, list, upload } from '../../files/trello.ts';
import { defined } from '../../harness/defined.ts';
import { join, makeWorkspace, type Person } from '../../harness/people.ts';
import { type TestSite, startTestSite } from '../test-site.ts';
import { expectSeen } from '../visitor.ts';

// Somebody else changes very many tasks: the page must not read and repaint once for each of them.

const taskCount = 500;
const maxRequests = 40;
const maxFrames = 20;

let site: TestSite;
let owner: Person;
let other: Person;
let teamId: string;
let ids: string[];
beforeAll(async () => {
  site = await startTestSite();
  const work = await makeWorkspace(site.test.app);
  owner = work.owner;
  const cards = Array.from({ length: taskCount }, (_, index) => card(index + 1, `Task ${index + 1}`));
  const raw = upload(board({ name: 'Many', lists: [list(1, 'Ideas')], cards }));
  const { body } = await owner.post(`/organizations/${work.organizationId}/imports`, undefined, { raw });
  await site.test.settled();
  teamId = defined((await owner.get(`/imports/${body.id}`)).body.teamId);
  other = await join(site.test.app, { ...work, teamId }, { teamRole: 'admin' });
  ids = [];
  for (let cursor = ''; ids.length < taskCount;) {
    const page = (await owner.get(`/tasks?teamId=${teamId}&limit=200${cursor && `&cursor=${cursor}`}`)).body;
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? '';
  }
});
afterAll(() => site.close());

/** Runs in the page: counts the frames in which anything of the page changed. */
const countFrames = `
  globalThis.frames = 0;
  globalThis.counted = 0;
  let isCounted = false;
  new MutationObserver(() => {
    if (isCounted) return;
    isCounted = true;
    requestAnimationFrame(() => {
      isCounted = false;
      counted += 1;
    });
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });`;

/** Waits until the page has neither asked for anything nor changed for longer than its longest pause. */
async function expectQuiet(page: Page, requests: readonly string[]): Promise<void> {
  let before = '';
  const look = async () => {
    const now = `${requests.length} ${await page.evaluate<number>('counted')}`;
    const isQuiet = now === before;
    before = now;
    return isQuiet;
  };
  await expect.poll(look, { interval: 5_000, timeout: 60_000 }).toBe(true);
}

let round = 0;
it.each(['board', 'list'])('the %s takes a change of 500 tasks with few requests and repaints', async (screen) => {
  const { page, complaints, close } = await site.visitor({ as: owner });
  await page.goto(`/teams/${teamId}/${screen}`);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.evaluate(countFrames);
  await expectQuiet(page, requests);
  requests.length = 0;
  await page.evaluate('counted = 0');

  round += 1;
  const each = ids.map((id, index) => ({ id, change: { title: `Round ${round}, task ${index}` } }));
  const reply = await other.post('/tasks/bulk', { each });
  expect(reply.status).toBe(200);
  expect(reply.body.items.filter(({ status }) => status !== 200)).toEqual([]);
  await expectQuiet(page, requests);
  // Which of the tasks are on the first screen is open: they were created in the same moment.
  await expectSeen(page.getByText(new RegExp(`^Round ${round}, task`)).first());
  const before = page.getByText(/^(Task \d|Round \d+, task)/).filter({ hasNotText: `Round ${round},` });
  expect(await before.count()).toBe(0);
  expect(complaints).toEqual([]);
  expect(requests.length).toBeLessThanOrEqual(maxRequests);
  expect(await page.evaluate('counted')).toBeLessThanOrEqual(maxFrames);
  await close();
});
