import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { startBehind } from '../../../../test/harness/locks.ts';
import type { Answer } from '../../../../test/harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.stop());
beforeEach(async () => {
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
});

const id = (name: string) => work.statuses[name] ?? '';
const allow = async (from: string, to: string[]) => {
  const reply = await work.owner.patch(`/statuses/${id(from)}`, { transitions: to.map(id) });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
};
const workflow = async () => (await work.owner.get(`/teams/${work.teamId}/statuses`)).body.items;

/**
 * To do → In progress → In review → Done, each with a way back to the previous one; all other transitions are
 * forbidden.
 */
const ways: Record<string, string[]> = {
  'To do': ['In progress', 'Cancelled'],
  'In progress': ['To do', 'In review'],
  'In review': ['In progress', 'Done'],
  Done: ['In review'],
  Cancelled: [],
};

describe('a workflow with its own transitions', () => {
  const names = Object.keys(ways);
  const cells = names.flatMap((from) =>
    names.map((to) => [from, to, from === to || !!ways[from]?.includes(to)] as const),
  );

  it('allows only its transitions, for every verb that moves a task', async () => {
    for (const [from, to] of Object.entries(ways)) await allow(from, to);
    for (const [from, to, isAllowed] of cells) {
      for (const verb of ['move', 'patch'] as const) {
        const task = await makeTask(work.owner, work.teamId, { statusId: id(from) });
        const reply =
          verb === 'move'
            ? await member.post(`/tasks/${task.id}/move`, { statusId: id(to) })
            : await member.patch(`/tasks/${task.id}`, { statusId: id(to) });
        const expected = isAllowed ? [200, undefined] : [409, 'transition-not-allowed'];
        expect([reply.status, reply.body.code], `${verb}: ${from} → ${to}`).toEqual(expected);
        const now = (await work.owner.get(`/tasks/${task.id}`)).body;
        expect(now.status).toBe(isAllowed ? to : from);
      }
    }
  });

  it.each([
    ['complete', 'To do', 409],
    ['complete', 'In progress', 409],
    ['complete', 'In review', 200],
    ['reopen', 'Done', 409],
    ['reopen', 'Cancelled', 409],
  ] as const)('%s from %s: %i', async (verb, from, status) => {
    for (const [name, to] of Object.entries(ways)) await allow(name, to);
    const task = await makeTask(work.owner, work.teamId, { statusId: id(from) });
    const reply = await work.owner.post(`/tasks/${task.id}/${verb}`);
    expect(reply.status, JSON.stringify(reply.body)).toBe(status);
    if (status === 409) expect(reply.body.code).toBe('transition-not-allowed');
  });

  it('completes into the done status that its transitions allow', async () => {
    const shipped = await work.owner.post(`/teams/${work.teamId}/statuses`, { name: 'Shipped', category: 'done' });
    await work.owner.patch(`/statuses/${id('In review')}`, { transitions: [shipped.body.id] });
    const task = await makeTask(work.owner, work.teamId, { statusId: id('In review') });
    expect((await work.owner.post(`/tasks/${task.id}/complete`)).body.status).toBe('Shipped');
  });
});

