import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app, { deleteOpenTasks: true });
});
afterAll(() => test.stop());

const countsOf = async (task: { id: string }) => {
  const { subtaskDone, subtaskTotal } = (await work.owner.get(`/tasks/${task.id}`)).body;
  return [subtaskDone, subtaskTotal];
};
const part = (parent: { id: string }, extras: object = {}) =>
  makeTask(work.owner, work.teamId, { parentId: parent.id, ...extras });

describe('a subtask', () => {
  it('is counted on its parent after every change', async () => {
    const [parent, other] = [await makeTask(work.owner, work.teamId), await makeTask(work.owner, work.teamId)];
    const [a, b] = [await part(parent), await part(parent)];
    expect(await countsOf(parent)).toEqual([0, 2]);
    await work.owner.post(`/tasks/${a.id}/complete`);
    expect(await countsOf(parent)).toEqual([1, 2]);
    await work.owner.post(`/tasks/${b.id}/move`, { statusId: work.statuses['Cancelled'] });
    expect(await countsOf(parent)).toEqual([1, 1]);
    await work.owner.post(`/tasks/${b.id}/reopen`);
    await work.owner.delete(`/tasks/${a.id}`);
    expect(await countsOf(parent)).toEqual([0, 1]);
    await work.owner.post(`/tasks/${a.id}/restore`);
    expect(await countsOf(parent)).toEqual([1, 2]);
    await work.owner.patch(`/tasks/${a.id}`, { parentId: other.id });
    expect([await countsOf(parent), await countsOf(other)]).toEqual([
      [0, 1],
      [1, 1],
    ]);
    await work.owner.patch(`/tasks/${a.id}`, { parentId: null });
    expect(await countsOf(other)).toEqual([0, 0]);
    const done = await part(other, { statusId: work.statuses['Done'] });
    expect(await countsOf(other)).toEqual([1, 1]);
    expect((await work.owner.get(`/tasks?parentId=${other.id}`)).body.items.map((row) => row.id)).toEqual([done.id]);
    const roots = await work.owner.get(`/tasks?parentId=none&teamId=${work.teamId}`);
    expect(roots.body.items.map((row) => row.id)).not.toContain(done.id);
  });

  it('is counted correctly when all are completed at once', async () => {
    const parent = await makeTask(work.owner, work.teamId);
    const parts = await Promise.all(Array.from({ length: 30 }, () => part(parent)));
    expect(await countsOf(parent)).toEqual([0, 30]);
    const replies = await Promise.all(parts.map(({ id }) => work.owner.post(`/tasks/${id}/complete`)));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(await countsOf(parent)).toEqual([30, 30]);
  });

  it('is at most ten levels deep, including its own subtasks', async () => {
    let deepest = await makeTask(work.owner, work.teamId);
    const root = deepest;
    for (let depth = 1; depth <= 10; depth += 1) deepest = await part(deepest);
    const reply = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'x', parentId: deepest.id });
    expect([reply.status, reply.body.code]).toEqual([409, 'too-deep']);
    const above = await makeTask(work.owner, work.teamId);
    const movedReply = await work.owner.patch(`/tasks/${root.id}`, { parentId: above.id });
    expect([movedReply.status, movedReply.body.code]).toEqual([409, 'too-deep']);
  });

  it('cannot be below itself, even if both tasks change at once', async () => {
    const [a, b] = [await makeTask(work.owner, work.teamId), await makeTask(work.owner, work.teamId)];
    const own = await work.owner.patch(`/tasks/${a.id}`, { parentId: a.id });
    expect([own.status, own.body.code]).toEqual([409, 'parent-cycle']);
    for (let round = 0; round < 10; round += 1) {
      const replies = await Promise.all([
        work.owner.patch(`/tasks/${a.id}`, { parentId: b.id }),
        work.owner.patch(`/tasks/${b.id}`, { parentId: a.id }),
      ]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      await Promise.all([a, b].map(({ id }) => work.owner.patch(`/tasks/${id}`, { parentId: null })));
    }
    const c = await part(b);
    await work.owner.patch(`/tasks/${b.id}`, { parentId: a.id });
    expect((await work.owner.patch(`/tasks/${a.id}`, { parentId: c.id })).body.code).toBe('parent-cycle');
  });

  it('needs a parent that its creator can see', async () => {
    const closedReply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const hiddenTask = await makeTask(work.owner, closedReply.body.id);
    const member = await join(test.app, work, { teamRole: 'member' });
    const refusedReply = await member.post(`/teams/${work.teamId}/tasks`, { title: 'x', parentId: hiddenTask.id });
    expect([refusedReply.status, refusedReply.body.errors[0]?.path]).toEqual([422, 'parentId']);
    expect((await makeTask(work.owner, work.teamId, { parentId: hiddenTask.id })).parentId).toBe(hiddenTask.id);
  });

  it('is counted in the roll-up at any depth', async () => {
    const root = await makeTask(work.owner, work.teamId, { estimate: 10 });
    const child = await part(root, { estimate: 20 });
    const grandchild = await part(child, { estimate: 30, statusId: work.statuses['Done'] });
    await part(child, { estimate: 40, statusId: work.statuses['Cancelled'] });
    expect((await work.owner.get(`/tasks/${root.id}/roll-up`)).body).toEqual({
      total: 2,
      done: 1,
      percent: 50,
      estimate: 60,
      estimateDone: 30,
    });
    expect((await work.owner.get(`/tasks/${grandchild.id}/roll-up`)).body).toMatchObject({ total: 0, percent: 100 });
  });
});
