import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, reachableAt } from '../harness/client.ts';
import { openStream } from '../harness/listen.ts';
import { makeTask, password, type Person, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';
import { ask, slow, type Setup, warmCaches, startWithPeople, without } from './outage.ts';

// What works, and what does not, while one process of a gateway and five modules is dead: the table of
// docs/splitting.md. Runs by `npm run test:acceptance`.

let setup: Setup;
let work: Workspace;
let member: Person;
let taskId = '';
let projectId = '';
let url = '';
beforeAll(async () => {
  setup = await startWithPeople('a gateway and five modules');
  ({ work, member, taskId, projectId } = setup);
  ({ url } = setup.installation);
}, slow.timeout);
afterAll(() => setup?.installation.stop(), slow.timeout);
beforeEach(() => warmCaches(setup), slow.timeout);

describe('without auth', slow, () => {
  it('signed-in people work on, with the names that are known; nobody signs in', () =>
    without(setup, 'auth', async () => {
      const list = await work.owner.get(`/tasks?teamId=${work.teamId}`);
      expect(list.status).toBe(200);
      expect(list.body.items).toMatchObject([{ title: 'Publish', assigneeId: member.id }]);
      expect(await ask(member, 'PATCH', `/tasks/${taskId}`, { priority: 'high' })).toBe(200);
      expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
      expect(await ask(member, 'GET', `/projects/${projectId}`)).toBe(200);
      expect(await ask(member, 'GET', '/teams')).toBe(200);
      expect(await ask(member, 'GET', '/notifications')).toBe(200);
      expect(await ask(member, 'GET', '/auth/me')).toBe('auth');
      const login = await clientOf(reachableAt(url)).post('/auth/login', { email: member.email, password });
      expect(login.status).toBe(503);
    }));
});

describe('without teams', slow, () => {
  it('people work on in the teams that they see; teams, invitations and new assignments wait', () =>
    without(setup, 'teams', async () => {
      expect(await ask(member, 'GET', `/tasks/${taskId}`)).toBe(200);
      expect(await ask(member, 'POST', `/tasks/${taskId}/comments`, { body: 'Still here' })).toBe(201);
      expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
      expect(await ask(member, 'GET', '/auth/me')).toBe(200);
      expect(await ask(member, 'GET', '/notifications')).toBe(200);
      expect(await ask(work.owner, 'PATCH', `/tasks/${taskId}`, { assigneeId: work.owner.id })).toBe('teams');
      expect(await ask(member, 'GET', '/teams')).toBe('teams');
    }));
});

describe('without projects', slow, () => {
  it('tasks and teams work; what is asked about projects is refused, or not offered', () =>
    without(setup, 'projects', async () => {
      expect(await ask(member, 'GET', `/tasks?teamId=${work.teamId}`)).toBe(200);
      expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
      expect(await ask(work.owner, 'PATCH', `/tasks/${taskId}`, { projectId })).toBe('projects');
      expect(await ask(member, 'GET', `/projects/${projectId}`)).toBe('projects');
      const query = `organizationId=${work.organizationId}&teamId=${work.teamId}`;
      const permissions = await work.owner.get(`/auth/me/permissions?${query}`);
      expect([permissions.status, permissions.headers.get('x-degraded')]).toEqual([200, 'projects']);
      expect(permissions.body.organization.makeProjects).toBe(false);
      expect(permissions.body.team?.createTasks).toBe(true);
    }));
});

describe('without tasks', slow, () => {
  it('accounts, teams, projects and the inbox work; lists, search and exports say what is missing', () =>
    without(setup, 'tasks', async () => {
      expect(await ask(member, 'GET', `/tasks?teamId=${work.teamId}&q=publish`)).toBe('tasks');
      expect(await ask(member, 'GET', '/auth/me/export')).toBe('tasks');
      expect(await ask(member, 'GET', '/auth/me')).toBe(200);
      expect(await ask(member, 'GET', '/teams')).toBe(200);
      expect(await ask(member, 'GET', `/projects/${projectId}`)).toBe(200);
      expect(await ask(member, 'GET', '/notifications')).toBe(200);
      const stream = await openStream(url, member.token);
      await stream.next('ready');
      stream.close();
    }));
});

describe('without notifications', slow, () => {
  it('all work goes on; what people would have been told reaches them afterwards, once', async () => {
    let toldId = '';
    await without(setup, 'notifications', async () => {
      const task = await makeTask(work.owner, work.teamId, { title: 'Told later', assigneeId: member.id });
      toldId = task.id;
      expect(await ask(member, 'GET', `/tasks/${task.id}`)).toBe(200);
      expect(await ask(member, 'GET', `/projects/${projectId}`)).toBe(200);
      expect(await ask(member, 'GET', '/teams')).toBe(200);
      expect(await ask(member, 'GET', '/notifications')).toBe('notifications');
      expect(await ask(member, 'GET', '/events')).toBe('notifications');
    });
    const told = async () => (await member.get('/notifications')).body.items.filter((one) => one.taskId === toldId);
    await until(async () => (await told()).length > 0);
    expect((await told()).length).toBe(1);
  });
});
