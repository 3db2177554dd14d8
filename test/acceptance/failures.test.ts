import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, reachableAt } from '../harness/client.ts';
import { openStream } from '../harness/listen.ts';
import { makeTask, password, type Person, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';
import { ask, patience, type Scene, settleIn, startScene, without } from './outage.ts';

// What works, and what does not, while one process of a gateway and five modules is dead: the table of
// docs/splitting.md. Runs by `npm run test:acceptance`.

let scene: Scene;
let work: Workspace;
let member: Person;
let taskId = '';
let projectId = '';
let url = '';
beforeAll(async () => {
  scene = await startScene('a gateway and five modules');
  ({ work, member, taskId, projectId } = scene);
  ({ url } = scene.installation);
}, patience.timeout);
afterAll(() => scene?.installation.stop(), patience.timeout);
beforeEach(() => settleIn(scene), patience.timeout);

describe('without auth', patience, () => {
  it('signed-in people work on, with the names that are known; nobody signs in', () =>
    without(scene, 'auth', async () => {
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

describe('without teams', patience, () => {
  it('people work on in the teams that they see; teams, invitations and new assignments wait', () =>
    without(scene, 'teams', async () => {
      expect(await ask(member, 'GET', `/tasks/${taskId}`)).toBe(200);
      expect(await ask(member, 'POST', `/tasks/${taskId}/comments`, { body: 'Still here' })).toBe(201);
      expect(await ask(member, 'POST', `/teams/${work.teamId}/tasks`, { title: 'New' })).toBe(201);
      expect(await ask(member, 'GET', '/auth/me')).toBe(200);
      expect(await ask(member, 'GET', '/notifications')).toBe(200);
      expect(await ask(work.owner, 'PATCH', `/tasks/${taskId}`, { assigneeId: work.owner.id })).toBe('teams');
      expect(await ask(member, 'GET', '/teams')).toBe('teams');
    }));
});

describe('without projects', patience, () => {
  it('tasks and teams work; what is asked about projects is refused, or not offered', () =>
    without(scene, 'projects', async () => {
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

describe('without tasks', patience, () => {
  it('accounts, teams, projects and the inbox work; lists, search and exports say what is missing', () =>
    without(scene, 'tasks', async () => {
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

describe('without notifications', patience, () => {
  it('all work goes on; what people would have been told reaches them afterwards, once', async () => {
    let toldId = '';
    await without(scene, 'notifications', async () => {
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
