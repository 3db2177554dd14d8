import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, list, upload } from '../files/trello.ts';
import { defined } from '../harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, column, expectSeen, untilInstalled, type Visitor } from './visitor.ts';

// A team with more tasks than are read at once.

const count = 2_250;

let site: TestSite;
let work: Workspace;
let me: Visitor;
let teamId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  const cards = Array.from({ length: count }, (_, index) =>
    card(index + 1, `Task ${String(index + 1).padStart(4, '0')}`),
  );
  const raw = upload(board({ name: 'Archive', lists: [list(1, 'Ideas')], cards }));
  const { owner, organizationId } = work;
  const { body } = await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw });
  await site.test.settled();
  teamId = defined((await owner.get(`/imports/${body.id}`)).body.teamId);
  me = await site.visitor({ as: owner, expected: /status of 409/ });
});
afterAll(async () => {
  await me.close();
  await site.close();
});

describe('a board with more cards than are read at once', () => {
  it('says from the first frame how many there are, by one request for all columns', async () => {
    const { owner } = work;
    const { page } = me;
    const requestedPaths: string[] = [];
    page.on('request', (request) => requestedPaths.push(new URL(request.url()).pathname));
    await page.goto(`/teams/${teamId}/board`);
    const ideas = column(page, 'Ideas');
    const counted = (text: string) => ideas.locator('header').getByText(text, { exact: true });
    await expectSeen(cardIn(ideas, 'Task 0001'));
    expect(await counted('2,250').count()).toBe(1);
    expect(requestedPaths.filter((path) => path === `/api/v1/teams/${teamId}/board`)).toHaveLength(1);
    expect(requestedPaths).not.toContain('/api/v1/tasks');

    // An unread task moves elsewhere, and one is new.
    const { items: statuses } = (await owner.get(`/teams/${teamId}/statuses`)).body;
    const done = statuses.find(({ category }: { category: string }) => category === 'done');
    const { items } = (await owner.get(`/tasks?teamId=${teamId}&q=Task%202000`)).body;
    expect((await owner.post(`/tasks/${items[0]?.id}/move`, { statusId: done?.id })).status).toBe(200);
    await expectSeen(counted('2,249'));
    await expectSeen(column(page, defined(done).name).locator('header').getByText('1', { exact: true }));
    const more = await makeTask(owner, teamId, { title: 'One more', statusId: items[0]?.statusId });
    await expectSeen(counted('2,250'));

    // Our own change shows before the server has answered, and is rolled back if refused.
    const { promise: isCounted, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/complete', async (route) => {
      await isCounted;
      await route.fulfill({ status: 409, json: { status: 409, code: 'conflict', detail: 'Not now.' } });
    });
    await cardIn(ideas, 'Task 0002').getByRole('link').focus();
    await page.keyboard.press('e');
    await expectSeen(counted('2,249'));
    answer();
    await expectSeen(counted('2,250'));
    await page.unrouteAll({ behavior: 'wait' });

    const { statusId } = defined(items[0]);
    const filtered = await owner.get(`/tasks?teamId=${teamId}&status=${statusId}&q=Task%2000&limit=200`);
    expect(filtered.body.items.length).toBeGreaterThan(100);
    await page.goto(`/teams/${teamId}/board?q=Task%2000`);
    await expectSeen(counted(`${filtered.body.items.length} of 2,250`));
    await page.goto('about:blank');
    await owner.post(`/tasks/${more.id}/complete`);
    expect((await owner.delete(`/tasks/${more.id}`)).status).toBe(204);
    expect((await owner.post(`/tasks/${items[0]?.id}/move`, { statusId })).status).toBe(200);
  });
});

describe('lanes of a board that an earlier visit has kept', () => {
  it('are counted once all cards are read, which the kept ones are not', async () => {
    const { page, close } = await site.visitor({ as: work.owner, isInstalled: true });
    await page.goto(`/teams/${teamId}/board`);
    await expectSeen(cardIn(page, 'Task 0001'));
    await untilInstalled(page);
    // What is shown is kept a second later.
    await page.waitForTimeout(2_500);
    await page.goto(`/teams/${teamId}/board?group=priority`);
    await expectSeen(page.locator('.lane-name .figure').first());
    await close();
  });
});

