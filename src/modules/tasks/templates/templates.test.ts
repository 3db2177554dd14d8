import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

describe('a project as a template', () => {
  it('shows and creates no task of a team that is closed to the caller', async () => {
    const { owner, organizationId, teamId } = work;
    const closed = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Closed', visibility: 'team' });
    const project = await owner.post(`/organizations/${organizationId}/projects`, {
      name: 'Secret launch',
      key: 'SEC',
      teamIds: [teamId, closed.body.id],
    });
    const inProject = { projectId: project.body.id };
    const hidden = await makeTask(owner, closed.body.id, { ...inProject, title: 'ZZCLOSED' });
    const open = await makeTask(owner, teamId, { ...inProject, title: 'Open', parentId: hidden.id });
    const part = await makeTask(owner, teamId, { ...inProject, title: 'Part', parentId: open.id });
    await owner.put(`/tasks/${hidden.id}/dependencies/${open.id}`, {});
    await owner.put(`/tasks/${part.id}/dependencies/${hidden.id}`, {});
    const path = `/organizations/${organizationId}/project-templates` as const;
    const kept = await owner.post(path, { name: 'Launches', ...inProject });
    expect(kept.body.tasks).toHaveLength(3);
    const member = await join(test.app, work, { teamRole: 'member' });

    const seen = await member.get(`/project-templates/${kept.body.id}`);
    expect(seen.body.tasks.map((task) => [task.title, task.parent, task.blocks])).toEqual([
      ['Open', null, []],
      ['Part', 0, []],
    ]);
    const counts = async (person: typeof member) =>
      (await person.get(path)).body.items.find(({ id }) => id === kept.body.id)?.taskCount;
    expect([await counts(owner), await counts(member)]).toEqual([3, 2]);
    const used = await member.post(`/project-templates/${kept.body.id}/use`, { name: 'Mine', key: 'MINE', teamId });
    expect([used.status, used.body.tasks]).toEqual([201, 2]);
    const again = await member.post(path, { name: 'Saved by a member', ...inProject });
    expect(again.body.tasks).toHaveLength(2);
  });

  it('creates projects with its milestones, tasks, checklist items and dependencies, days counted from the first', async () => {
    const { owner, organizationId, teamId } = work;
    const project = await owner.post(`/organizations/${organizationId}/projects`, {
      name: 'Launch',
      key: 'LAU',
      startDate: '2026-01-01',
    });
    const params = { projectId: project.body.id };
    const milestone = await owner.post(`/projects/${project.body.id}/milestones`, { name: 'Beta', date: '2026-01-11' });
    const [plan, build] = [
      await makeTask(owner, teamId, {
        ...params,
        title: 'Plan',
        dueDate: '2026-01-03',
        statusId: work.statuses['Done'],
      }),
      await makeTask(owner, teamId, {
        ...params,
        title: 'Build',
        startDate: '2026-01-05',
        dueDate: '2026-01-08',
        milestoneId: milestone.body.id,
        priority: 'high',
        assigneeId: owner.id,
      }),
    ];
    await makeTask(owner, teamId, { ...params, title: 'Part', parentId: build.id });
    await makeTask(owner, teamId, { ...params, title: 'Dropped', statusId: work.statuses['Cancelled'] });
    await owner.post(`/tasks/${build.id}/checklist`, { title: 'Step' });
    await owner.put(`/tasks/${plan.id}/dependencies/${build.id}`, {});
    const kept = await owner.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Launches',
      ...params,
    });
    expect(kept.body.tasks.map(({ title, dueDay }) => [title, dueDay])).toEqual([
      ['Plan', 2],
      ['Build', 7],
      ['Part', null],
    ]);
    expect((await owner.get(`/project-templates/${kept.body.id}`)).body).toEqual(kept.body);
    const used = await owner.post(`/project-templates/${kept.body.id}/use`, {
      name: 'Second launch',
      key: 'LAUB',
      startDate: '2027-03-01',
      teamId,
    });
    expect([used.status, used.body.tasks], JSON.stringify(used.body)).toEqual([201, 3]);
    const { projectId } = used.body;
    expect((await owner.get(`/projects/${projectId}`)).body).toMatchObject({
      name: 'Second launch',
      startDate: '2027-03-01',
    });
    const [beta] = (await owner.get(`/projects/${projectId}/milestones`)).body.items;
    expect(beta).toMatchObject({ name: 'Beta', date: '2027-03-11' });
    const made = (await owner.get(`/tasks?projectId=${projectId}&sort=createdAt`)).body.items;
    const byTitle = Object.fromEntries(made.map((row) => [row.title, row]));
    expect(byTitle['Plan']).toMatchObject({ category: 'todo', dueDate: '2027-03-03' });
    expect(byTitle['Build']).toMatchObject({
      startDate: '2027-03-05',
      dueDate: '2027-03-08',
      priority: 'high',
      milestoneId: beta?.id,
      assigneeId: null,
      checklistTotal: 1,
      subtaskTotal: 1,
      blocked: true,
    });
    expect(byTitle['Part']?.parentId).toBe(defined(byTitle['Build']).id);
  });

  it('is limited to people who may create projects and work in the team', async () => {
    const { owner, organizationId, teamId } = work;
    const member = await join(test.app, work, { name: 'Member' });
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Small', key: 'SM' });
    const kept = await member.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Small',
      projectId: project.body.id,
    });
    expect(kept.status).toBe(201);
    const use = { name: 'Mine', key: 'MINE', teamId };
    expect((await member.post(`/project-templates/${kept.body.id}/use`, use)).status).toBe(403);
    expect((await owner.patch(`/project-templates/${kept.body.id}`, { name: 'Tiny' })).body.name).toBe('Tiny');
    const names = (await member.get(`/organizations/${organizationId}/project-templates`)).body.items.map(
      (row) => row.name,
    );
    expect(names).toContain('Tiny');
    const other = await join(test.app, work, { name: 'Other' });
    expect((await other.delete(`/project-templates/${kept.body.id}`)).status).toBe(403);
    expect((await member.delete(`/project-templates/${kept.body.id}`)).status).toBe(204);
    const taken = await owner.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Small',
      projectId: project.body.id,
    });
    const refused = await owner.post(`/project-templates/${taken.body.id}/use`, { ...use, key: 'SM' });
    expect([refused.status, refused.body.code]).toEqual([409, 'key-taken']);
  });
});

