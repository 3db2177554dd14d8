import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { behindMembersLock, startBehind } from '../../../../test/harness/locks.ts';
import { join, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

describe('a team', () => {
  it('with restricted visibility is visible to its members, and to owners and admins of the organization', async () => {
    const { owner, organizationId } = work;
    const closedReply = await owner.post(`/organizations/${organizationId}/teams`, {
      name: 'Board',
      visibility: 'team',
    });
    const member = await join(test.app, work);
    const idsOf = async (person: typeof member) =>
      (await person.get(`/organizations/${organizationId}/teams`)).body.items.map(({ id }) => id);
    expect(await idsOf(owner)).toContain(closedReply.body.id);
    expect(await idsOf(member)).not.toContain(closedReply.body.id);
    expect((await member.get(`/teams/${closedReply.body.id}`)).status).toBe(403);
    await owner.put(`/teams/${closedReply.body.id}/members/${member.id}`, { role: 'member' });
    expect(await idsOf(member)).toContain(closedReply.body.id);
    expect((await member.get(`/teams/${closedReply.body.id}`)).status).toBe(200);
  });

  it('lists its members by name, in pages', async () => {
    const { owner, teamId } = work;
    for (const name of ['Zoya', 'Arash']) await join(test.app, work, { teamRole: 'member', name });
    const names: string[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = (await owner.get(`/teams/${teamId}/members?limit=1${cursor}`)).body;
      names.push(...items.map(({ user }) => user.name));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(names).toEqual(['Arash', 'Owner', 'Zoya']);
  });
});

describe('a team’s settings', () => {
  it('change only the given fields; its former keys stay reserved', async () => {
    const { owner, organizationId, teamId } = await makeWorkspace(test.app);
    const before = (await owner.get(`/teams/${teamId}`)).body;
    const task = await owner.post(`/teams/${teamId}/tasks`, { title: 'First' });
    const changedReply = await owner.patch(`/teams/${teamId}`, {
      key: 'NEW',
      colour: '#112233',
      editPolicy: 'members',
    });
    expect(changedReply.body).toEqual({ ...before, key: 'NEW', colour: '#112233', editPolicy: 'members' });
    expect((await owner.get(`/tasks/${task.body.id}`)).body.key).toBe('ENG-1');
    expect((await owner.post(`/teams/${teamId}/tasks`, { title: 'Second' })).body.key).toBe('NEW-2');
    const other = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Other', key: 'OTH' });
    for (const key of ['ENG', 'NEW']) {
      const refusedReply = await owner.patch(`/teams/${other.body.id}`, { key });
      expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'key-taken']);
      const reply = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Third', key });
      expect([reply.status, reply.body.code]).toEqual([409, 'key-taken']);
    }
    expect((await owner.patch(`/teams/${teamId}`, { key: 'ENG' })).body.key).toBe('ENG');
    const headers = { 'if-match': '"1"' };
    expect((await owner.patch(`/teams/${teamId}`, { name: 'Late' }, { headers })).status).toBe(412);
    expect((await owner.delete(`/teams/${teamId}`, undefined, { headers })).status).toBe(412);
  });

  it('hide it from others immediately', async () => {
    const workspace = await makeWorkspace(test.app);
    const member = await join(test.app, workspace);
    expect((await member.get(`/teams/${workspace.teamId}`)).status).toBe(200);
    await workspace.owner.patch(`/teams/${workspace.teamId}`, { visibility: 'team' });
    const refusedReply = await member.get(`/teams/${workspace.teamId}`);
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'not-a-team-member']);
  });
});

describe('an archived team', () => {
  it('is omitted from lists, accepts no task, and can be restored', async () => {
    const workspace = await makeWorkspace(test.app);
    const { owner, teamId, organizationId } = workspace;
    const ids = async (query: `?${string}` | '' = '') =>
      (await owner.get(`/organizations/${organizationId}/teams${query}`)).body.items.map(({ id }) => id);
    const first = await owner.post(`/teams/${teamId}/archive`);
    const second = await owner.post(`/teams/${teamId}/archive`);
    expect(second.body.archivedAt).toBe(first.body.archivedAt);
    expect([await ids(), await ids('?archived=true'), await ids('?archived=all')]).toEqual([[], [teamId], [teamId]]);
    const refusedReply = await owner.post(`/teams/${teamId}/tasks`, { title: 'Late' });
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'team-archived']);
    expect((await owner.post(`/teams/${teamId}/restore`)).body.archivedAt).toBeNull();
    expect((await owner.post(`/teams/${teamId}/tasks`, { title: 'Again' })).status).toBe(201);
  });
});

