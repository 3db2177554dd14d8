import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserId } from '#platform/ids.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const pathOf = ({ organizationId }: Workspace, person: { id: string }) =>
  `/organizations/${organizationId}/members/${person.id}` as const;
const outcome = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
const ownersOf = async ({ owner, organizationId }: Workspace, asker: Person = owner) =>
  (await asker.get(`/organizations/${organizationId}/members?role=owner`)).body.items.map((row) => row.userId);

describe('a member', () => {
  it('gets role, position, title and manager from owners and admins, and is found by them', async () => {
    const admin = await join(test.app, work, { role: 'admin', name: 'Admin' });
    const member = await join(test.app, work, { name: 'Roya' });
    const changedReply = await admin.patch(pathOf(work, member), {
      position: 'developer',
      title: 'Lead',
      managerId: admin.id,
    });
    expect(changedReply.status).toBe(200);
    expect(changedReply.body).toMatchObject({
      position: 'developer',
      title: 'Lead',
      managerId: admin.id,
      role: 'member',
    });
    expect((await member.get(`/organizations/${work.organizationId}/members/${member.id}`)).body).toEqual(
      changedReply.body,
    );
    const { organizationId } = work;
    const idsOf = ({ body }: { body: { items: { userId: string }[] } }) => body.items.map((row) => row.userId);
    expect(idsOf(await member.get(`/organizations/${organizationId}/developers`))).toContain(member.id);
    expect(idsOf(await member.get(`/organizations/${organizationId}/product-owners`))).not.toContain(member.id);
    const reply = await member.get(`/organizations/${organizationId}/members?q=roya&position=developer&role=member`);
    expect(idsOf(reply)).toEqual([member.id]);
  });

  it('changes only with the current version', async () => {
    const member = await join(test.app, work);
    const read = await work.owner.get(pathOf(work, member));
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    expect((await work.owner.patch(pathOf(work, member), { title: 'A' }, { headers })).status).toBe(200);
    expect((await work.owner.patch(pathOf(work, member), { title: 'B' }, { headers })).status).toBe(412);
    expect((await work.owner.get(pathOf(work, member))).body.title).toBe('A');
  });

  it('cannot change themselves; only owners add and remove owners', async () => {
    const workspace = await makeWorkspace(test.app);
    const admin = await join(test.app, workspace, { role: 'admin', name: 'Admin' });
    const member = await join(test.app, workspace);
    const cases: [Person, Person, object, [number, string]][] = [
      [admin, admin, { title: 'Chief' }, [403, 'not-your-own']],
      [admin, admin, { role: 'owner' }, [403, 'not-your-own']],
      [admin, member, { role: 'owner' }, [403, 'only-owners']],
      [admin, workspace.owner, { role: 'admin' }, [403, 'only-owners']],
      [member, admin, { title: 'X' }, [403, 'not-an-admin']],
      [workspace.owner, workspace.owner, { title: 'X' }, [403, 'not-your-own']],
      [workspace.owner, workspace.owner, { role: 'member' }, [409, 'last-owner']],
    ];
    for (const [actor, target, body, expected] of cases) {
      expect(outcome(await actor.patch(pathOf(workspace, target), body)), JSON.stringify(body)).toEqual(expected);
    }
    expect((await workspace.owner.patch(pathOf(workspace, admin), { role: 'owner' })).status).toBe(200);
    expect(outcome(await workspace.owner.patch(pathOf(workspace, workspace.owner), { role: 'admin' }))).toEqual([
      403,
      'not-your-own',
    ]);
    expect(outcome(await work.owner.patch(pathOf(work, { id: randomUUID() }), { title: 'X' }))[0]).toBe(404);
  });

  it('who becomes a guest leaves the teams, and their reports move to the next manager', async () => {
    const boss = await join(test.app, work, { name: 'Boss' });
    const manager = await join(test.app, work, { name: 'Manager', teamRole: 'admin' });
    const report = await join(test.app, work, { name: 'Report' });
    const task = await makeTask(work.owner, work.teamId, { assigneeId: manager.id });
    await work.owner.patch(pathOf(work, manager), { managerId: boss.id });
    await work.owner.patch(pathOf(work, report), { managerId: manager.id });
    const demotedReply = await work.owner.patch(`/organizations/${work.organizationId}/members/${manager.id}`, {
      role: 'guest',
    });
    expect(demotedReply.body).toMatchObject({ role: 'guest', managerId: null });
    expect((await work.owner.get(pathOf(work, report))).body.managerId).toBe(boss.id);
    expect((await manager.get(`/teams/${work.teamId}`)).status).toBe(404);
    const members = (await work.owner.get(`/teams/${work.teamId}/members`)).body.items;
    expect(members.map((row) => row.userId)).not.toContain(manager.id);
    await test.settled();
    expect((await work.owner.get(`/tasks/${task.id}`)).body.assigneeId).toBeNull();
  });
});

