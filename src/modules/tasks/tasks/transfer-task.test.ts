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
  const reply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
    name: 'Design',
    key: 'DES',
    visibility: 'team',
  });
  const { items } = (await work.owner.get(`/teams/${reply.body.id}/statuses`)).body;
  other = { id: reply.body.id, statuses: Object.fromEntries(items.map((row) => [row.name, row.id])) };
});
afterAll(() => test.stop());

const eventsOf = async (taskId: string) => {
  await test.settled();
  return test.database.sql<{ type: string; audience: object; payload: object }[]>`
    select event->>'type' as type, event->'audience' as audience, event->'payload' as payload
    from platform.event_log where event->'payload'->>'taskId' = ${taskId} order by position`;
};

describe('moving a task to another team', () => {
  it('gives it a new key; the old ones still resolve to it', async () => {
    const task = await makeTask(work.owner, work.teamId, { statusId: work.statuses['In review'] });
    const movedReply = await work.owner.post(`/tasks/${task.id}/move`, { teamId: other.id, reason: 'Theirs' });
    expect(movedReply.body).toMatchObject({
      id: task.id,
      teamId: other.id,
      key: 'DES-1',
      status: 'In review',
      lost: [],
    });
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

  it('keeps what fits the team and reports what does not', async () => {
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
      customFields: { [points.id]: 3, [stage.id]: stage.options[0]?.id, [note.id]: 'x' },
    });
    await member.post(`/tasks/${task.id}/comments`, { body: 'Hi' });
    const movedReply = await owner.post(`/tasks/${task.id}/move`, { teamId: other.id });
    expect(movedReply.body).toMatchObject({
      description: 'Text',
      labelIds: [label],
      parentId: parent.id,
      assigneeId: null,
      collaboratorIds: [owner.id],
      commentCount: 1,
      customFields: { [`${theirs[0]?.id}`]: 3, [`${theirs[1]?.id}`]: theirs[1]?.options[1]?.id },
    });
    expect(movedReply.body.lost.map(({ field: name, value }) => [name, value]).toSorted()).toEqual([
      ['Note', 'x'],
      ['assigneeId', 'Omid'],
    ]);
  });

  it('puts it at the requested position, completed or not depending on the column', async () => {
    const done = await makeTask(work.owner, other.id, { statusId: other.statuses['Done'] });
    const task = await makeTask(work.owner, work.teamId);
    const movedReply = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: other.id,
      statusId: other.statuses['Done'],
      before: done.id,
    });
    expect(movedReply.body.completedAt).not.toBeNull();
    expect(movedReply.body.rank < done.rank).toBe(true);
    const foreign = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: work.teamId,
      statusId: other.statuses['Done'],
    });
    expect(foreign.status).toBe(422);
  });

  it('completes a task that moves into a done column, with event and log entry, and continues its series there', async () => {
    const task = await makeTask(work.owner, work.teamId, {
      title: 'Weekly',
      dueDate: '2026-11-20',
      recurrence: { rule: 'FREQ=WEEKLY' },
    });
    const movedReply = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: other.id,
      statusId: other.statuses['Done'],
    });
    expect(movedReply.body).toMatchObject({ category: 'done', recurrence: null });
    expect(movedReply.body.startedAt).toBe(movedReply.body.completedAt);
    const events = await eventsOf(task.id);
    expect(events.map(({ type }) => type)).toEqual(['task.created', 'task.moved', 'task.completed', 'task.updated']);
    expect(events[1]).toMatchObject({
      audience: { teamIds: [work.teamId, other.id] },
      payload: { statusId: other.statuses['Done'], previousStatusId: task.statusId },
    });
    expect(events[3]).toMatchObject({ payload: { teamId: other.id, previousTeamId: work.teamId } });
    const completion = { type: 'completed', field: 'status', before: 'To do', after: 'Done' };
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(log).toContainEqual(expect.objectContaining(completion));
    const next = await work.owner.get(`/tasks?teamId=${other.id}&q=Weekly&category=todo`);
    expect(next.body.items.map(({ dueDate }) => dueDate)).toEqual(['2026-11-27']);
    const back = await work.owner.post(`/tasks/${task.id}/move`, {
      teamId: work.teamId,
      statusId: work.statuses['To do'],
    });
    expect(back.body.completedAt).toBeNull();
    expect((await eventsOf(task.id)).map(({ type }) => type)).toContain('task.reopened');
  });

  it('happens once if two people do it at once, and every former key resolves to the task', async () => {
    const third = (await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Third', key: 'THI' }))
      .body.id;
    const task = await makeTask(work.owner, work.teamId);
    const replies = await Promise.all(
      [other.id, other.id, third, third].map((teamId) => work.owner.post(`/tasks/${task.id}/move`, { teamId })),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    const keys = log.filter(({ field }) => field === 'key').flatMap(({ before, after }) => [before, after]);
    for (const key of [task.key, ...keys]) {
      const reply = await work.owner.get(`/tasks/${key}?organizationId=${work.organizationId}`);
      expect([reply.status, reply.body.id], `${key}`).toEqual([200, task.id]);
    }
    const numbers = await test.database.sql<{ team: string; last: number; used: number }[]>`
      select counter.team_id as team, counter.last_number as last, (
        select count(distinct key) from (
          select key from tasks.task where team_id = counter.team_id
          union select key from tasks.former_key where key like 'THI-%') as keys) as used
      from tasks.counter where counter.team_id = ${third}`;
    expect(numbers).toMatchObject(numbers.map(({ used }) => ({ last: used })));
  });

  it('includes concurrent changes of the task', async () => {
    const tasks = await Promise.all(Array.from({ length: 6 }, () => makeTask(work.owner, work.teamId)));
    const replies = await Promise.all(
      tasks.flatMap(({ id }) => [
        work.owner.post(`/tasks/${id}/move`, { teamId: other.id }),
        work.owner.patch(`/tasks/${id}`, { assigneeId: work.owner.id }),
      ]),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { id } of tasks) {
      expect((await work.owner.get(`/tasks/${id}`)).body).toMatchObject({
        assigneeId: work.owner.id,
        teamId: other.id,
      });
    }
  });

  it('hides later keys and titles from people who cannot see that team', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Open' });
    await work.owner.post(`/tasks/${task.id}/move`, { teamId: other.id });
    await work.owner.patch(`/tasks/${task.id}`, { title: 'Secret' });
    for (const path of [
      `/teams/${work.teamId}/log`,
      `/organizations/${work.organizationId}/log`,
      `/users/${work.owner.id}/log`,
    ] as const) {
      const visibleTitles = async (person: Person) => {
        const { items } = (await person.get(`${path}?limit=200`)).body;
        return new Set(items.filter((row) => row.taskId === task.id).map((row) => `${row.taskKey} ${row.taskTitle}`));
      };
      expect(await visibleTitles(member), path).toEqual(new Set(['null null']));
      expect(
        [...(await visibleTitles(work.owner))].every((text) => String(text).endsWith('Secret')),
        path,
      ).toBe(true);
    }
  });

  it('needs the permission to edit the task, and to work in the team', async () => {
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
