import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authContract } from '#modules/auth';
import { notificationsContract } from '#modules/notifications';
import { MilestoneId, projectsContract } from '#modules/projects';
import { TaskId, tasksContract } from '#modules/tasks';
import { teamsContract } from '#modules/teams';
import { Call } from '#platform/context.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { bindRemote } from '#platform/internal/bind-remote.ts';
import { checkKeys } from '#platform/internal/keys.ts';
import { openPart, type Part } from '#platform/internal/part.ts';
import { serveCalls, servedContract, type ServedContract } from '#platform/internal/serve-calls.ts';
import { callOf } from '#platform/modules/contract.ts';
import type { Bind } from '#platform/modules/bind.ts';
import { board, upload } from './files/trello.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf, cookieOf } from './harness/client.ts';
import { join, makeTask, makeWorkspace, password, signUp, tokenOf } from './harness/people.ts';

const contracts = [authContract, teamsContract, projectsContract, tasksContract, notificationsContract];
const called = new Set<string>();

/** Every call's input and output goes through JSON and its schema, as it would over HTTP. */
const throughJson: Bind = (contract, api) =>
  Object.fromEntries(
    Object.entries(contract.methods).map(([name, { input, output }]) => [
      name,
      async (call: Call, args: unknown) => {
        called.add(`${contract.name}.${name}`);
        const method = api[name as keyof typeof api] as (call: Call, input: unknown) => Promise<unknown>;
        const sent = input.parse(JSON.parse(JSON.stringify(args)));
        return output.parse(
          JSON.parse(JSON.stringify(await method(Call.parse(JSON.parse(JSON.stringify(callOf(call)))), sent))),
        );
      },
    ]),
  ) as typeof api;

