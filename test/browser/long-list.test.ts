import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, list, upload } from '../files/trello.ts';
import { makeWorkspace, type Workspace } from '../harness/people.ts';
import { type House, openHouse } from './house.ts';
import { expectSeen, type Visitor } from './visitor.ts';

// A team with more tasks than are read at once.

const count = 2_250;

let house: House;
let work: Workspace;
let me: Visitor;
let teamId: string;
beforeAll(async () => {
  house = await openHouse();
  work = await makeWorkspace(house.test.app);
  const cards = Array.from({ length: count }, (_, index) =>
    card(index + 1, `Task ${String(index + 1).padStart(4, '0')}`),
  );
  const raw = upload(board({ name: 'Archive', lists: [list(1, 'Ideas')], cards }));
  const { owner, organizationId } = work;
  const { body } = await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw });
  await house.test.settled();
  teamId = (await owner.get(`/imports/${body.id}`)).body.teamId;
  me = await house.visitor({ as: owner, expected: /status of 409/ });
});
afterAll(async () => {
  await me.close();
  await house.close();
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
    const { body: found } = await owner.get(`/tasks?teamId=${teamId}&q=Task%202222`);
    const isReadAnew = me.page.waitForRequest((request) => isSorted(new URL(request.url())));
    expect((await owner.patch(`/tasks/${found.items[0].id}`, { description: 'News.' })).status).toBe(200);
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
    const { body: found } = await owner.get(`/tasks?teamId=${teamId}&q=Task%202222`);
    const change = { customFields: { [budget.id]: 10 } };
    expect((await owner.patch(`/tasks/${found.items[0].id}`, change)).status).toBe(200);
    await me.page.goto(`/teams/${teamId}/list?sort=field.${budget.id}`);
    await expectSeen(me.page.getByText('First 200', { exact: true }));
    await expectSeen(rows().getByRole('listitem').first().getByRole('link', { name: 'Task 2222' }));
    expect(me.complaints).toEqual([]);
  });
});