describe('a status', () => {
  it('is added at a position, renamed, moved and limited by the team’s admins only', async () => {
    const body = { name: 'Testing', category: 'in_progress', position: 2, limit: 3 };
    expect((await member.post(`/teams/${work.teamId}/statuses`, body)).status).toBe(403);
    const reply = await work.owner.post(`/teams/${work.teamId}/statuses`, body);
    expect(reply.body).toMatchObject({
      name: 'Testing',
      category: 'in_progress',
      position: 2,
      limit: 3,
      transitions: null,
    });
    expect((await workflow()).map(({ name }) => name)).toEqual([
      'To do',
      'In progress',
      'Testing',
      'Blocked',
      'In review',
      'Done',
      'Cancelled',
    ]);
    expect((await member.patch(`/statuses/${reply.body.id}`, { name: 'QA' })).status).toBe(403);
    const changedReply = await work.owner.patch(`/statuses/${reply.body.id}`, { name: 'QA', position: 0, limit: null });
    expect(changedReply.body).toMatchObject({ name: 'QA', position: 0, limit: null });
    expect((await workflow()).map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const twice = await work.owner.post(`/teams/${work.teamId}/statuses`, { name: 'qa', category: 'todo' });
    expect([twice.status, twice.body.code]).toEqual([409, 'status-exists']);
    const etag = changedReply.headers.get('etag') ?? '';
    const ifMatch = { headers: { 'if-match': etag } };
    expect((await work.owner.patch(`/statuses/${reply.body.id}`, { name: 'A' }, ifMatch)).status).toBe(200);
    expect((await work.owner.patch(`/statuses/${reply.body.id}`, { name: 'B' }, ifMatch)).status).toBe(412);
  });

  it('keeps its category while it has tasks, and every team keeps one todo and one done', async () => {
    await makeTask(work.owner, work.teamId, { statusId: id('Blocked') });
    const full = await work.owner.patch(`/statuses/${id('Blocked')}`, { category: 'cancelled' });
    expect([full.status, full.body.code]).toEqual([409, 'status-not-empty']);
    expect((await work.owner.patch(`/statuses/${id('In review')}`, { category: 'cancelled' })).status).toBe(200);
    for (const name of ['To do', 'Done']) {
      const changedReply = await work.owner.patch(`/statuses/${id(name)}`, { category: 'in_progress' });
      expect([changedReply.status, changedReply.body.code]).toEqual([409, 'last-of-category']);
      const deleted = await work.owner.delete(`/statuses/${id(name)}?moveTo=${id('Blocked')}`);
      expect([deleted.status, deleted.body.code]).toEqual([409, 'last-of-category']);
    }
  });

  it('is deleted when empty, or its tasks move to another in their order, with all effects of a move', async () => {
    await allow('In progress', ['Blocked', 'Done']);
    const parent = await makeTask(work.owner, work.teamId);
    const [a, b] = [
      await makeTask(work.owner, work.teamId, { statusId: id('Blocked'), parentId: parent.id }),
      await makeTask(work.owner, work.teamId, { statusId: id('Blocked') }),
    ];
    const already = await makeTask(work.owner, work.teamId, { statusId: id('Done') });
    expect((await work.owner.delete(`/statuses/${id('Blocked')}`)).body.code).toBe('status-not-empty');
    expect((await work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${id('Blocked')}`)).status).toBe(422);
    const foreign = await makeWorkspace(test.app);
    const elsewhere = await work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${foreign.statuses['Done']}`);
    expect(elsewhere.status).toBe(422);
    expect((await work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${id('Done')}`)).status).toBe(204);
    const column = await work.owner.get(`/tasks?teamId=${work.teamId}&status=${id('Done')}&sort=rank`);
    expect(column.body.items.map((row) => row.id)).toEqual([already.id, a.id, b.id]);
    expect(column.body.items.every((row) => row.completedAt !== null)).toBe(true);
    expect((await work.owner.get(`/tasks/${parent.id}`)).body).toMatchObject({ subtaskDone: 1, subtaskTotal: 1 });
    const [entry] = (await work.owner.get(`/tasks/${a.id}/log`)).body.items;
    expect(entry).toMatchObject({ type: 'completed', field: 'status', before: 'Blocked', after: 'Done' });
    const left = (await workflow()).find(({ name }) => name === 'In progress');
    expect(left?.transitions).toEqual([id('Done')]);
    expect((await work.owner.delete(`/statuses/${id('In review')}`)).status).toBe(204);
  });

  it('is deleted with recurring tasks completed like by hand: the next ones are created, those in the trash stay there', async () => {
    const series = { statusId: id('Blocked'), dueDate: '2026-11-20', recurrence: { rule: 'FREQ=DAILY' } };
    await work.owner.patch(`/teams/${work.teamId}`, { deleteOpenTasks: true });
    const [goneTask, task] = [
      await makeTask(work.owner, work.teamId, series),
      await makeTask(work.owner, work.teamId, { ...series, title: 'Again' }),
    ];
    await work.owner.delete(`/tasks/${goneTask.id}`);
    expect((await work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${id('Done')}`)).status).toBe(204);
    const done = (await work.owner.get(`/tasks/${task.id}`)).body;
    expect(done).toMatchObject({ category: 'done', recurrence: null });
    const open = await work.owner.get(`/tasks?teamId=${work.teamId}&category=todo&include=recurrence`);
    expect(open.body.items).toMatchObject([
      { title: 'Again', dueDate: '2026-11-21', recurrence: { rule: 'FREQ=DAILY' }, status: 'To do' },
    ]);
    expect((await work.owner.post(`/tasks/${goneTask.id}/restore`)).body.recurrence).toMatchObject({
      rule: 'FREQ=DAILY',
    });
  });

  it.each([
    ['a task', {}],
    ['a task of a series', { dueDate: '2026-11-20', recurrence: { rule: 'FREQ=DAILY' } }],
  ])('is deleted while %s below another in it is completed, without deadlock', async (_name, extras) => {
    const parent = await makeTask(work.owner, work.teamId, { statusId: id('Blocked') });
    const part = await makeTask(work.owner, work.teamId, { statusId: id('Blocked'), parentId: parent.id, ...extras });
    const startedRows = await test.database.sql.begin(async (tx) => {
      await tx`select from tasks.task where id = ${part.id} for update`;
      const complete = () => work.owner.post(`/tasks/${part.id}/complete`);
      const remove = () => work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${id('In progress')}`);
      return [...(await startBehind(tx, [complete])), ...(await startBehind(tx, [remove], 1))];
    });
    expect((await Promise.all(startedRows)).map(({ status }) => status)).toEqual([200, 204]);
    expect((await work.owner.get(`/tasks/${parent.id}`)).body).toMatchObject({ status: 'In progress', subtaskDone: 1 });
    expect((await work.owner.get(`/tasks/${part.id}`)).body.status).toBe('Done');
  });

  it('is deleted before a concurrent new task in it, even if a series needs the same team’s next key', async () => {
    const recurrence = { rule: 'FREQ=DAILY' };
    await makeTask(work.owner, work.teamId, { statusId: id('Blocked'), dueDate: '2026-11-20', recurrence });
    const startedRows = await test.database.sql.begin(async (tx) => {
      await tx`select from tasks.status where id = ${id('Blocked')} for update`;
      const remove = () => work.owner.delete(`/statuses/${id('Blocked')}?moveTo=${id('Done')}`);
      const make = () => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Late', statusId: id('Blocked') });
      return [...(await startBehind(tx, [remove])), ...(await startBehind(tx, [make], 1))];
    });
    const replies = await Promise.all(startedRows);
    expect(replies.map(({ status }) => status)).toEqual([204, 422]);
    expect((await work.owner.get(`/tasks?teamId=${work.teamId}&category=todo`)).body.items).toHaveLength(1);
  });

  type Came = Answer<BodyOf<'post', '/teams/{id}/tasks'>>;
  /** Tasks that enter a status, and the row that delays them after they have read the status. */
  const comings: Record<'created' | 'moved', () => Promise<{ table: string; row: string; come: () => Promise<Came> }>> =
    {
      created: async () => {
        const body = { title: 'Comes', statusId: id('In review') };
        await makeTask(work.owner, work.teamId);
        return {
          table: 'tasks.counter',
          row: `team_id = '${work.teamId}'`,
          come: () => work.owner.post(`/teams/${work.teamId}/tasks`, body),
        };
      },
      moved: async () => {
        const task = await makeTask(work.owner, work.teamId);
        return {
          table: 'tasks.task',
          row: `id = '${task.id}'`,
          come: () => work.owner.post(`/tasks/${task.id}/move`, { statusId: id('In review') }),
        };
      },
    };

  it.each(['created', 'moved'] as const)('keeps its category for a task that is being %s into it', async (how) => {
    const { table, row, come } = await comings[how]();
    const change = () => work.owner.patch(`/statuses/${id('In review')}`, { category: 'done' });
    const [coming, changing] = await test.database.sql.begin(async (tx) => {
      await tx.unsafe(`select from ${table} where ${row} for update`);
      return [await startBehind(tx, [come]), await startBehind(tx, [change], 1)] as const;
    });
    const [reply, changedReply] = [defined(await coming[0]), defined(await changing[0])];
    expect([reply.status < 300, reply.body.completedAt, changedReply.status, changedReply.body.code]).toEqual([
      true,
      null,
      409,
      'status-not-empty',
    ]);
  });

  it.each(['created', 'moved'] as const)(
    'applies its new category to a task that is %s into it concurrently',
    async (how) => {
      const { come } = await comings[how]();
      const change = () => work.owner.patch(`/statuses/${id('In review')}`, { category: 'done' });
      const [changing, coming] = await test.database.sql.begin(async (tx) => {
        await tx`select from tasks.status where id = ${id('In review')} for update`;
        return [await startBehind(tx, [change]), await startBehind(tx, [come], 1)] as const;
      });
      const [changedReply, reply] = [defined(await changing[0]), defined(await coming[0])];
      expect([changedReply.status, changedReply.body.category]).toEqual([200, 'done']);
      expect(reply.body).toMatchObject({ category: 'done', completedAt: expect.any(String) });
    },
  );

  it('is deleted while tasks are created, moved and completed in it, without errors and with correct counts', async () => {
    for (const target of ['To do', 'Done', 'To do', 'Done', 'To do', 'Done']) {
      const reply = await work.owner.post(`/teams/${work.teamId}/statuses`, { name: 'Going', category: 'in_progress' });
      const statusId = reply.body.id;
      const parent = await makeTask(work.owner, work.teamId, { statusId });
      await makeTask(work.owner, work.teamId, { statusId, dueDate: '2026-11-20', recurrence: { rule: 'FREQ=DAILY' } });
      const parts = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          makeTask(work.owner, work.teamId, { parentId: parent.id, ...(i % 2 === 0 ? { statusId } : {}) }),
        ),
      );
      const replies = await Promise.all([
        ...parts.slice(0, 3).map((part) => work.owner.post(`/tasks/${part.id}/complete`)),
        work.owner.delete(`/statuses/${statusId}?moveTo=${id(target)}`),
        ...parts.slice(3).map((part) => work.owner.patch(`/tasks/${part.id}`, { statusId })),
        ...[1, 2].map(() =>
          work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Late', statusId, parentId: parent.id }),
        ),
        ...[1, 2, 3].map(() => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Late', statusId })),
      ]);
      const codes = replies.map(({ status, body }) => [status, (body as { code?: string } | undefined)?.code]);
      // A task that comes too late finds the status deleted.
      expect(codes.filter(([status]) => ![200, 201, 204, 422].includes(status as number))).toEqual([]);
      const there = await work.owner.get(`/tasks?teamId=${work.teamId}&parentId=${parent.id}`);
      expect((await work.owner.get(`/tasks/${parent.id}`)).body).toMatchObject({
        status: target,
        subtaskTotal: there.body.items.length,
        subtaskDone: there.body.items.filter(({ category }) => category === 'done').length,
      });
    }
  });

  it('accepts only statuses of its own team as transitions', async () => {
    const foreign = await makeWorkspace(test.app);
    const reply = await work.owner.patch(`/statuses/${id('To do')}`, { transitions: [foreign.statuses['Done']] });
    expect([reply.status, reply.body.errors[0]?.path]).toEqual([422, 'transitions']);
  });
});

describe('a team’s settings', () => {
  it('are read by everyone who reads the team, and changed by its admins', async () => {
    const path = `/teams/${work.teamId}/workflow` as const;
    expect((await member.get(`/teams/${work.teamId}/workflow`)).body).toEqual({
      teamId: work.teamId,
      archiveAfterDays: null,
    });
    expect((await member.patch(`/teams/${work.teamId}/workflow`, { archiveAfterDays: 30 })).status).toBe(403);
    const set = await work.owner.patch(path, { archiveAfterDays: 30 });
    expect(set.body.archiveAfterDays).toBe(30);
    expect((await work.owner.patch(path, { archiveAfterDays: 0 })).status).toBe(422);
    expect((await work.owner.patch(path, { archiveAfterDays: null })).body.archiveAfterDays).toBeNull();
  });
});