describe('a list that is longer than what is read at once', () => {
  const rows = () => me.page.getByRole('list', { name: 'Tasks', exact: true });
  const scrollToEnd = async () => {
    await rows().getByRole('listitem').first().hover();
    await me.page.mouse.wheel(0, count * 36);
  };

  it('says so, and reads the rest when its end is near', async () => {
    await me.page.goto(`/teams/${teamId}/list`);
    await expectSeen(me.page.getByText('First 2,000', { exact: true }));
    await expectSeen(me.page.getByRole('note'));
    await scrollToEnd();
    await expectSeen(me.page.getByText('2,250 tasks', { exact: true }));
    expect(await me.page.getByRole('note').count()).toBe(0);
  });

  it('is sorted by the server where that can: the first is the first of all', async () => {
    await me.page.goto(`/teams/${teamId}/list?sort=-title`);
    await expectSeen(rows().getByRole('link', { name: 'Task 2250' }));
    await expectSeen(me.page.getByText('First 200', { exact: true }));
    await scrollToEnd();
    await expectSeen(me.page.getByText('First 400', { exact: true }));
    expect(await rows().getByRole('listitem').count()).toBeLessThan(80);
  });

  it('is read on when its end came near while it was read anew', async () => {
    await me.page.goto(`/teams/${teamId}/list?sort=-title`);
    await expectSeen(me.page.getByText('First 200', { exact: true }));
    const { promise: isScrolled, resolve: goOn } = Promise.withResolvers<void>();
    const isSorted = ({ searchParams }: URL) => searchParams.get('sort') === '-title';
    await me.page.route(isSorted, async (route) => {
      await isScrolled;
      await route.continue();
    });
    const { owner } = work;
    const { body: results } = await owner.get(`/tasks?teamId=${teamId}&q=Task%202222`);
    const isReadAnew = me.page.waitForRequest((request) => isSorted(new URL(request.url())));
    expect((await owner.patch(`/tasks/${results.items[0]?.id}`, { description: 'News.' })).status).toBe(200);
    await isReadAnew;
    await scrollToEnd();
    await expectSeen(rows().getByRole('link', { name: 'Task 2051' }));
    goOn();
    await expectSeen(me.page.getByText('First 400', { exact: true }));
    await me.page.unrouteAll({ behavior: 'wait' });
  });

  it('says where it could not be read on, and is when it is asked to', async () => {
    const isSecondPage = ({ searchParams }: URL) =>
      searchParams.get('sort') === '-title' && searchParams.get('cursor') !== null;
    const refusal = { status: 409, json: { status: 409, code: 'conflict', detail: 'Not now.' } };
    await me.page.route(isSecondPage, (route) => route.fulfill(refusal));
    await me.page.goto(`/teams/${teamId}/list?sort=-title`);
    await expectSeen(me.page.getByText('First 200', { exact: true }));
    await scrollToEnd();
    const alert = me.page.getByRole('alert');
    await expectSeen(alert);
    await me.page.unrouteAll({ behavior: 'wait' });
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expectSeen(me.page.getByText('First 400', { exact: true }));
    expect(await alert.count()).toBe(0);
  });

  it('is sorted so by a field of the team, too', async () => {
    const { owner } = work;
    const { body: budget } = await owner.post(`/teams/${teamId}/fields`, { name: 'Budget', type: 'number' });
    const { body: results } = await owner.get(`/tasks?teamId=${teamId}&q=Task%202222`);
    const change = { customFields: { [budget.id]: 10 } };
    expect((await owner.patch(`/tasks/${results.items[0]?.id}`, change)).status).toBe(200);
    await me.page.goto(`/teams/${teamId}/list?sort=field.${budget.id}`);
    await expectSeen(me.page.getByText('First 200', { exact: true }));
    await expectSeen(rows().getByRole('listitem').first().getByRole('link', { name: 'Task 2222' }));
    expect(me.complaints).toEqual([]);
  });
});
