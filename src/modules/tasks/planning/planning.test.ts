import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

const start = new Date('2026-11-20T09:00:00Z');
const clock = settableClock(start);
let test: TestApp;
let work: Workspace;
let reader: Person;
let guest: Person;
let projectId: string;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { name: 'Reader' });
  guest = await join(test.app, work, { role: 'guest', name: 'Guest' });
  projectId = await makeProject('SITE');
});
afterAll(() => test.stop());

async function makeProject(key: string): Promise<string> {
  const reply = await work.owner.post(`/organizations/${work.organizationId}/projects`, { name: key, key });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body.id;
}
/** Sets dates that the API cannot set. */
const backdate = (id: string, columns: Record<string, string>) =>
  test.database.sql`update tasks.task set ${test.database.sql(columns)} where id = ${id}`;
const daysAgo = (days: number) => new Date(start.getTime() - days * 86_400_000).toISOString();

describe('progress', () => {
  it('counts tasks that are not cancelled and shows their history day by day', async () => {
    const params = { projectId };
    const [a, b, c] = [
      await makeTask(work.owner, work.teamId, params),
      await makeTask(work.owner, work.teamId, { ...params, statusId: work.statuses['Done'] }),
      await makeTask(work.owner, work.teamId, { ...params, statusId: work.statuses['In progress'] }),
    ];
    await makeTask(work.owner, work.teamId, { ...params, statusId: work.statuses['Cancelled'] });
    await backdate(a.id, { created_at: daysAgo(3) });
    await backdate(b.id, { created_at: daysAgo(3), completed_at: daysAgo(1) });
    await backdate(c.id, { created_at: daysAgo(1) });
    let reply = await work.owner.get(`/projects/${projectId}/progress`);
    expect(
      await countQueries(test.app, 'tasks', async () => {
        reply = await work.owner.get(`/projects/${projectId}/progress`);
      }),
    ).toBe(2);
    expect(reply.body).toEqual({
      total: 3,
      byCategory: { todo: 1, in_progress: 1, done: 1, cancelled: 1 },
      percent: 33.3,
      burnUp: [
        { date: '2026-11-17', total: 2, done: 0 },
        { date: '2026-11-18', total: 2, done: 0 },
        { date: '2026-11-19', total: 3, done: 1 },
        { date: '2026-11-20', total: 3, done: 1 },
      ],
      forecast: null,
    });
    const empty = await makeProject('NONE');
    expect((await work.owner.get(`/projects/${empty}/progress`)).body).toMatchObject({
      total: 0,
      percent: 0,
      burnUp: [],
    });
  });

  it('forecasts from the past weeks of the project', async () => {
    const steady = await makeProject('STEADY');
    for (let week = 1; week <= 6; week += 1) {
      for (const day of [1, 4]) {
        const task = await makeTask(work.owner, work.teamId, { projectId: steady, statusId: work.statuses['Done'] });
        await backdate(task.id, { created_at: daysAgo(43), completed_at: daysAgo(7 * week - day) });
      }
    }
    for (let leftCount = 0; leftCount < 4; leftCount += 1)
      await makeTask(work.owner, work.teamId, { projectId: steady });
    const { forecast } = (await work.owner.get(`/projects/${steady}/progress`)).body;
    expect(forecast).toEqual({
      remaining: 4,
      earliest: '2026-12-04',
      likely: '2026-12-04',
      latest: '2026-12-04',
      basis: { weeks: 6, done: 12 },
    });
  });

  it('covers the tasks that the caller may read and is refused to people who cannot see the project', async () => {
    const closedReply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const shared = await makeProject('SHARED');
    await makeTask(work.owner, closedReply.body.id, { projectId: shared });
    await makeTask(work.owner, work.teamId, { projectId: shared });
    const total = async (person: Person) => (await person.get(`/projects/${shared}/progress`)).body.total;
    expect([await total(work.owner), await total(reader)]).toEqual([2, 1]);
    expect((await guest.get(`/projects/${shared}/progress`)).status).toBe(404);
    await work.owner.put(`/projects/${shared}/guests/${guest.id}`);
    expect(await total(guest)).toBe(2);
    const outsider = (await makeWorkspace(test.app)).owner;
    expect((await outsider.get(`/projects/${shared}/timeline`)).status).toBe(404);
  });
});

describe('the timeline', () => {
  it('returns milestones, tasks with dates or dependencies, delays and the critical path', async () => {
    const plan = await makeProject('PLAN');
    const milestone = await work.owner.post(`/projects/${plan}/milestones`, { name: 'Beta', date: '2026-12-01' });
    const params = { projectId: plan };
    const [a, b, side, undated] = [
      await makeTask(work.owner, work.teamId, { ...params, startDate: '2026-11-20', dueDate: '2026-11-23' }),
      await makeTask(work.owner, work.teamId, { ...params, startDate: '2026-11-22', dueDate: '2026-11-23' }),
      await makeTask(work.owner, work.teamId, { ...params, dueDate: '2026-11-21', milestoneId: milestone.body.id }),
      await makeTask(work.owner, work.teamId, { ...params, estimate: 960 }),
    ];
    await makeTask(work.owner, work.teamId, params);
    await work.owner.put(`/tasks/${a.id}/dependencies/${b.id}`, {});
    await work.owner.put(`/tasks/${b.id}/dependencies/${undated.id}`, {});
    const { body } = await work.owner.get(`/projects/${plan}/timeline`);
    expect(body.milestones).toEqual([
      { id: milestone.body.id, name: 'Beta', date: '2026-12-01', done: false, total: 1, closed: 0 },
    ]);
    expect(
      body.tasks.map(({ task, start: from, end, slipDays, critical }) => [task.id, from, end, slipDays, critical]),
    ).toEqual([
      [a.id, '2026-11-20', '2026-11-23', 0, true],
      [side.id, '2026-11-21', '2026-11-21', 0, false],
      [b.id, '2026-11-24', '2026-11-25', 2, true],
      [undated.id, '2026-11-26', '2026-11-27', 0, true],
    ]);
    expect(body.criticalPath).toEqual([a.id, b.id, undated.id]);
    expect(body.dependencies).toHaveLength(2);
    expect([body.end, body.hasMore]).toEqual(['2026-11-27', false]);
  });
});