/** A task of a plan with only a title. */
const planned = (title: string, more: Record<string, unknown> = {}) => ({
  title,
  description: '',
  priority: 'medium',
  estimate: null,
  labelIds: [],
  startDay: null,
  dueDay: null,
  milestone: null,
  parent: null,
  blocks: [],
  checklist: [],
  ...more,
});

describe('a plan entered by hand', () => {
  it('is stored, changed and used, in the named column', async () => {
    const { owner, teamId, statuses } = work;
    const tasks = [
      planned('Interview', { dueDay: 3, checklist: [{ checklist: '', title: 'Book a room' }] }),
      planned('Write', { parent: 0, blocks: [2] }),
      planned('Call', { parent: 0 }),
    ];
    const kept = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Hiring', tasks });
    expect([kept.status, kept.body.tasks], JSON.stringify(kept.body)).toEqual([201, tasks]);
    const url = `/task-templates/${kept.body.id}` as const;
    const changed = await owner.patch(
      url,
      { tasks: tasks.slice(0, 1) },
      {
        headers: { 'if-match': kept.headers.get('etag') ?? '' },
      },
    );
    expect([changed.status, changed.body.name, changed.body.tasks.length]).toEqual([200, 'Hiring', 1]);
    expect((await owner.patch(url, { name: 'Late' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    await owner.patch(url, { tasks });
    const made = await owner.post(`${url}/use`, { statusId: statuses['In review'] });
    expect(made.body).toMatchObject({ title: 'Interview', status: 'In review', subtaskTotal: 2, checklistTotal: 1 });
    const parts = (await owner.get(`/tasks?teamId=${teamId}&parentId=${made.body.id}`)).body.items;
    expect(parts.map((part) => [part.title, part.status, part.blocked]).toSorted()).toEqual([
      ['Call', 'To do', true],
      ['Write', 'To do', false],
    ]);
  });

  it.each([
    ['no task', []],
    ['a part of nothing', [planned('A'), planned('B')]],
    ['a part of what comes later', [planned('A'), planned('B', { parent: 2 }), planned('C', { parent: 0 })]],
    ['a whole that is a part', [planned('A', { parent: 0 })]],
    ['what blocks itself', [planned('A', { blocks: [0] })]],
    ['what blocks nothing there', [planned('A', { blocks: [7] })]],
    ['what blocks the same twice', [planned('A'), planned('B', { parent: 0, blocks: [0, 0] })]],
    ['a circle', [planned('A'), planned('B', { parent: 0, blocks: [2] }), planned('C', { parent: 0, blocks: [1] })]],
    ['an empty title', [planned(' ')]],
    ['a milestone', [planned('A', { milestone: 0 })]],
  ])('is refused with %s', async (_name, tasks) => {
    const refused = await work.owner.post(`/teams/${work.teamId}/task-templates`, { name: 'Wrong', tasks });
    expect([refused.status, refused.body.code]).toEqual([422, 'invalid']);
  });
});

describe('labels in a plan entered by hand', () => {
  it('must be the organization’s; one that is deleted later may stay in the plan', async () => {
    const { owner, organizationId, teamId } = work;
    const other = await makeWorkspace(test.app);
    const path = (id: string) => `/organizations/${id}/labels` as const;
    const label = (await owner.post(path(organizationId), { name: 'Ours', colour: '#00ff00' })).body;
    const foreign = (await other.owner.post(path(other.organizationId), { name: 'Theirs', colour: '#00ff00' })).body;
    const plan = (id: string) => ({
      name: 'Labels',
      tasks: [planned('A'), planned('B', { parent: 0, labelIds: [id] })],
    });
    const refusal = { status: 422, body: { errors: [{ path: 'tasks.1.labelIds' }] } };
    expect(await owner.post(`/teams/${teamId}/task-templates`, plan(foreign.id))).toMatchObject(refusal);
    const kept = await owner.post(`/teams/${teamId}/task-templates`, plan(label.id));
    expect(kept.status).toBe(201);
    const url = `/task-templates/${kept.body.id}` as const;
    expect(await owner.patch(url, plan(foreign.id))).toMatchObject(refusal);
    await owner.delete(`/labels/${label.id}`);
    expect((await owner.patch(url, plan(label.id))).status).toBe(200);
    expect(await owner.post(`/teams/${teamId}/task-templates`, plan(label.id))).toMatchObject(refusal);
  });
});

describe('a task as a template', () => {
  it('has initial values for what its plan does not say, as plans from before a field was added', async () => {
    const { owner, teamId } = work;
    const tasks = [
      { title: 'Short', startDay: null, dueDay: null, milestone: null, parent: null, blocks: [], checklist: [] },
    ];
    const made = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Short', tasks });
    const initial = { description: '', priority: 'medium', estimate: null, labelIds: [] };
    expect([made.status, made.body.tasks]).toEqual([201, [{ ...tasks[0], ...initial }]]);
    await test.database.sql`
      update tasks.template set plan = plan #- '{tasks,0,estimate}' #- '{tasks,0,labelIds}' where id = ${made.body.id}`;

    expect((await owner.get(`/task-templates/${made.body.id}`)).body.tasks).toEqual(made.body.tasks);
    const used = await owner.post(`/task-templates/${made.body.id}/use`, {});
    expect(used.body).toMatchObject({ title: 'Short', ...initial });
  });

  it('creates tasks with subtasks and checklist items, in its team', async () => {
    const { owner, teamId } = work;
    const root = await makeTask(owner, teamId, { title: 'Release', description: 'How', dueDate: '2026-11-27' });
    await makeTask(owner, teamId, { title: 'Notes', parentId: root.id });
    await owner.post(`/tasks/${root.id}/checklist`, { title: 'Tag' });
    const kept = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Release', taskId: root.id });
    expect(kept.status, JSON.stringify(kept.body)).toBe(201);
    const listed = (await owner.get(`/teams/${teamId}/task-templates`)).body.items;
    const entry = listed.find(({ id }) => id === kept.body.id);
    expect(entry).toMatchObject({ name: 'Release', taskCount: 2, milestoneCount: 0 });
    expect(entry).not.toHaveProperty('tasks');
    expect((await owner.get(`/task-templates/${kept.body.id}`)).body).toEqual(kept.body);
    const member = await join(test.app, work);
    const closed = await owner.post(`/organizations/${work.organizationId}/teams`, { name: 'C', visibility: 'team' });
    const theirs = await makeTask(owner, closed.body.id);
    const hidden = await owner.post(`/teams/${closed.body.id}/task-templates`, { name: 'Theirs', taskId: theirs.id });
    expect((await member.get(`/task-templates/${hidden.body.id}`)).status).toBe(403);
    expect((await member.get(`/project-templates/${kept.body.id}`)).status).toBe(404);
    clock.advance(86_400_000 * 0.001);
    const made = await owner.post(`/task-templates/${kept.body.id}/use`, { title: 'Release 2' });
    expect(made.body).toMatchObject({
      title: 'Release 2',
      description: 'How',
      dueDate: '2026-11-27',
      checklistTotal: 1,
      subtaskTotal: 1,
    });
    expect((await owner.get(`/tasks/${made.body.id}`)).body).toMatchObject({ checklistTotal: 1, subtaskTotal: 1 });
    await owner.patch(`/task-templates/${kept.body.id}`, { name: 'Releases' });
    expect((await owner.delete(`/task-templates/${kept.body.id}`)).status).toBe(204);
    expect((await owner.post(`/task-templates/${kept.body.id}/use`)).status).toBe(404);
  });
});