describe('a manager', () => {
  it('is a member and does not form a cycle', async () => {
    const [a, b, c] = [await join(test.app, work), await join(test.app, work), await join(test.app, work)];
    const guest = await join(test.app, work, { role: 'guest' });
    const set = (person: Person, managerId: string | null) => work.owner.patch(pathOf(work, person), { managerId });
    expect((await set(b, a.id)).status).toBe(200);
    expect((await set(c, b.id)).status).toBe(200);
    expect(outcome(await set(a, c.id))).toEqual([409, 'manager-cycle']);
    expect(outcome(await set(a, a.id))).toEqual([409, 'manager-cycle']);
    expect((await set(a, guest.id)).status).toBe(422);
    expect((await set(a, randomUUID())).status).toBe(422);
    expect((await set(c, null)).status).toBe(200);
    expect((await set(a, c.id)).status).toBe(200);
  });

  it('of each other, set simultaneously: one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await join(test.app, work), await join(test.app, work)];
      const replies = await Promise.all([
        work.owner.patch(pathOf(work, a), { managerId: b.id }),
        work.owner.patch(pathOf(work, b), { managerId: a.id }),
      ]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });

  it('in a cycle of three, set simultaneously: at least one is refused', async () => {
    const ring = [await join(test.app, work), await join(test.app, work), await join(test.app, work)];
    const replies = await Promise.all(
      ring.map((person, i) => work.owner.patch(pathOf(work, person), { managerId: ring[(i + 1) % 3]?.id })),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 409]);
  });
});

describe('two owners', () => {
  it('who demote each other simultaneously leave one owner', async () => {
    for (let round = 0; round < 5; round += 1) {
      const workspace = await makeWorkspace(test.app);
      const second = await join(test.app, workspace, { role: 'owner', name: 'Second' });
      const replies = await Promise.all([
        workspace.owner.patch(pathOf(workspace, second), { role: 'member' }),
        second.patch(pathOf(workspace, workspace.owner), { role: 'member' }),
      ]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 403]);
      expect(await ownersOf(workspace)).toHaveLength(1);
    }
  });

  it('who leave simultaneously leave one owner', async () => {
    const workspace = await makeWorkspace(test.app);
    const second = await join(test.app, workspace, { role: 'owner', name: 'Second' });
    const member = await join(test.app, workspace);
    const replies = await Promise.all([
      workspace.owner.delete(pathOf(workspace, workspace.owner)),
      second.delete(pathOf(workspace, second)),
    ]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    expect(await ownersOf(workspace, member)).toHaveLength(1);
  });
});

