import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
});
afterAll(() => test.stop());

const many = (count: number, extras: Record<string, unknown> = {}) =>
  Promise.all(Array.from({ length: count }, () => makeTask(work.owner, work.teamId, extras)));
const read = async (id: string) => (await work.owner.get(`/tasks/${id}`)).body;

describe('a bulk change', () => {
  it('changes five hundred tasks and returns a result for each', async () => {
    const tasks = await many(500);
    const ids = tasks.map(({ id }) => id);
    const reply = await work.owner.post('/tasks/bulk', {
      ids,
      change: { priority: 'high', statusId: work.statuses['In progress'] },
    });
    expect(reply.status).toBe(200);
    expect(reply.body.items.map(({ id }) => id)).toEqual(ids);
    expect(new Set(reply.body.items.map(({ status, problem }) => `${status} ${problem}`))).toEqual(
      new Set(['200 null']),
    );
    const [row] = await test.database.sql<{ places: number; high: number; logged: number }[]>`
      select count(distinct rank) as places, count(*) filter (where priority = 'high') as high,
        (select count(*) from tasks.log where task_id = any(${ids}) and field in ('priority', 'status')) as logged
      from tasks.task where id = any(${ids})`;
    expect(row).toEqual({ places: 500, high: 500, logged: 1000 });
    expect((await work.owner.post('/tasks/bulk', { ids: [...ids, work.teamId], change: {} })).status).toBe(422);
  });

  it('refuses the tasks that would be refused individually, and changes the rest', async () => {
    const [a, b] = await many(2);
    const own = await makeTask(member, work.teamId);
    const foreign = await makeWorkspace(test.app);
    const theirs = await makeTask(foreign.owner, foreign.teamId);
    const reply = await member.post('/tasks/bulk', { ids: [a?.id, theirs.id, own.id], change: { title: 'New' } });
    expect(reply.body.items.map(({ status, problem }) => [status, problem?.code ?? null])).toEqual([
      [403, 'not-involved'],
      [404, 'not-found'],
      [200, null],
    ]);
    expect([(await read(defined(a).id)).title, (await read(own.id)).title]).toEqual(['A task', 'New']);
    const bad = await work.owner.post('/tasks/bulk', { ids: [a?.id, b?.id], change: { assigneeId: foreign.owner.id } });
    expect(bad.body.items.map(({ status, problem }) => [status, problem?.errors[0]?.path])).toEqual([
      [422, 'assigneeId'],
      [422, 'assigneeId'],
    ]);
  });

  it('changes all or none if requested', async () => {
    const [a, b] = await many(2);
    const closedTask = await makeTask(work.owner, work.teamId, { statusId: work.statuses['Done'] });
    const ids = [a?.id, closedTask.id, b?.id];
    const refusedReply = await work.owner.post('/tasks/bulk', { ids, change: { deleted: true }, atomic: true });
    expect(refusedReply.body.items.map(({ status, problem }) => [status, problem?.code])).toEqual([
      [409, 'task-not-closed'],
      [409, 'not-applied'],
      [409, 'task-not-closed'],
    ]);
    expect((await read(closedTask.id)).title).toBe('A task');
    const done = await work.owner.post('/tasks/bulk', { ids, change: { archived: true, reason: 'Old' }, atomic: true });
    expect(done.body.items.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await read(defined(a).id)).archivedAt).not.toBeNull();
  });

  it('adds and removes labels without changing the others', async () => {
    const label = async (name: string) =>
      (await work.owner.post(`/organizations/${work.organizationId}/labels`, { name, colour: '#123456' })).body.id;
    const [x, y, z] = [await label('x'), await label('y'), await label('z')];
    const [a, b] = [
      await makeTask(work.owner, work.teamId, { labelIds: [x] }),
      await makeTask(work.owner, work.teamId, { labelIds: [y] }),
    ];
    await member.post('/tasks/bulk', { ids: [a.id, b.id], change: { addLabelIds: [z], removeLabelIds: [x] } });
    expect([(await read(a.id)).labelIds, (await read(b.id)).labelIds]).toEqual([[z], [y, z]]);
  });

  it('is undone by the inverse changes without overwriting later ones', async () => {
    const [a, b] = await many(2);
    const done = await work.owner.post('/tasks/bulk', { ids: [a?.id, b?.id], change: { priority: 'urgent' } });
    const [first, second] = done.body.items;
    await member.patch(`/tasks/${b?.id}`, { assigneeId: member.id });
    const undone = await work.owner.post('/tasks/bulk', {
      each: [
        { id: a?.id, version: first?.version, change: { priority: a?.priority } },
        { id: b?.id, version: second?.version, change: { priority: b?.priority } },
      ],
    });
    expect(undone.body.items.map(({ status, problem }) => [status, problem?.code ?? null])).toEqual([
      [200, null],
      [412, 'stale'],
    ]);
    expect([(await read(defined(a).id)).priority, (await read(defined(b).id)).priority]).toEqual(['medium', 'urgent']);
  });

  it('creates the next of recurring tasks, and runs once per idempotency key', async () => {
    const tasks = await many(2, { title: 'Again', dueDate: '2027-01-01', recurrence: { rule: 'FREQ=DAILY' } });
    const body = { ids: tasks.map(({ id }) => id), change: { statusId: work.statuses['Done'] } };
    const headers = { 'idempotency-key': 'many-once' };
    const one = await work.owner.post('/tasks/bulk', body, { headers });
    const two = await work.owner.post('/tasks/bulk', body, { headers });
    expect(two.body).toEqual(one.body);
    expect(one.body.items.map(({ next }) => next?.dueDate)).toEqual(['2027-01-02', '2027-01-02']);
    const open = await work.owner.get(`/tasks?teamId=${work.teamId}&q=Again&category=todo`);
    expect(open.body.items.map(({ dueDate }) => dueDate)).toEqual(['2027-01-02', '2027-01-02']);
  });

  it('accepts ids with one change, or a change for each task', async () => {
    const [a] = await many(1);
    for (const body of [{}, { ids: [a?.id] }, { change: {} }, { ids: [a?.id], change: {}, each: [] }]) {
      expect((await work.owner.post('/tasks/bulk', body)).status, JSON.stringify(body)).toBe(422);
    }
  });
});