describe('a deleted team', () => {
  it('hides its tasks until it is restored; only its owners delete and restore it', async () => {
    const workspace = await makeWorkspace(test.app);
    const { owner, teamId } = workspace;
    const admin = await join(test.app, workspace, { teamRole: 'admin', name: 'Admin' });
    const teamOwner = await join(test.app, workspace, { teamRole: 'owner', name: 'Second' });
    const task = await owner.post(`/teams/${teamId}/tasks`, { title: 'Task' });
    expect((await admin.delete(`/teams/${teamId}`)).status).toBe(403);
    expect((await teamOwner.delete(`/teams/${teamId}`)).status).toBe(204);
    for (const path of [`/teams/${teamId}`, `/tasks/${task.body.id}`]) expect((await owner.get(path)).status).toBe(404);
    expect((await admin.post(`/teams/${teamId}/restore`)).status).toBe(403);
    expect((await teamOwner.post(`/teams/${teamId}/restore`)).body.myRole).toBe('owner');
    expect((await owner.get(`/tasks/${task.body.id}`)).status).toBe(200);
  });

  it('is purged after 30 days, and its key stays reserved', async () => {
    const workspace = await makeWorkspace(test.app);
    const { owner, teamId, organizationId } = workspace;
    await owner.post(`/teams/${teamId}/tasks`, { title: 'Task' });
    await owner.delete(`/teams/${teamId}`);
    await test.database.sql`update teams.team set deleted_at = now() - interval '31 days' where id = ${teamId}`;
    expect((await owner.post(`/teams/${teamId}/restore`)).status).toBe(404);
    await test.runJob('teams', 'purge');
    await test.settled();
    const tables = await test.database.sql<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.columns
      where column_name = 'team_id' and table_schema in ('teams', 'projects', 'tasks') and table_name <> 'used_key'`;
    for (const { name } of tables) {
      const [row] = await test.database.sql.unsafe(`select count(*) as n from ${name} where team_id = $1`, [teamId]);
      expect(row?.['n'], name).toBe(0);
    }
    const reply = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Engineering', key: 'ENG' });
    expect(reply.body.code).toBe('key-taken');
  });
});

describe('undoing', () => {
  const eventsOf = async (type: string, id: string) => {
    await test.settled();
    const rows = await test.database.sql`
      select from platform.event_log where event->>'type' = ${type} and event->'subject'->>'id' = ${id}`;
    return rows.length;
  };

  it('a team’s deletion leaves it archived if it was; deletion and archive are undone separately', async () => {
    const { owner, teamId } = await makeWorkspace(test.app);
    const archived = [await owner.post(`/teams/${teamId}/archive`), await owner.post(`/teams/${teamId}/archive`)];
    expect(new Set(archived.map(({ headers }) => headers.get('etag'))).size).toBe(1);
    expect(await eventsOf('team.changed', teamId)).toBe(1);
    await owner.delete(`/teams/${teamId}`);
    const restoredReply = await owner.post(`/teams/${teamId}/restore`);
    expect(restoredReply.body.archivedAt).toBe(archived[0]?.body.archivedAt);
    const back = [await owner.post(`/teams/${teamId}/restore`), await owner.post(`/teams/${teamId}/restore`)];
    expect(back.map(({ body }) => body.archivedAt)).toEqual([null, null]);
    expect(back[1]?.headers.get('etag')).toBe(back[0]?.headers.get('etag'));
    expect(await eventsOf('team.restored', teamId)).toBe(2);
  });

  it('the archive does not undo a simultaneous deletion', async () => {
    const { owner, organizationId, teamId } = await makeWorkspace(test.app);
    const hosted = test.app.modules.hosted.find(({ name }) => name === 'teams');
    const route = hosted?.routes.routes.find(({ path }) => path === '/teams/{id}/restore');
    const ctx = hosted?.contextOf({ actor: { kind: 'service', name: 'test' }, requestId: 'test' });
    await owner.post(`/teams/${teamId}/archive`);
    await owner.delete(`/teams/${teamId}`);
    // Authorized as an admin of the team while the scope still had it as archived.
    const allowed = { organizationId, id: teamId, from: 'archive' };
    await expect(route?.handle(defined(ctx), { allowed } as never)).rejects.toMatchObject({ code: 'not-found' });
    expect((await owner.get(`/teams/${teamId}`)).status).toBe(404);
  });

  it('nothing publishes no event', async () => {
    const { owner, organizationId, teamId } = await makeWorkspace(test.app);
    const live = await owner.get(`/organizations/${organizationId}`);
    expect((await owner.post(`/organizations/${organizationId}/restore`)).body).toEqual(live.body);
    expect(await eventsOf('organization.restored', organizationId)).toBe(0);
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'P', key: 'PP' });
    const path = `/projects/${project.body.id}` as const;
    for (const verb of ['put', 'put', 'delete', 'delete'] as const) await owner[verb](`${path}/teams/${teamId}`);
    expect((await owner.get(path)).headers.get('etag')).toBe('"3"');
    expect(await eventsOf('project.changed', project.body.id)).toBe(2);
  });
});

describe('roles in a team', () => {
  it('are set by its admins; owners are added and removed by owners; everyone may leave', async () => {
    const workspace = await makeWorkspace(test.app);
    const { owner, teamId } = workspace;
    const admin = await join(test.app, workspace, { teamRole: 'admin', name: 'Admin' });
    const second = await join(test.app, workspace, { teamRole: 'owner', name: 'Second' });
    const plain = await join(test.app, workspace, { teamRole: 'member', name: 'Plain' });
    const set = (who: typeof owner, target: { id: string }, role: string) =>
      who.put(`/teams/${teamId}/members/${target.id}`, { role });
    expect((await set(admin, plain, 'admin')).status).toBe(200);
    expect((await set(admin, plain, 'owner')).status).toBe(403);
    expect((await set(admin, second, 'member')).status).toBe(403);
    expect((await admin.delete(`/teams/${teamId}/members/${second.id}`)).status).toBe(403);
    expect((await set(second, plain, 'owner')).status).toBe(200);
    expect((await plain.delete(`/teams/${teamId}/members/${plain.id}`)).status).toBe(204);
    const replies = await Promise.all([set(owner, second, 'member'), set(second, owner, 'member')]);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const roles = (await owner.get(`/teams/${teamId}/members`)).body.items.map(({ role }) => role);
    expect(roles.filter((role: string) => role === 'owner')).toHaveLength(1);
  });

  it('are not changed by a person who has lost their own meanwhile', async () => {
    const workspace = await makeWorkspace(test.app);
    const { teamId, organizationId } = workspace;
    const [a, b] = [
      await join(test.app, workspace, { teamRole: 'owner', name: 'A' }),
      await join(test.app, workspace, { teamRole: 'owner', name: 'B' }),
    ];
    const path = (person: { id: string }) => `/teams/${teamId}/members/${person.id}` as const;
    const unmade = await behindMembersLock(test.database, organizationId, [
      () => a.put(path(b), { role: 'member' }),
      () => b.put(path(a), { role: 'member' }),
    ]);
    expect(unmade.map(({ status }) => status).toSorted()).toEqual([200, 403]);
    for (const person of [a, b]) await workspace.owner.put(path(person), { role: 'owner' });
    const removedReplies = await behindMembersLock(test.database, organizationId, [
      () => a.delete(path(b)),
      () => b.delete(path(a)),
    ]);
    expect(removedReplies.map(({ status }) => status).toSorted()).toEqual([204, 403]);
  });

  it('are not given to a guest, also if they become one simultaneously', async () => {
    const workspace = await makeWorkspace(test.app);
    const { teamId, organizationId } = workspace;
    const person = await join(test.app, workspace);
    const adding: Promise<unknown>[] = [];
    await test.database.sql.begin(async (tx) => {
      await tx`select from teams.team_member where team_id = ${teamId} for update`;
      const path = `/teams/${teamId}/members/${person.id}` as const;
      adding.push(...(await startBehind(tx, [() => workspace.owner.put(path, { role: 'member' })])));
      const demotedReply = await workspace.owner.patch(`/organizations/${organizationId}/members/${person.id}`, {
        role: 'guest',
      });
      expect(demotedReply.status).toBe(200);
    });
    await Promise.all(adding);
    const ids = (await workspace.owner.get(`/teams/${teamId}/members`)).body.items.map(({ userId }) => userId);
    expect(ids).toEqual([workspace.owner.id]);
  });
});
