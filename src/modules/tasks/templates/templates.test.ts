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
    const closedReply = await owner.post(`/organizations/${organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const project = await owner.post(`/organizations/${organizationId}/projects`, {
      name: 'Secret launch',
      key: 'SEC',
      teamIds: [teamId, closedReply.body.id],
    });
    const inProject = { projectId: project.body.id };
    const hiddenTask = await makeTask(owner, closedReply.body.id, { ...inProject, title: 'ZZCLOSED' });
    const open = await makeTask(owner, teamId, { ...inProject, title: 'Open', parentId: hiddenTask.id });
    const part = await makeTask(owner, teamId, { ...inProject, title: 'Part', parentId: open.id });
    await owner.put(`/tasks/${hiddenTask.id}/dependencies/${open.id}`, {});
    await owner.put(`/tasks/${part.id}/dependencies/${hiddenTask.id}`, {});
    const path = `/organizations/${organizationId}/project-templates` as const;
    const keptReply = await owner.post(path, { name: 'Launches', ...inProject });
    expect(keptReply.body.tasks).toHaveLength(3);
    const member = await join(test.app, work, { teamRole: 'member' });

    const reply = await member.get(`/project-templates/${keptReply.body.id}`);
    expect(reply.body.tasks.map((task) => [task.title, task.parent, task.blocks])).toEqual([
      ['Open', null, []],
      ['Part', 0, []],
    ]);
    const counts = async (person: typeof member) =>
      (await person.get(path)).body.items.find(({ id }) => id === keptReply.body.id)?.taskCount;
    expect([await counts(owner), await counts(member)]).toEqual([3, 2]);
    const used = await member.post(`/project-templates/${keptReply.body.id}/use`, {
      name: 'Mine',
      key: 'MINE',
      teamId,
    });
    expect([used.status, used.body.tasks]).toEqual([201, 2]);
    const secondReply = await member.post(path, { name: 'Saved by a member', ...inProject });
    expect(secondReply.body.tasks).toHaveLength(2);
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
    const keptReply = await owner.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Launches',
      ...params,
    });
    expect(keptReply.body.tasks.map(({ title, dueDay }) => [title, dueDay])).toEqual([
      ['Plan', 2],
      ['Build', 7],
      ['Part', null],
    ]);
    expect((await owner.get(`/project-templates/${keptReply.body.id}`)).body).toEqual(keptReply.body);
    const used = await owner.post(`/project-templates/${keptReply.body.id}/use`, {
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
    const tasks = (await owner.get(`/tasks?projectId=${projectId}&sort=createdAt`)).body.items;
    const byTitle = Object.fromEntries(tasks.map((row) => [row.title, row]));
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
    const keptReply = await member.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Small',
      projectId: project.body.id,
    });
    expect(keptReply.status).toBe(201);
    const use = { name: 'Mine', key: 'MINE', teamId };
    expect((await member.post(`/project-templates/${keptReply.body.id}/use`, use)).status).toBe(403);
    expect((await owner.patch(`/project-templates/${keptReply.body.id}`, { name: 'Tiny' })).body.name).toBe('Tiny');
    const names = (await member.get(`/organizations/${organizationId}/project-templates`)).body.items.map(
      (row) => row.name,
    );
    expect(names).toContain('Tiny');
    const other = await join(test.app, work, { name: 'Other' });
    expect((await other.delete(`/project-templates/${keptReply.body.id}`)).status).toBe(403);
    expect((await member.delete(`/project-templates/${keptReply.body.id}`)).status).toBe(204);
    const takenReply = await owner.post(`/organizations/${organizationId}/project-templates`, {
      name: 'Small',
      projectId: project.body.id,
    });
    const refusedReply = await owner.post(`/project-templates/${takenReply.body.id}/use`, { ...use, key: 'SM' });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'key-taken']);
  });
});

/** A task of a plan with only a title. */
const plannedTask = (title: string, more: Record<string, unknown> = {}) => ({
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
      plannedTask('Interview', { dueDay: 3, checklist: [{ checklist: '', title: 'Book a room' }] }),
      plannedTask('Write', { parent: 0, blocks: [2] }),
      plannedTask('Call', { parent: 0 }),
    ];
    const keptReply = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Hiring', tasks });
    expect([keptReply.status, keptReply.body.tasks], JSON.stringify(keptReply.body)).toEqual([201, tasks]);
    const url = `/task-templates/${keptReply.body.id}` as const;
    const changedReply = await owner.patch(
      url,
      { tasks: tasks.slice(0, 1) },
      {
        headers: { 'if-match': keptReply.headers.get('etag') ?? '' },
      },
    );
    expect([changedReply.status, changedReply.body.name, changedReply.body.tasks.length]).toEqual([200, 'Hiring', 1]);
    expect((await owner.patch(url, { name: 'Late' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    await owner.patch(url, { tasks });
    const reply = await owner.post(`${url}/use`, { statusId: statuses['In review'] });
    expect(reply.body).toMatchObject({ title: 'Interview', status: 'In review', subtaskTotal: 2, checklistTotal: 1 });
    const parts = (await owner.get(`/tasks?teamId=${teamId}&parentId=${reply.body.id}`)).body.items;
    expect(parts.map((part) => [part.title, part.status, part.blocked]).toSorted()).toEqual([
      ['Call', 'To do', true],
      ['Write', 'To do', false],
    ]);
  });

  it.each([
    ['no task', []],
    ['a part of nothing', [plannedTask('A'), plannedTask('B')]],
    [
      'a part of what comes later',
      [plannedTask('A'), plannedTask('B', { parent: 2 }), plannedTask('C', { parent: 0 })],
    ],
    ['a whole that is a part', [plannedTask('A', { parent: 0 })]],
    ['what blocks itself', [plannedTask('A', { blocks: [0] })]],
    ['what blocks nothing there', [plannedTask('A', { blocks: [7] })]],
    ['what blocks the same twice', [plannedTask('A'), plannedTask('B', { parent: 0, blocks: [0, 0] })]],
    [
      'a circle',
      [plannedTask('A'), plannedTask('B', { parent: 0, blocks: [2] }), plannedTask('C', { parent: 0, blocks: [1] })],
    ],
    ['an empty title', [plannedTask(' ')]],
    ['a milestone', [plannedTask('A', { milestone: 0 })]],
  ])('is refused with %s', async (_name, tasks) => {
    const refusedReply = await work.owner.post(`/teams/${work.teamId}/task-templates`, { name: 'Wrong', tasks });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([422, 'invalid']);
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
      tasks: [plannedTask('A'), plannedTask('B', { parent: 0, labelIds: [id] })],
    });
    const refusal = { status: 422, body: { errors: [{ path: 'tasks.1.labelIds' }] } };
    expect(await owner.post(`/teams/${teamId}/task-templates`, plan(foreign.id))).toMatchObject(refusal);
    const keptReply = await owner.post(`/teams/${teamId}/task-templates`, plan(label.id));
    expect(keptReply.status).toBe(201);
    const url = `/task-templates/${keptReply.body.id}` as const;
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
    const reply = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Short', tasks });
    const initial = { description: '', priority: 'medium', estimate: null, labelIds: [] };
    expect(reply).toMatchObject({ status: 201, body: { tasks: [{ ...tasks[0], ...initial }] } });
    await test.database.sql`
      update tasks.template set plan = plan #- '{tasks,0,estimate}' #- '{tasks,0,labelIds}' where id = ${reply.body.id}`;

    expect((await owner.get(`/task-templates/${reply.body.id}`)).body.tasks).toEqual(reply.body.tasks);
    const used = await owner.post(`/task-templates/${reply.body.id}/use`, {});
    expect(used.body).toMatchObject({ title: 'Short', ...initial });
  });

  it('creates tasks with subtasks and checklist items, in its team', async () => {
    const { owner, teamId } = work;
    const root = await makeTask(owner, teamId, { title: 'Release', description: 'How', dueDate: '2026-11-27' });
    await makeTask(owner, teamId, { title: 'Notes', parentId: root.id });
    await owner.post(`/tasks/${root.id}/checklist`, { title: 'Tag' });
    const keptReply = await owner.post(`/teams/${teamId}/task-templates`, { name: 'Release', taskId: root.id });
    expect(keptReply.status, JSON.stringify(keptReply.body)).toBe(201);
    const taskTemplates = (await owner.get(`/teams/${teamId}/task-templates`)).body.items;
    const entry = taskTemplates.find(({ id }) => id === keptReply.body.id);
    expect(entry).toMatchObject({ name: 'Release', taskCount: 2, milestoneCount: 0 });
    expect(entry).not.toHaveProperty('tasks');
    expect((await owner.get(`/task-templates/${keptReply.body.id}`)).body).toEqual(keptReply.body);
    const member = await join(test.app, work);
    const closedReply = await owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'C',
      visibility: 'team',
    });
    const theirs = await makeTask(owner, closedReply.body.id);
    const hiddenReply = await owner.post(`/teams/${closedReply.body.id}/task-templates`, {
      name: 'Theirs',
      taskId: theirs.id,
    });
    expect((await member.get(`/task-templates/${hiddenReply.body.id}`)).status).toBe(403);
    expect((await member.get(`/project-templates/${keptReply.body.id}`)).status).toBe(404);
    clock.advance(86_400_000 * 0.001);
    const reply = await owner.post(`/task-templates/${keptReply.body.id}/use`, { title: 'Release 2' });
    expect(reply.body).toMatchObject({
      title: 'Release 2',
      description: 'How',
      dueDate: '2026-11-27',
      checklistTotal: 1,
      subtaskTotal: 1,
    });
    expect((await owner.get(`/tasks/${reply.body.id}`)).body).toMatchObject({ checklistTotal: 1, subtaskTotal: 1 });
    await owner.patch(`/task-templates/${keptReply.body.id}`, { name: 'Releases' });
    expect((await owner.delete(`/task-templates/${keptReply.body.id}`)).status).toBe(204);
    expect((await owner.post(`/task-templates/${keptReply.body.id}/use`)).status).toBe(404);
  });
});
