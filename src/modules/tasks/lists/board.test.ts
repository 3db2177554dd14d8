import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
/** The status codes of archiving one task and deleting another. */
let removalStatuses: readonly number[];
const read = (query: `?${string}` | '' = '') => work.owner.get(`/teams/${work.teamId}/board${query}`);
const columnOf = (body: BodyOf<'get', '/teams/{id}/board'>, name: string) =>
  defined(body.columns.find(({ statusId }) => statusId === work.statuses[name]));

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  const { owner, teamId } = work;
  for (let n = 0; n < 5; n += 1) await makeTask(owner, teamId, { title: `Paint wall ${n}` });
  await makeTask(owner, teamId, { title: 'Buy paint', assigneeId: owner.id, statusId: work.statuses['In progress'] });
  const [archived, deleted] = [await makeTask(owner, teamId), await makeTask(owner, teamId)];
  for (const { id } of [archived, deleted]) await owner.post(`/tasks/${id}/complete`);
  removalStatuses = [await owner.post(`/tasks/${archived.id}/archive`), await owner.delete(`/tasks/${deleted.id}`)].map(
    ({ status }) => status,
  );
});
afterAll(() => test.stop());

describe('a team’s board', () => {
  it('has each column of the workflow in order, with the number of its tasks and the first of them', async () => {
    const { body: workflow } = await work.owner.get(`/teams/${work.teamId}/statuses`);
    const { status, body } = await read('?limit=2');
    expect(status).toBe(200);
    expect(body.columns.map(({ statusId }) => statusId)).toEqual(workflow.items.map(({ id }) => id));
    expect(removalStatuses).toEqual([200, 204]);
    expect(body.columns.map(({ count }) => count)).toEqual([5, 1, 0, 0, 0, 0]);
    expect(columnOf(body, 'To do').tasks.map(({ title }) => title)).toEqual(['Paint wall 0', 'Paint wall 1']);
    expect(columnOf(body, 'In progress').nextCursor).toBeNull();
    expect(columnOf(body, 'Done').tasks).toEqual([]);
  });

  it('continues in the list of the column', async () => {
    const { body } = await read('?limit=2');
    const { nextCursor, tasks } = columnOf(body, 'To do');
    const list = `/tasks?teamId=${work.teamId}&status=${work.statuses['To do']}&sort=rank` as const;
    const { body: rest } = await work.owner.get(`${list}&cursor=${nextCursor}`);
    expect([...tasks, ...rest.items]).toEqual((await work.owner.get(list)).body.items);
  });

  it('counts tasks that pass the filters', async () => {
    const counts = async (query: `?${string}`) => {
      const { status, body } = await read(query);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.columns.map(({ count }) => count);
    };
    expect(await counts('?q=paint')).toEqual([5, 1, 0, 0, 0, 0]);
    expect((await read('?q=wall%200')).body.columns.map(({ total }) => total)).toEqual([5, 1, 0, 0, 0, 0]);
    expect(await counts('?q=wall%200')).toEqual([1, 0, 0, 0, 0, 0]);
    expect(await counts('?assigneeId=me')).toEqual([0, 1, 0, 0, 0, 0]);
    expect(await counts('?category=in_progress&due=none')).toEqual([0, 1, 0, 0, 0, 0]);
    expect(await counts('?due=overdue')).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('returns only counts with a limit of 0', async () => {
    const { body } = await read('?limit=0');
    expect(columnOf(body, 'To do')).toEqual({
      statusId: work.statuses['To do'],
      count: 5,
      total: 5,
      tasks: [],
      nextCursor: null,
    });
  });

  it('includes requested extra fields of its cards', async () => {
    const { body } = await read('?include=customFields&limit=1');
    expect(columnOf(body, 'To do').tasks[0]?.customFields).toEqual({});
    expect(defined(columnOf((await read()).body, 'To do').tasks[0]).customFields).toBeUndefined();
  });

  it('is hidden from people of other organizations', async () => {
    const stranger = await makeWorkspace(test.app);
    expect((await stranger.owner.get(`/teams/${work.teamId}/board`)).status).toBe(404);
  });
});
