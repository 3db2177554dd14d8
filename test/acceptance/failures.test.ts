import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, reachableAt } from '../harness/client.ts';
import { openStream } from '../harness/listen.ts';
import { join, makeTask, makeWorkspace, password, type Person, signUp, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';
import { type Installation, startInstallation } from './topology.ts';

// What works, and what does not, while one process of a gateway and five modules is dead: the table of
// docs/splitting.md. Runs by `npm run test:acceptance`.

/** A process is killed and starts again in each test. */
const patience = { timeout: 180_000 };

let installation: Installation | undefined;
let url = '';
let admin: Person;
let work: Workspace;
let member: Person;
let taskId = '';
let projectId = '';
beforeAll(async () => {
  installation = await startInstallation('a gateway and five modules');
  url = installation.url;
  const app = reachableAt(url);
  admin = await signUp(app, 'Admin');
  work = await makeWorkspace(app);
  member = await join(app, work, { teamRole: 'member', name: 'Mina' });
  const project = await work.owner.post(`/organizations/${work.organizationId}/projects`, {
    name: 'Site',
    key: 'SITE',
  });
  projectId = project.body.id;
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Publish', assigneeId: member.id })).id;
}, patience.timeout);
afterAll(() => installation?.stop());
// Every process knows the caller before one of them dies.
beforeEach(async () => {
  for (const person of [admin, work.owner, member]) {
    for (const path of ['/auth/me', '/teams', `/projects/${projectId}`, `/tasks/${taskId}`, '/notifications']) {
      await until(async () => (await person.get(path)).status !== 503);
    }
  }
}, patience.timeout);

/** Runs `work` while a process is dead. */
async function without(name: string, check: () => Promise<void>): Promise<void> {
  await installation?.kill(name);
  try {
    await expect.poll(readiness, { timeout: 30_000 }).toEqual({ status: 'degraded', away: [name] });
    await check();
  } finally {
    await installation?.restart(name);
    await expect.poll(readiness, { timeout: 30_000 }).toEqual({ status: 'ok' });
  }
}

/** What the gateway says of itself and of the others. */
async function readiness(): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json();
}

/** The status of a request, and the part that a refusal names. */
async function ask(who: Person, method: string, path: string, body?: unknown) {
  const reply = await who.request(method, path, body);
  const { code, part } = (reply.body ?? {}) as { code?: string; part?: string };
  if (reply.status === 503)
    expect([code, reply.headers.get('content-type')]).toEqual(['part-away', 'application/problem+json']);
  return part ?? reply.status;
}

describe('without auth', patience, () => {
  it('signed-in people work on, with the names that are known; nobody signs in', () =>
    without('auth', async () => {
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
    without('teams', async () => {
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
    without('projects', async () => {
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
    without('tasks', async () => {
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
    await without('notifications', async () => {
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
