import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { board, upload } from '../files/trello.ts';
import { clientOf, cookieOf, reachableAt } from '../harness/client.ts';
import { openStream } from '../harness/listen.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';
import { until } from '../harness/process.ts';

/** What the steps of a walk leave to later steps. */
interface Scene {
  readonly admin: Person;
  readonly work: Workspace;
  readonly member: Person;
}

/**
 * The main job of the product in steps, over HTTP alone: what a person, a script or a browser sees must not depend on
 * how many processes answer.
 * @param urlOf The address of the installation, once it runs.
 */
export function describeWalk(urlOf: () => string): void {
  let scene: Scene;
  const app = () => reachableAt(urlOf());
  const anybody = () => clientOf(app());

  it('signs up, creates an organization and a team, and invites a member', async () => {
    const admin = await signUp(app(), 'Admin');
    expect((await admin.get('/auth/me')).body.instanceAdmin).toBe(true);
    const work = await makeWorkspace(app());
    const member = await join(app(), work, { teamRole: 'member', name: 'Mina' });
    scene = { admin, work, member };
    const members = await work.owner.get(`/teams/${work.teamId}/members`);
    expect(members.body.items.length).toBe(2);
    const query = `organizationId=${work.organizationId}&teamId=${work.teamId}`;
    const permissions = await member.get(`/auth/me/permissions?${query}`);
    expect(permissions.headers.get('x-degraded')).toBeNull();
    expect(permissions.body).toMatchObject({ role: 'member', team: { createTasks: true } });
  });

  it('invites by mail, and the link in the mail signs a stranger up', async () => {
    const { admin, work } = scene;
    const email = `invited.${randomBytes(4).toString('hex')}@example.com`;
    const invited = await work.owner.post(`/organizations/${work.organizationId}/invites`, { email });
    expect(invited.status).toBe(201);
    const { text } = await mailTo(admin, 'invite', email);
    const inviteToken = /#([\w-]{20,})/.exec(text)?.[1];
    expect((await anybody().post('/invites/preview', { token: inviteToken })).status).toBe(200);
    const newcomer = await signUp(app(), 'Newcomer', { email, inviteToken });
    const memberships = await newcomer.get('/organizations');
    expect(memberships.body.items.map(({ id }) => id)).toEqual([work.organizationId]);
  });

  it('plans a project, and creates, changes, moves and completes a task', async () => {
    const { work, member } = scene;
    const { owner, teamId, organizationId } = work;
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Site', key: key() });
    expect(project.status).toBe(201);
    const milestone = await owner.post(`/projects/${project.body.id}/milestones`, { name: 'Beta' });
    expect(milestone.status).toBe(201);
    const task = await makeTask(owner, teamId, {
      title: 'Publish',
      projectId: project.body.id,
      milestoneId: milestone.body.id,
      assigneeId: member.id,
    });
    expect(task).toMatchObject({ assignee: { id: member.id, name: 'Mina' }, createdBy: owner.id });
    const version = { headers: { 'if-match': `"${task.version}"` } };
    const changed = await member.patch(`/tasks/${task.id}`, { priority: 'high' }, version);
    expect(changed.status).toBe(200);
    const late = await owner.patch(`/tasks/${task.id}`, { priority: 'low' }, version);
    expect([late.status, late.headers.get('content-type')]).toEqual([412, 'application/problem+json']);
    expect((await member.post(`/tasks/${task.id}/complete`)).status).toBe(200);
    const list = await member.get(`/tasks?teamId=${teamId}&projectId=${project.body.id}`);
    expect(list.body.items).toMatchObject([{ id: task.id, priority: 'high', assignee: { name: 'Mina' } }]);
    expect((await owner.get(`/projects/${project.body.id}/timeline`)).status).toBe(200);
  });

  it('tells people: an assignment and a mention are in the inbox and in the mail', async () => {
    const { admin, work, member } = scene;
    const task = await makeTask(work.owner, work.teamId, { title: 'Call the bank', assigneeId: member.id });
    // The first mail about a task leaves at once; what follows within ten minutes is collected.
    await mailTo(admin, 'task-assigned', member.email, 'Call the bank');
    const comment = await work.owner.post(`/tasks/${task.id}/comments`, {
      body: `@${await usernameOf(member)} please`,
    });
    expect(comment.status).toBe(201);
    const typesOf = async () =>
      (await member.get('/notifications')).body.items
        .filter(({ taskId }) => taskId === task.id)
        .map(({ type }) => type);
    await until(async () => (await typesOf()).length >= 2);
    expect((await typesOf()).toSorted()).toEqual(['mentioned', 'task-assigned']);
    expect((await member.get('/notifications/count')).body.unread).toBeGreaterThan(0);
  });

  it('streams changes to whoever may see them, and resumes without a gap', async () => {
    const { work, member } = scene;
    const stream = await openStream(urlOf(), member.token);
    const { id: readyId } = await stream.next('ready');
    const task = await makeTask(work.owner, work.teamId, { title: 'Seen at once' });
    const created = await stream.next('task.created');
    expect(created.data).toMatchObject({ kind: 'task', id: task.id, version: 1 });
    stream.close();
    const next = await makeTask(work.owner, work.teamId, { title: 'Seen later' });
    const resumed = await openStream(urlOf(), member.token, created.id);
    expect((await resumed.next('task.created')).data['id']).toBe(next.id);
    resumed.close();
    expect(readyId).toMatch(/^[a-z0-9]+-\d+$/);
    const poll = await openStream(urlOf(), member.token, created.id, 'poll');
    expect((await poll.next('task.created')).data['id']).toBe(next.id);
    await poll.ended;
  });

  it('shows who looks at a task', async () => {
    const { work, member } = scene;
    const task = await makeTask(work.owner, work.teamId);
    expect((await member.post(`/tasks/${task.id}/presence`, {})).body.viewers).toMatchObject([{ name: 'Mina' }]);
    await until(async () => (await work.owner.post(`/tasks/${task.id}/presence`, {})).body.total === 2);
  });

  it('takes a file and gives it back byte for byte', async () => {
    const { work, member } = scene;
    const task = await makeTask(work.owner, work.teamId);
    const bytes = randomBytes(3 * 1024 * 1024);
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'application/octet-stream' }), 'large.bin');
    const stored = await member.post(`/tasks/${task.id}/attachments`, undefined, { raw: form });
    expect(stored.status, JSON.stringify(stored.body)).toBe(201);
    const reply = await fetch(`${urlOf()}/api/v1/attachments/${stored.body.id}`, {
      headers: { authorization: `Bearer ${work.owner.token}` },
    });
    expect(reply.status).toBe(200);
    expect(Buffer.from(await reply.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('finds tasks by words, filters and order', async () => {
    const { work, member } = scene;
    await makeTask(work.owner, work.teamId, { title: 'Zebra crossing', priority: 'urgent' });
    const byWord = await member.get(`/tasks?teamId=${work.teamId}&q=zebra`);
    expect(byWord.body.items.map(({ title }) => title)).toEqual(['Zebra crossing']);
    const urgent = await member.get(`/tasks?teamId=${work.teamId}&priority=urgent&sort=title`);
    expect(urgent.body.items.map(({ title }) => title)).toEqual(['Zebra crossing']);
  });

  it('reminds by a scheduled job, which an administrator can start', async () => {
    const { admin, work, member } = scene;
    const task = await makeTask(work.owner, work.teamId, { title: 'Water the plants' });
    const soon = new Date(Date.now() + 1_000).toISOString();
    expect((await member.put(`/tasks/${task.id}/reminder`, { at: soon })).status).toBe(200);
    const jobs = (await admin.get('/admin/jobs')).body.items.map(({ name }) => name);
    expect(jobs).toEqual(
      expect.arrayContaining(['auth.housekeeping', 'tasks.send-reminders', 'notifications.deliver']),
    );
    const isReminded = async () =>
      (await member.get('/notifications')).body.items.some(
        (one) => one.taskId === task.id && one.type === 'task-reminder',
      );
    await until(() => Date.now() > Date.parse(soon));
    expect((await admin.post('/admin/jobs/tasks.send-reminders/run')).status).toBe(202);
    await until(isReminded);
  });

  it('imports a board, with a new team for it', async () => {
    const { work } = scene;
    const raw = upload(board());
    const started = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, { raw });
    expect(started.status).toBe(202);
    const statusOf = async () => (await work.owner.get(`/imports/${started.body.id}`)).body.status;
    await until(async () => ['done', 'failed'].includes(await statusOf()));
    expect(await statusOf()).toBe('done');
  });

  it('exports what all parts store of a person', async () => {
    const { member } = scene;
    const reply = await member.get('/auth/me/export');
    expect(reply.status).toBe(200);
    const text = JSON.stringify(reply.body);
    for (const part of ['memberships', 'projects', 'tasks', 'notifications']) expect(text).toContain(`"${part}"`);
  });

  it('carries a request out once for each idempotency key', async () => {
    const { work } = scene;
    const extras = { headers: { 'idempotency-key': randomBytes(8).toString('hex') } };
    const send = () => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Once' }, extras);
    const replies = await Promise.all([send(), send(), send()]);
    const again = await send();
    const ids = new Set([...replies, again].filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('ends access at once', async () => {
    const { work } = scene;
    const leaver = await join(app(), work, { teamRole: 'member', name: 'Leaver' });
    const task = await makeTask(work.owner, work.teamId);
    expect((await leaver.get(`/tasks/${task.id}`)).status).toBe(200);
    const stream = await openStream(urlOf(), leaver.token);
    await stream.next('ready');
    const removed = await work.owner.delete(`/organizations/${work.organizationId}/members/${leaver.id}`);
    expect(removed.status).toBeLessThan(300);
    await until(async () => (await leaver.get(`/tasks/${task.id}`)).status === 404, 1_000);
    await stream.ended;
  });

  it('signs in a browser by a cookie, and a script by a token with scopes', async () => {
    const { member } = scene;
    const login = { email: member.email, password: 'correct horse battery' };
    const origin = { headers: { origin: urlOf() } };
    const session = await anybody().post('/auth/session', login, origin);
    expect(session.status).toBe(200);
    const browser = clientOf(app(), { cookie: cookieOf(session), origin: urlOf() });
    expect((await browser.get('/tasks?assigneeId=me')).status).toBe(200);
    const made = await member.post('/auth/tokens', { name: 'Script', scopes: ['tasks:read'] });
    const script = clientOf(app(), { authorization: `Bearer ${made.body.token}` });
    expect((await script.get('/tasks?assigneeId=me')).status).toBe(200);
    expect((await script.get('/notifications')).body.code).toBe('insufficient-scope');
    expect((await browser.post('/auth/logout')).status).toBeLessThan(300);
    await until(async () => (await browser.get('/tasks?assigneeId=me')).status === 401, 1_000);
  });

  it('refuses in one form, with the id of the request', async () => {
    const { member } = scene;
    const requestId = { headers: { 'x-request-id': 'walk-12345678' } };
    const refusals = [
      [404, await member.get('/no-such-path', requestId)],
      [404, await member.get('/tasks/00000000-0000-7000-8000-000000000000', requestId)],
      [405, await member.patch('/notifications/count', {}, requestId)],
      [401, await anybody().get('/tasks', requestId)],
      [400, await member.post(`/teams/${scene.work.teamId}/tasks`, undefined, { ...requestId, raw: '{"title":' })],
      [422, await member.post(`/teams/${scene.work.teamId}/tasks`, { title: '' }, requestId)],
    ] as const;
    for (const [status, reply] of refusals) {
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toBe('application/problem+json');
      expect(reply.headers.get('x-request-id')).toBe('walk-12345678');
      expect(reply.body).toMatchObject({ status, requestId: 'walk-12345678' });
    }
  });

  it('lets nobody in by the headers and paths that processes use among themselves', async () => {
    const { admin } = scene;
    const headers = {
      'x-taskuno-key': 'guess',
      'x-taskuno-peer': '203.0.113.9',
      authorization: `Bearer ${admin.token}`,
    };
    const call = { call: { actor: { kind: 'service', name: 'x' }, requestId: 'x' }, input: {} };
    const reply = await fetch(`${urlOf()}/internal/auth/instanceAdmins`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(call),
    });
    expect(reply.status).toBe(404);
    const audit = await anybody().post('/auth/login', { email: admin.email, password: 'wrong' }, { headers });
    expect(audit.status).toBe(401);
  });

  it('serves the browser app, its description and its health', async () => {
    for (const path of ['/health/live', '/health/ready', '/health', '/api/openapi.json', '/api/v1/meta']) {
      expect([path, (await fetch(urlOf() + path)).status]).toEqual([path, 200]);
    }
    expect(await (await fetch(`${urlOf()}/health/ready`)).json()).toEqual({ status: 'ok' });
    const meta = await anybody().get('/meta');
    expect(meta.body.setup).toBe('done');
  });
}

function key(): string {
  return [...randomBytes(5)].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}

async function usernameOf(person: Person): Promise<string> {
  return (await person.get('/auth/me')).body.username;
}

/** The mail of a type to an address that contains these words, once it is in the email log. */
async function mailTo(admin: Person, type: string, address: string, words = ''): Promise<{ text: string }> {
  let content: string | undefined;
  await until(async () => {
    const { items } = (await admin.get('/admin/messages?limit=200')).body;
    const mails = items.filter((mail) => mail.type === type && mail.recipient === address && mail.state === 'outbox');
    const read = mails.map(async ({ id }) => (await admin.get(`/admin/messages/${id}`)).body.text ?? '');
    content = (await Promise.all(read)).find((text) => text.includes(words));
    return content !== undefined;
  });
  return { text: content ?? '' };
}
