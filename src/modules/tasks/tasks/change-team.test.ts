import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
let other: { id: string; statuses: Record<string, string> };
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
  const made = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
    name: 'Design',
    key: 'DES',
    visibility: 'team',
  });
  const { items } = (await work.owner.get(`/teams/${made.body.id}/statuses`)).body;
  other = { id: made.body.id, statuses: Object.fromEntries(items.map((row: any) => [row.name, row.id])) };
});
afterAll(() => test.stop());

describe('moving a task to another team', () => {
  it('gives it a key there; the old ones still lead to it', async () => {
    const task = await makeTask(work.owner, work.teamId, { statusId: work.statuses['In review'] });
    const moved = await work.owner.post(`/tasks/${task.id}/move`, { teamId: other.id, reason: 'Theirs' });
    expect(moved.body).toMatchObject({ id: task.id, teamId: other.id, key: 'DES-1', status: 'In review', lost: [] });
    const byKey = async (key: string) =>
      (await work.owner.get(`/tasks/${key}?organizationId=${work.organizationId}`)).body;
    expect((await byKey(task.key)).id).toBe(task.id);
    expect((await byKey('DES-1')).id).toBe(task.id);
    const back = await work.owner.post(`/tasks/${task.id}/move`, { teamId: work.teamId });
    expect(back.body.key).not.toBe(task.key);
    for (const key of [task.key, 'DES-1', back.body.key]) expect((await byKey(key)).id, key).toBe(task.id);
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(log).toContainEqual(
      expect.objectContaining({ type: 'moved', field: 'key', before: task.key, after: 'DES-1', reason: 'Theirs' }),
    );
  });

  it('keeps what can be kept, and says what can’t', async () => {
    const { owner, organizationId } = work;
    const field = async (teamId: string, name: string, type: string, options?: object[]) =>
      (await owner.post(`/teams/${teamId}/fields`, { name, type, ...(options ? { options } : {}) })).body;
    const [points, stage, note] = [
      await field(work.teamId, 'Points', 'number'),
      await field(work.teamId, 'Stage', 'choice', [{ name: 'Alpha' }]),
      await field(work.teamId, 'Note', 'text'),
    ];
    const theirs = [
      await field(other.id, 'points', 'number'),
      await field(other.id, 'Stage', 'choice', [{ name: 'Beta' }, { name: 'alpha' }]),
    ];
    const label = (await owner.post(`/organizations/${organizationId}/labels`, { name: 'L', colour: '#123456' })).body
      .id;
    const parent = await makeTask(owner, work.teamId);
    const task = await makeTask(owner, work.teamId, {
      description: 'Text',
      labelIds: [label],
      parentId: parent.id,
      assigneeId: member.id,
      collaboratorIds: [owner.id],
      customFields: { [points.id]: 3, [stage.id]: stage.options[0].id, [note.id]: 'x' },
    });
    await member.post(`/tasks/${task.id}/comments`, { body: 'Hi' });
    const moved = await owner.post(`/tasks/${task.id}/move`, { teamId: other.id });
    expect(moved.body).toMatchObject({
      description: 'Text',
      labelIds: [label],
      parentId: parent.id,
      assigneeId: null,
      collaboratorIds: [owner.id],
      commentCount: 1,
      customFields: { [theirs[0].id]: 3, [theirs[1].id]: theirs[1].options[1].id },
    });
    expect(moved.body.lost.map(({ field: name, value }: any) => [name, value]).toSorted()).toEqual([
      ['Note', 'x'],
      ['assigneeId', 'Omid'],
    ]);
  });

  it('stands where it is wanted, completed or not as its column says', async () => {
    const done = await makeTask(work.owner, other.id, { statusId: other.statuses['Done'] });
    const task = await makeTask(work.owner, work.teamId);
    const moved = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: other.id,
      statusId: other.statuses['Done'],
      before: done.id,
    });
    expect(moved.body.completedAt).not.toBeNull();
    expect(moved.body.rank < done.rank).toBe(true);
    const foreign = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: work.teamId,
      statusId: other.statuses['Done'],
    });
    expect(foreign.status).toBe(422);
  });

  it('asks for the right to change it, and to work there', async () => {
    const task = await makeTask(work.owner, work.teamId, { assigneeId: member.id });
    expect((await member.post(`/tasks/${task.id}/move`, { teamId: other.id })).status).toBe(403);
    const elsewhere = await makeWorkspace(test.app);
    expect((await work.owner.post(`/tasks/${task.id}/move`, { teamId: elsewhere.teamId })).status).toBe(404);
    const open = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Open' });
    expect((await member.post(`/tasks/${task.id}/move`, { teamId: open.body.id })).status).toBe(403);
    await work.owner.put(`/teams/${open.body.id}/members/${member.id}`, { role: 'member' });
    expect((await member.post(`/tasks/${task.id}/move`, { teamId: open.body.id })).status).toBe(200);
    const notMine = await makeTask(work.owner, work.teamId);
    expect((await member.post(`/tasks/${notMine.id}/move`, { teamId: open.body.id })).body.code).toBe('not-involved');
  });
});
