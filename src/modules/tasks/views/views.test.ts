import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date('2026-11-20T20:25:00Z'));
let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
});
afterAll(() => test.stop());

describe('saved views', () => {
  it('are private or shared', async () => {
    const path = `/organizations/${work.organizationId}/views` as const;
    const own = await member.post(`/organizations/${work.organizationId}/views`, {
      name: 'Mine',
      filters: { assigneeId: 'me', due: 'week' },
      layout: 'board',
      groupBy: 'priority',
    });
    expect(own.body).toMatchObject({
      shared: false,
      filters: { assigneeId: 'me', due: 'week' },
      layout: 'board',
      sort: null,
    });
    const shared = await member.post(path, { name: 'All', shared: true });
    const names = async (person: Person) =>
      (await person.get(`/organizations/${work.organizationId}/views`)).body.items.map(({ name }) => name);
    expect([await names(member), await names(work.owner)]).toEqual([['All', 'Mine'], ['All']]);
    expect((await work.owner.patch(`/views/${own.body.id}`, { name: 'x' })).status).toBe(404);
    const other = await join(test.app, work, { name: 'Other' });
    expect((await other.patch(`/views/${shared.body.id}`, { name: 'x' })).body.code).toBe('not-your-view');
    const changedReply = await work.owner.patch(`/views/${shared.body.id}`, { name: 'Everything', sort: '-dueDate' });
    expect(changedReply.body).toMatchObject({ name: 'Everything', layout: 'list', sort: '-dueDate', shared: true });
    expect((await member.patch(`/views/${own.body.id}`, { layout: 'pie' })).status).toBe(422);
    expect((await other.delete(`/views/${shared.body.id}`)).status).toBe(403);
    expect((await member.delete(`/views/${shared.body.id}`)).status).toBe(204);
    expect(await names(work.owner)).toEqual([]);
  });
});

describe('a saved view that several people change at once', () => {
  it('contains every change that was acknowledged', async () => {
    const { body } = await work.owner.post(`/organizations/${work.organizationId}/views`, {
      name: 'Ours',
      shared: true,
    });
    const patches = [{ name: 'A' }, { layout: 'board' }, { groupBy: 'assignee' }, { sort: 'title' }];
    const replies = await Promise.all(patches.map((patch) => work.owner.patch(`/views/${body.id}`, patch)));
    const { items } = (await work.owner.get(`/organizations/${work.organizationId}/views`)).body;
    const now = items.find(({ id }) => id === body.id);
    expect(replies.some(({ status }) => status === 200)).toBe(true);
    for (const [i, { status }] of replies.entries()) {
      if (status === 200) expect(now).toMatchObject(patches[i] ?? {});
      else expect(status).toBe(412);
    }
  });
});

describe('my work', () => {
  it('lists the caller’s tasks across teams by due date, and what the caller waits for, in two queries', async () => {
    await member.patch('/auth/me', { timezone: 'Asia/Tehran' });
    const second = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Second' });
    await work.owner.put(`/teams/${second.body.id}/members/${member.id}`, { role: 'member' });
    const mine = (title: string, extras: object = {}, teamId: string = work.teamId) =>
      makeTask(work.owner, teamId, { title, assigneeId: member.id, ...extras });
    // In Tehran it is five minutes to midnight.
    await mine('overdue', { dueDate: '2026-11-19' });
    await mine('late', { dueAt: '2026-11-20T20:20:00Z' }, second.body.id);
    await mine('today', { dueDate: '2026-11-20' }, second.body.id);
    await mine('tonight', { dueAt: '2026-11-20T20:28:00Z' });
    await mine('tomorrow', { dueAt: '2026-11-20T20:35:00Z' });
    await mine('some day');
    await makeTask(work.owner, work.teamId, { title: 'together', collaboratorIds: [member.id], dueDate: '2026-12-01' });
    await mine('done', { statusId: work.statuses['Done'] });
    const blocked = await mine('blocked');
    const blocker = await makeTask(work.owner, work.teamId, { title: 'blocker' });
    await work.owner.put(`/tasks/${blocker.id}/dependencies/${blocked.id}`, {});
    await makeTask(member, work.teamId, { title: 'given', assigneeId: work.owner.id });
    let reply = await member.get('/my-work');
    const queries = await countQueries(test.app, 'tasks', async () => {
      reply = await member.get('/my-work');
    });
    const sections: object = reply.body;
    const titles = ([name, tasks]: [string, { title: string }[]]) => [name, tasks.map(({ title }) => title)];
    expect(Object.entries(sections).map(titles)).toEqual([
      ['overdue', ['overdue', 'late']],
      ['today', ['today', 'tonight']],
      ['upcoming', ['tomorrow', 'together', 'some day']],
      ['waiting', ['blocked', 'given']],
    ]);
    expect(queries).toBe(2);
    expect((await member.get(`/my-work?organizationId=${work.organizationId}`)).body).toEqual(reply.body);
  });

  it('of another person lists the tasks that the caller may see', async () => {
    const closedReply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    await makeTask(work.owner, closedReply.body.id, { title: 'hidden', assigneeId: work.owner.id });
    await makeTask(work.owner, work.teamId, { title: 'seen', assigneeId: work.owner.id });
    const tasks = (await member.get(`/users/${work.owner.id}/tasks`)).body.items.map(({ title }) => title);
    expect(tasks).toContain('seen');
    expect(tasks).not.toContain('hidden');
    const stranger = (await makeWorkspace(test.app)).owner;
    expect((await member.get(`/users/${stranger.id}/tasks`)).status).toBe(404);
    const elsewhere = await makeWorkspace(test.app);
    for (const query of [`organizationId=${elsewhere.organizationId}`, `teamId=${elsewhere.teamId}`]) {
      expect((await member.get(`/users/${work.owner.id}/tasks?${query}`)).status, query).toBe(404);
    }
    expect((await member.get(`/users/${stranger.id}/log`)).status).toBe(404);
    const log = (await member.get(`/users/${work.owner.id}/log?limit=200`)).body.items;
    expect(log.map(({ taskTitle }) => taskTitle)).toContain('seen');
    expect(log.map(({ taskTitle }) => taskTitle)).not.toContain('hidden');
    const all = (await member.get(`/organizations/${work.organizationId}/log?limit=3`)).body;
    expect(all.items).toHaveLength(3);
    const next = (await member.get(`/organizations/${work.organizationId}/log?cursor=${all.nextCursor}`)).body;
    expect(next.items.map(({ id }) => id)).not.toContain(defined(all.items[0]).id);
  });
});