describe('a member who leaves', () => {
  it('passes open tasks to the successor, keeps the closed ones, and their reports move to the next manager', async () => {
    const [boss, leaver, successor, report] = [
      await join(test.app, work, { name: 'Boss' }),
      await join(test.app, work, { name: 'Leaver', teamRole: 'member' }),
      await join(test.app, work, { name: 'Heir', teamRole: 'member' }),
      await join(test.app, work, { name: 'Report' }),
    ];
    await work.owner.patch(pathOf(work, leaver), { managerId: boss.id });
    await work.owner.patch(pathOf(work, report), { managerId: leaver.id });
    const open = await makeTask(leaver, work.teamId, { assigneeId: leaver.id });
    const done = await makeTask(leaver, work.teamId, { assigneeId: leaver.id });
    await leaver.post(`/tasks/${done.id}/complete`);
    const leftReply = await work.owner.get(`/organizations/${work.organizationId}/members/${leaver.id}/open-tasks`);
    expect(leftReply.body).toEqual({ count: 1 });
    expect((await work.owner.delete(`${pathOf(work, leaver)}?reassignTo=${randomUUID()}`)).status).toBe(422);
    expect((await work.owner.delete(`${pathOf(work, leaver)}?reassignTo=${leaver.id}`)).status).toBe(422);
    expect((await work.owner.delete(`${pathOf(work, leaver)}?reassignTo=${successor.id}`)).status).toBe(204);
    expect((await work.owner.delete(pathOf(work, leaver))).status).toBe(404);
    expect((await leaver.get(`/organizations/${work.organizationId}`)).status).toBe(404);
    await test.settled();
    expect((await work.owner.get(`/tasks/${open.id}`)).body.assigneeId).toBe(successor.id);
    expect((await work.owner.get(`/tasks/${done.id}`)).body.assigneeId).toBe(leaver.id);
    expect((await work.owner.get(pathOf(work, report))).body.managerId).toBe(boss.id);
  });

  it('without a successor leaves their tasks here unassigned, and keeps those in other organizations', async () => {
    const elsewhere = await makeWorkspace(test.app);
    const here = await join(test.app, work, { teamRole: 'member' });
    const invitedReply = await elsewhere.owner.post(`/organizations/${elsewhere.organizationId}/invites`, {
      email: here.email,
    });
    const link = await elsewhere.owner.post(`/invites/${invitedReply.body.id}/link`);
    await here.post('/invites/accept', { token: link.body.url.split('#')[1] });
    const task = await makeTask(here, work.teamId, { assigneeId: here.id });
    const other = await makeTask(elsewhere.owner, elsewhere.teamId, { assigneeId: here.id });
    expect((await here.delete(pathOf(work, here))).status).toBe(204);
    await test.settled();
    expect((await work.owner.get(`/tasks/${task.id}`)).body.assigneeId).toBeNull();
    expect((await elsewhere.owner.get(`/tasks/${other.id}`)).body.assigneeId).toBe(here.id);
  });

  it('is removed once by any number of simultaneous requests', async () => {
    const leaver = await join(test.app, work);
    const replies = await Promise.all(Array.from({ length: 6 }, () => work.owner.delete(pathOf(work, leaver))));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404, 404, 404]);
    const events = await test.database.sql`
      select from platform.event_log where event->>'type' = 'member.left' and event->'payload'->>'userId' = ${leaver.id}
      union all select from teams.outbox where event->>'type' = 'member.left' and event->'payload'->>'userId' = ${leaver.id}`;
    expect(events).toHaveLength(1);
  });
});

describe('the stored data of a person', () => {
  it('is readable by them: memberships, roles and join requests', async () => {
    const [here, there] = [await makeWorkspace(test.app), await makeWorkspace(test.app)];
    const person = await join(test.app, here, { teamRole: 'admin', name: 'Roya' });
    await here.owner.patch(pathOf(here, person), { position: 'designer', title: 'Lead' });
    await there.owner.patch(`/organizations/${there.organizationId}`, { listed: true });
    await person.post(`/organizations/${there.organizationId}/join-requests`, { message: 'Please' });
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const personalData = await test.app.modules.apis.teams.personalData(call, { userId: UserId.parse(person.id) });
    const team = { teamId: here.teamId, name: 'Engineering', role: 'admin' };
    expect(personalData).toMatchObject({
      memberships: [{ organizationId: here.organizationId, position: 'designer', title: 'Lead', teams: [team] }],
      joinRequests: [{ organizationId: there.organizationId, message: 'Please', state: 'open' }],
    });
  });
});