/** Every call goes over a real connection, as between two processes. */
async function overHttp(): Promise<{ bind: Bind; close: () => Promise<void> }> {
  const log = pino({ level: 'silent' });
  const keys = ['the key between the processes of a test, 32 bytes and more'];
  const served: ServedContract[] = [];
  let handle: ReturnType<typeof serveCalls> | undefined;
  const server = createServer((incoming, outgoing) => {
    const databaseDeadlineMs = 60_000;
    handle ??= serveCalls({
      served,
      isKey: checkKeys(keys),
      databaseDeadlineMs,
      tracing: undefined,
      log,
      checksOutputs: true,
    });
    if (!handle(incoming, outgoing)) outgoing.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parts = new Map<string, Part>();
  for (const { name } of contracts) parts.set(name, await openPart({ name, url, keys, tls: null, log }));
  return {
    bind(contract, api) {
      const part = parts.get(contract.name);
      if (!part) throw new Error(`no process for ${contract.name}`);
      served.push(servedContract(contract, noted(contract.name, api)));
      return bindRemote(contract, part, undefined);
    },
    async close() {
      await Promise.all([...parts.values()].map((part) => part.stop()));
      server.close();
    },
  };
}

function noted<Api extends object>(module: string, api: Api): Api {
  return new Proxy(api, {
    get(target, method, receiver) {
      called.add(`${module}.${String(method)}`);
      return Reflect.get(target, method, receiver);
    },
  });
}

const ways = {
  'through JSON': async () => ({ bind: throughJson, close: async () => undefined }),
  'over HTTP': overHttp,
};

describe.each(Object.entries(ways))('the contracts %s', (_name, open) => {
  let test: TestApp;
  let way: { bind: Bind; close: () => Promise<void> };
  beforeAll(async () => {
    called.clear();
    way = await open();
    test = await startApp({ bind: way.bind, env: { HOST: '0.0.0.0' } });
  });
  afterAll(async () => {
    await test.stop();
    await way.close();
  });

  it('carry plain data alone: the main job runs with every call sent so', async () => {
    const { app } = test;
    const { apis } = app.modules;
    const setupUrl = await app.modules.setupUrl();
    expect(setupUrl).toMatch(/^http:\/\/localhost:8080\/setup#[\w-]{40,}$/);
    const admin = await signUp(app, 'Admin', { setupToken: tokenOf(setupUrl ?? '') });

    const work = await makeWorkspace(app);
    const member = await join(app, work, { teamRole: 'member', name: 'Mina' });
    const invitedReply = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: 'new@example.com',
    });
    await test.settled();
    const link = await work.owner.post(`/invites/${invitedReply.body.id}/link`);
    const newcomer = await clientOf(app).post('/auth/signup', {
      email: 'new@example.com',
      password,
      name: 'New',
      inviteToken: tokenOf(link.body.url),
    });
    expect(newcomer.status).toBe(201);

    expect((await member.get(`/bootstrap?teamId=${work.teamId}`)).status).toBe(200);

    const project = await work.owner.post(`/organizations/${work.organizationId}/projects`, {
      name: 'Site',
      key: 'SITE',
    });
    const milestone = await work.owner.post(`/projects/${project.body.id}/milestones`, { name: 'Beta' });
    await makeTask(work.owner, work.teamId, { assigneeId: member.id, projectId: project.body.id });
    expect((await work.owner.get(`/projects/${project.body.id}/timeline`)).status).toBe(200);
    const template = await work.owner.post(`/organizations/${work.organizationId}/project-templates`, {
      name: 'Plan',
      projectId: project.body.id,
    });
    const use = { name: 'Again', key: 'AGAIN', teamId: work.teamId };
    expect((await work.owner.post(`/project-templates/${template.body.id}/use`, use)).status).toBe(201);
    const imported = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
      raw: upload(board()),
    });
    expect(imported.status).toBe(202);
    const guest = await join(app, work, { role: 'guest', name: 'Guest' });
    expect((await guest.get(`/organizations/${work.organizationId}/projects`)).body.items).toEqual([]);
    await test.settled();

    const call: Call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' };
    const userId = UserId.parse(member.id);
    expect((await apis.notifications.unreadCount(call, { userId })).count).toBe(1);
    expect((await apis.tasks.activeTasksOf(call, { userId })).count).toBe(0);
    expect(await apis.tasks.reminderPreferences(call, { userId })).toEqual({ leadMinutes: [1440, 60] });
    expect(await apis.tasks.setReminderPreferences(call, { userId, leadMinutes: [30] })).toEqual({ leadMinutes: [30] });
    expect(await apis.tasks.reminderPreferences(call, { userId })).toEqual({ leadMinutes: [30] });
    const taskId = TaskId.parse((await member.get('/tasks?assigneeId=me')).body.items[0]?.id);
    expect(await apis.tasks.sendTaskReminder(call, { taskId, userIds: null })).toEqual({ userIds: [userId] });
    const asMember: Call = { ...call, actor: { kind: 'job', name: 'test', userId } };
    const received = { files: [{ filename: 'a.txt', content: 'aGVsbG8=' }] };
    expect(await apis.tasks.addComment(asMember, { taskId, body: 'By mail', ...received })).toEqual({ taskId });
    const teamId = TeamId.parse(work.teamId);
    await apis.tasks.addTask(asMember, {
      organizationId: null,
      teamId,
      title: 'By mail',
      description: '',
      ...received,
    });
    expect(await apis.notifications.isMuted(call, { userId, taskId })).toEqual({ isMuted: false });
    expect(await apis.notifications.sendTaskReminder(call, { taskId, userIds: [userId] })).toEqual({
      userIds: [userId],
    });
    const asReader: Call = { actor: { kind: 'job', name: 'mail-action', userId }, requestId: 'test' };
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await apis.tasks.remindLater(asReader, { taskId, at: later })).toEqual({ at: later });
    expect(await apis.tasks.sendReminders(call, {})).toEqual({ dueSoon: 0, overdue: 0, reminders: 0, failed: 0 });
    expect((await member.put(`/tasks/${taskId}/mute`)).status).toBeLessThan(300);
    expect((await member.get('/notifications/mutes')).body.items.map(({ id }) => id)).toEqual([taskId]);
    expect((await apis.notifications.sendTestMail(call, { to: 'a@example.com' })).state).toBe('outbox');
    expect(await apis.notifications.deliverDue(call, {})).toEqual({ sent: 0, failed: 0 });
    expect(await apis.tasks.taskStates(call, { taskIds: [taskId] })).toMatchObject([{ taskId, isOpen: true }]);
    expect(await apis.notifications.reportBackupFailure(call, { error: 'The disk is full.' })).toEqual({
      userIds: (await apis.auth.instanceAdmins(call, {})).userIds,
    });
    expect(await apis.tasks.completeTask(asReader, { taskId })).toEqual({ wasDone: false });
    const organizationId = OrganizationId.parse(work.organizationId);
    const [projectId, milestoneId] = [ProjectId.parse(project.body.id), MilestoneId.parse(milestone.body.id)];
    const query = `organizationId=${work.organizationId}&teamId=${work.teamId}&projectId=${project.body.id}`;
    expect((await member.get(`/auth/me/permissions?${query}`)).body.team?.createTasks).toBe(true);
    const milestones = await apis.projects.milestonesOf(call, { organizationId, projectId });
    expect(milestones).toEqual(await apis.projects.milestones(call, { organizationId, ids: [milestoneId] }));
    const acme = await apis.teams.findOrganization(call, { idOrSlug: organizationId });
    expect(await apis.teams.listOrganizations(call, { after: null, limit: 1 })).toEqual([acme]);
    const projectRows = await apis.projects.exportRows(call, { organizationId, table: 'milestones', after: null });
    expect(projectRows.rows).toContainEqual(expect.objectContaining({ id: milestoneId, projectId }));
    expect(projectRows.next).toBeNull();
    const teamRows = await apis.teams.exportRows(call, {
      organizationId,
      table: 'teams',
      after: ['ffffffff-ffff-ffff-ffff-ffffffffffff'],
    });
    expect(teamRows).toEqual({ rows: [], next: null });
    const dryRun = true;
    expect(await apis.teams.purgeDue(call, { dryRun })).toEqual({ organizations: 0, teams: 0 });
    expect(await apis.projects.purgeDue(call, { dryRun })).toEqual({ projects: 0 });
    expect(await apis.tasks.purgeDue(call, { dryRun })).toEqual({ tasks: 0 });
    const leaving = `/organizations/${work.organizationId}/members/${guest.id}` as const;
    expect((await work.owner.get(`${leaving}/open-tasks`)).body).toEqual({ count: 0 });
    const newUser = { email: 'made@example.com', name: 'Made', password };
    const { id: madeId } = await apis.auth.createUser(call, newUser);
    expect((await apis.auth.listUsers(call, { after: null, limit: 100 })).map(({ id }) => id)).toContain(madeId);
    const login = 'made@example.com';
    const browser = await clientOf(app).post('/auth/session', { email: login, password });
    expect((await apis.auth.manageUser(call, { login, action: 'make-admin' })).instanceAdmin).toBe(true);
    const cookie = cookieOf(browser);
    const renewed = await clientOf(app, { cookie }).get('/auth/me');
    expect(cookieOf(renewed)).not.toBe(cookie);
    const token = await apis.auth.createToken(call, { login, token: { name: 'Script', scopes: ['tasks:read'] } });
    expect((await apis.auth.listTokens(call, { login })).map(({ id }) => id)).toEqual([token.id]);
    await apis.auth.removeToken(call, { login, id: token.id });
    expect((await apis.auth.handOverLink(call, { login, kind: 'reset' })).url).toContain('/reset#');
    expect(await apis.teams.openInvites(call, { email: 'nobody@example.com' })).toEqual({ inviteIds: [] });
    await apis.auth.deleteUser(call, { login, successor: null });
    const teamIds = [TeamId.parse(work.teamId)];
    expect(await apis.teams.existing(call, { organizationIds: [], teamIds })).toEqual({ organizationIds: [], teamIds });
    expect(await apis.projects.deletedProjects(call, { organizationId })).toEqual({ projectIds: [] });
    expect(await apis.projects.existing(call, { projectIds: [] })).toEqual({ projectIds: [] });
    expect((await member.get('/users')).body.items.map(({ name }: { name: string }) => name)).toContain('Guest');
    expect((await member.get(`/users/${guest.id}`)).body.name).toBe('Guest');
    expect((await member.get('/auth/me/export')).status).toBe(200);
    expect((await clientOf(app).post('/auth/password/forgot', { email: member.email })).status).toBe(202);
    await test.settled();
    await apis.teams.deleteOrganization(call, { organizationId });

    expect((await admin.get('/admin/messages')).body.items.map(({ type }: { type: string }) => type)).toContain(
      'invite',
    );
  });

  it('were called, each method of each', () => {
    const all = contracts.flatMap(({ name, methods }) => Object.keys(methods).map((method) => `${name}.${method}`));
    expect(all.filter((method) => !called.has(method))).toEqual([]);
  });
});