describe('statistics', () => {
  it('describe the work of a team in three queries', async () => {
    const team = await makeWorkspace(test.app);
    const { owner, teamId, statuses } = team;
    await owner.patch(`/statuses/${statuses['In progress']}`, { limit: 2 });
    const done = await makeTask(owner, teamId, { statusId: statuses['Done'] });
    await backdate(done.id, { created_at: daysAgo(10), started_at: daysAgo(4), completed_at: daysAgo(2) });
    const old = await makeTask(owner, teamId, {
      title: 'Old',
      statusId: statuses['In progress'],
      assigneeId: owner.id,
      dueDate: '2026-11-01',
      estimate: 60,
    });
    await backdate(old.id, { created_at: daysAgo(9), started_at: daysAgo(9) });
    await makeTask(owner, teamId, { assigneeId: owner.id });
    await makeTask(owner, teamId, { dueDate: '2026-11-19' });
    let reply = await owner.get(`/teams/${teamId}/statistics`);
    expect(
      await countQueries(test.app, 'tasks', async () => {
        reply = await owner.get(`/teams/${teamId}/statistics`);
      }),
    ).toBe(3);
    const { weeks, ...rest } = reply.body;
    expect(weeks).toHaveLength(12);
    expect(weeks.slice(-2)).toEqual([
      { week: '2026-11-09', created: 2, done: 0 },
      { week: '2026-11-16', created: 2, done: 1 },
    ]);
    const ofTeam = { teamId, teamName: 'Engineering' };
    expect(rest).toEqual({
      workInProgress: {
        total: 1,
        byStatus: [
          { statusId: statuses['In progress'], ...ofTeam, name: 'In progress', limit: 2, count: 1 },
          { statusId: statuses['Blocked'], ...ofTeam, name: 'Blocked', limit: null, count: 0 },
          { statusId: statuses['In review'], ...ofTeam, name: 'In review', limit: null, count: 0 },
        ],
      },
      ageing: [{ id: old.id, teamId, key: old.key, title: 'Old', days: 9 }],
      overdue: 2,
      cycleTime: { count: 1, medianHours: 48, p85Hours: 48 },
      load: [{ userId: owner.id, name: 'Owner', open: 2, inProgress: 1, overdue: 1, estimate: 60 }],
      forecast: null,
    });
    const design = await owner.post(`/organizations/${team.organizationId}/teams`, { name: 'Design' });
    await owner.get(`/teams/${design.body.id}/statuses`);
    const all = await owner.get(`/organizations/${team.organizationId}/statistics`);
    expect(all.body.overdue).toBe(2);
    const columns = all.body.workInProgress.byStatus.map((row) => [row.teamId, row.teamName, row.name]);
    expect(columns).toEqual(
      [ofTeam, { teamId: design.body.id, teamName: 'Design' }].flatMap((one) =>
        ['In progress', 'Blocked', 'In review'].map((name) => [one.teamId, one.teamName, name]),
      ),
    );
    expect((await reader.get(`/organizations/${team.organizationId}/statistics`)).status).toBe(404);
    expect((await guest.get(`/organizations/${work.organizationId}/statistics`)).status).toBe(404);
  });

  it.each([
    // 20 November 2026 is a Friday.
    [1, '2026-11-09', '2026-11-16'],
    [6, '2026-11-07', '2026-11-14'],
    [7, '2026-11-08', '2026-11-15'],
  ])('count weeks that start on day %i if the organization’s do', async (weekStart, before, present) => {
    const { owner, teamId, organizationId } = await makeWorkspace(test.app);
    await owner.patch(`/organizations/${organizationId}`, { weekStart });
    // In Tehran a day begins at 20:30 UTC of the day before.
    await owner.patch('/auth/me', { timezone: 'Asia/Tehran' });
    const days = { [before]: 3, [present]: 1 };
    for (const [day, count] of Object.entries(days)) {
      const first = new Date(`${day}T00:00:00Z`).getTime() - 3.5 * 3_600_000;
      for (let n = 0; n < count; n += 1) {
        const { id } = await makeTask(owner, teamId);
        await backdate(id, { created_at: new Date(first + n).toISOString() });
      }
    }
    const { weeks } = (await owner.get(`/teams/${teamId}/statistics`)).body;
    expect(weeks.slice(-2)).toEqual([
      { week: before, created: 3, done: 0 },
      { week: present, created: 1, done: 0 },
    ]);
  });
});