describe('the chart', () => {
  it('shows people below their managers, with their teams, without guests', async () => {
    const workspace = await makeWorkspace(test.app);
    const boss = await join(test.app, workspace, { name: 'Boss', teamRole: 'admin' });
    const report = await join(test.app, workspace, { name: 'Alpha' });
    await join(test.app, workspace, { role: 'guest', name: 'Guest' });
    await workspace.owner.patch(pathOf(workspace, report), { managerId: boss.id, position: 'designer' });
    const chart = (await report.get(`/organizations/${workspace.organizationId}/chart`)).body;
    expect(chart.people.map(({ name, depth, reports }) => [name, depth, reports])).toEqual([
      ['Boss', 0, 1],
      ['Alpha', 1, 0],
      ['Owner', 0, 0],
    ]);
    expect(chart.people[0]?.teams).toEqual([{ teamId: workspace.teamId, role: 'admin' }]);
    expect(chart.positions).toContainEqual({ position: 'designer', count: 1 });
    expect(chart.teams.map(({ id }) => id)).toEqual([workspace.teamId]);
    await workspace.owner.post(`/teams/${workspace.teamId}/archive`);
    const restedChart = (await report.get(`/organizations/${workspace.organizationId}/chart`)).body;
    expect([restedChart.teams, restedChart.people[0]?.teams]).toEqual([[], []]);
  });

  it('needs two queries for 2,000 people as for two', async () => {
    const workspace = await makeWorkspace(test.app);
    const read = () => workspace.owner.get(`/organizations/${workspace.organizationId}/chart`);
    await read();
    expect(await countQueries(test.app, 'teams', read)).toBe(2);
    const { sql } = test.database;
    await sql`
      with people as (
        insert into teams.person (user_id, name, username, email, version)
        select gen_random_uuid(), 'Person ' || n, 'person-' || n || ${workspace.organizationId}, n || '@example.com', 1
        from generate_series(1, 2000) as n returning user_id)
      insert into teams.member (organization_id, user_id, role, manager_id, joined_at)
      select ${workspace.organizationId}, user_id, 'member', ${workspace.owner.id}, now() from people`;
    expect((await read()).body.people).toHaveLength(2_001);
    expect(await countQueries(test.app, 'teams', read)).toBe(2);
    expect(await countQueries(test.app, 'auth', read)).toBe(0);
  });
});

describe('permissions', () => {
  it('match the policies for each role', async () => {
    const workspace = await makeWorkspace(test.app);
    const project = await workspace.owner.post(`/organizations/${workspace.organizationId}/projects`, {
      name: 'P',
      key: 'PP',
    });
    const ask = async (person: Person) =>
      (
        await person.get(
          `/auth/me/permissions?organizationId=${workspace.organizationId}&teamId=${workspace.teamId}&projectId=${project.body.id}`,
        )
      ).body;
    const owner = await ask(workspace.owner);
    expect(Object.values(owner.organization)).not.toContain(false);
    expect(owner).toMatchObject({
      role: 'owner',
      team: { role: 'owner', manageOwners: true, editEveryTask: true },
      project: { change: true, delete: true },
    });
    const admin = await ask(await join(test.app, workspace, { role: 'admin' }));
    expect(admin.organization).toMatchObject({ changeSettings: true, manageOwners: false, delete: false });
    const teamAdmin = await ask(await join(test.app, workspace, { teamRole: 'admin' }));
    expect(teamAdmin).toMatchObject({
      organization: { changeSettings: false, invite: false, makeProjects: true },
      team: { changeSettings: true, invite: true, manageOwners: false, deleteEveryTask: true },
      project: { change: false },
    });
    const member = await ask(await join(test.app, workspace));
    expect(member.team).toMatchObject({ role: null, read: true, createTasks: false, editEveryTask: false });
    const guest = await join(test.app, workspace, { role: 'guest' });
    const asGuest = await ask(guest);
    expect(Object.values(asGuest.organization)).not.toContain(true);
    expect([asGuest.team, asGuest.project]).toEqual([null, null]);
    await workspace.owner.put(`/projects/${project.body.id}/guests/${guest.id}`);
    expect((await ask(guest)).project).toEqual({
      projectId: project.body.id,
      change: false,
      postUpdate: false,
      delete: false,
    });
    expect((await workspace.owner.get('/auth/me/permissions')).status).toBe(422);
    const stranger = (await makeWorkspace(test.app)).owner;
    expect((await stranger.get(`/auth/me/permissions?organizationId=${workspace.organizationId}`)).status).toBe(404);
  });

  it('depend on the settings of the organization', async () => {
    const workspace = await makeWorkspace(test.app, { editPolicy: 'members' });
    const member = await join(test.app, workspace, { teamRole: 'member' });
    const ask = async () =>
      (await member.get(`/auth/me/permissions?organizationId=${workspace.organizationId}&teamId=${workspace.teamId}`))
        .body;
    expect(await ask()).toMatchObject({
      organization: { makeProjects: true, makeLabels: true },
      team: { editEveryTask: true },
    });
    await workspace.owner.patch(`/organizations/${workspace.organizationId}`, {
      membersMakeProjects: false,
      membersMakeLabels: false,
    });
    expect((await ask()).organization).toMatchObject({ makeProjects: false, makeLabels: false });
  });
});
