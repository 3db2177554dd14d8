import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import type { Answer } from '../../../test/harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../test/harness/people.ts';

// Who may do what with a task: one row per action, one column per person, each cell the status code of the API.

let test: TestApp;
let work: Workspace;
let people: Record<string, Person>;

const columns = ['owner', 'admin', 'teamAdmin', 'member', 'assignee', 'reader', 'guest', 'outsider'] as const;

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  people = {
    owner: work.owner,
    admin: await join(test.app, work, { role: 'admin', name: 'Admin' }),
    teamAdmin: await join(test.app, work, { teamRole: 'admin', name: 'Teamadmin' }),
    member: await join(test.app, work, { teamRole: 'member', name: 'Member' }),
    assignee: await join(test.app, work, { teamRole: 'member', name: 'Assignee' }),
    reader: await join(test.app, work, { name: 'Reader' }),
    guest: await join(test.app, work, { role: 'guest', name: 'Guest' }),
    outsider: await signUp(test.app, 'Outsider'),
  };
});
afterAll(() => test.stop());

const who = (name: string) => {
  const person = people[name];
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
};

type Deed = (person: Person, task: Awaited<ReturnType<typeof makeTask>>) => Promise<Answer>;

const deeds: [string, Deed, number[]][] = [
  //                                                                        own  adm  tad  mem  asg  rea  gue  out
  ['reads it', (p, t) => p.get(`/tasks/${t.id}`), /*                    */ [200, 200, 200, 200, 200, 200, 404, 404]],
  ['comments', (p, t) => p.post(`/tasks/${t.id}/comments`, { body: 'x' }), [201, 201, 201, 201, 201, 403, 404, 404]],
  ['moves it', (p, t) => p.post(`/tasks/${t.id}/move`, {}), /*          */ [200, 200, 200, 200, 200, 403, 404, 404]],
  ['completes it', (p, t) => p.post(`/tasks/${t.id}/complete`), /*      */ [200, 200, 200, 200, 200, 403, 404, 404]],
  ['assigns it', (p, t) => p.patch(`/tasks/${t.id}`, { assigneeId: null }), [200, 200, 200, 200, 200, 403, 404, 404]],
  ['labels it', (p, t) => p.patch(`/tasks/${t.id}`, { labelIds: [] }), /**/ [200, 200, 200, 200, 200, 403, 404, 404]],
  ['retitles it', (p, t) => p.patch(`/tasks/${t.id}`, { title: 'y' }), /**/ [200, 200, 200, 403, 200, 403, 404, 404]],
  [
    'dates it',
    (p, t) => p.patch(`/tasks/${t.id}`, { dueDate: '2027-01-01' }),
    [200, 200, 200, 403, 200, 403, 404, 404],
  ],
  [
    'dates and moves it',
    (p, t) => p.patch(`/tasks/${t.id}`, { dueDate: null, statusId: t.statusId }),
    [200, 200, 200, 403, 200, 403, 404, 404],
  ],
  [
    'adds a step',
    (p, t) => p.post(`/tasks/${t.id}/checklist`, { title: 'x' }),
    [201, 201, 201, 201, 201, 403, 404, 404],
  ],
  ['archives it', (p, t) => p.post(`/tasks/${t.id}/archive`), /*        */ [200, 200, 200, 200, 200, 403, 404, 404]],
  ['deletes it', (p, t) => p.delete(`/tasks/${t.id}`), /*               */ [204, 204, 204, 403, 403, 403, 404, 404]],
  ['reads its log', (p, t) => p.get(`/tasks/${t.id}/log`), /*           */ [200, 200, 200, 200, 200, 200, 404, 404]],
];

describe('a task of somebody else', () => {
  const cells = deeds.flatMap(([name, deed, statuses]) =>
    columns.map((column, index) => [column, name, statuses[index] ?? 0, deed] as const),
  );
  it.each(cells)('%s %s: %i', async (column, _name, status, deed) => {
    const task = await makeTask(work.owner, work.teamId, {
      assigneeId: who('assignee').id,
      statusId: work.statuses['Done'],
    });
    const reply = await deed(who(column), task);
    expect(reply.status, JSON.stringify(reply.body)).toBe(status);
  });
});

describe('one’s own task', () => {
  it('can be changed and deleted by a member', async () => {
    const task = await makeTask(who('member'), work.teamId, { statusId: work.statuses['Cancelled'] });
    expect((await who('member').patch(`/tasks/${task.id}`, { title: 'Mine' })).status).toBe(200);
    expect((await who('member').delete(`/tasks/${task.id}`)).status).toBe(204);
  });

  it('gives a collaborator the assignee’s rights', async () => {
    const task = await makeTask(work.owner, work.teamId, { collaboratorIds: [who('member').id] });
    expect((await who('member').patch(`/tasks/${task.id}`, { title: 'Ours' })).status).toBe(200);
  });
});

describe('a team that lets its members edit', () => {
  it('lets every member change titles, but not readers', async () => {
    const open = await makeWorkspace(test.app, { editPolicy: 'members' });
    const member = await join(test.app, open, { teamRole: 'member' });
    const reader = await join(test.app, open, { name: 'Reader' });
    const task = await makeTask(open.owner, open.teamId);
    expect((await member.patch(`/tasks/${task.id}`, { title: 'x' })).status).toBe(200);
    expect((await reader.patch(`/tasks/${task.id}`, { title: 'x' })).status).toBe(403);
  });
});

describe('a closed team', () => {
  it('answers 403 to members of the organization, lets its admins in, and answers 404 to everyone else', async () => {
    const closedWorkspace = await makeWorkspace(test.app, { visibility: 'team' });
    const reader = await join(test.app, closedWorkspace, { name: 'Reader' });
    const admin = await join(test.app, closedWorkspace, { role: 'admin', name: 'Admin' });
    const task = await makeTask(closedWorkspace.owner, closedWorkspace.teamId);
    const answers = await Promise.all(
      [reader, admin, who('outsider')].map((person) => person.get(`/tasks/${task.id}`)),
    );
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'not-a-team-member'],
      [200, undefined],
      [404, 'not-found'],
    ]);
    expect((await reader.get('/tasks')).body.items.filter(({ id }: { id: string }) => id === task.id)).toEqual([]);
    expect((await reader.get(`/tasks?teamId=${closedWorkspace.teamId}`)).body.code).toBe('not-a-team-member');
  });
});
