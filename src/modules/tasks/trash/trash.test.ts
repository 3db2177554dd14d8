import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, withLastingToken, makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

const day = 86_400_000;
const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app, { deleteOpenTasks: true });
});
afterAll(() => test.stop());

const trash = async () =>
  (await work.owner.get(`/teams/${work.teamId}/trash?limit=200`)).body.items.map((row) => row.id);
/** Moves the clock and then back, because access tokens expire after a quarter of an hour. */
const later = async (days: number, act: () => Promise<void>) => {
  clock.advance(days * day);
  await act();
  clock.advance(-days * day);
};

describe('the trash', () => {
  it('lists deleted tasks for people who work in the team, newest first, page by page', async () => {
    const tasks = [];
    for (let count = 0; count < 3; count += 1) {
      const task = await makeTask(work.owner, work.teamId);
      clock.advance(1_000);
      await work.owner.delete(`/tasks/${task.id}`);
      tasks.unshift(task.id);
    }
    expect(await trash()).toEqual(tasks);
    const reader = await join(test.app, work, { name: 'Reader' });
    expect((await reader.get(`/teams/${work.teamId}/trash`)).status).toBe(403);
    const first = await work.owner.get(`/teams/${work.teamId}/trash?limit=2`);
    const rest = await work.owner.get(`/teams/${work.teamId}/trash?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...rest.body.items].map(({ id }) => id)).toEqual(tasks);
  });

  it('is undone by a restore that names the version of the deletion', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const deleted = await work.owner.delete(`/tasks/${task.id}`);
    const etag = deleted.headers.get('etag') ?? '';
    expect(etag).toBe('"2"');
    const stale = await work.owner.post(`/tasks/${task.id}/restore`, undefined, { headers: { 'if-match': '"1"' } });
    expect(stale.status).toBe(412);
    const restoredReply = await work.owner.post(`/tasks/${task.id}/restore`, undefined, {
      headers: { 'if-match': etag },
    });
    expect(restoredReply.status).toBe(200);
  });

  it('is purged of tasks after thirty days; the log stays', async () => {
    const parent = await makeTask(work.owner, work.teamId);
    const child = await makeTask(work.owner, work.teamId, { parentId: parent.id });
    const other = await makeTask(work.owner, work.teamId);
    await work.owner.put(`/tasks/${parent.id}/dependencies/${other.id}`, {});
    const { body: comment } = await work.owner.post(`/tasks/${parent.id}/comments`, { body: 'Bye' });
    await work.owner.post(`/tasks/${parent.id}/comments`, { body: 'See you', replyToId: comment.id });
    await work.owner.delete(`/tasks/${parent.id}`);
    await later(29, () => test.runJob('tasks', 'purge-trash'));
    expect(await trash()).toContain(parent.id);
    await later(31, () => test.runJob('tasks', 'purge-trash'));
    expect(await trash()).toEqual([]);
    expect((await work.owner.post(`/tasks/${parent.id}/restore`)).status).toBe(404);
    expect((await work.owner.get(`/tasks/${child.id}`)).body.parentId).toBeNull();
    expect((await work.owner.get(`/tasks/${other.id}/dependencies`)).body.items).toEqual([]);
    const entries = (await work.owner.get(`/teams/${work.teamId}/log?limit=200`)).body.items;
    const ofParent = entries.filter(({ taskId }) => taskId === parent.id);
    expect(ofParent.map(({ type, taskKey }) => [type, taskKey])).toContainEqual(['deleted', null]);
  });
});

describe('purging', () => {
  const makeDeleted = async () => {
    const task = await makeTask(work.owner, work.teamId);
    const { headers } = await work.owner.delete(`/tasks/${task.id}`);
    return { ...task, etag: headers.get('etag') ?? '' };
  };

  it('removes one task and leaves its log, once', async () => {
    const task = await makeDeleted();
    const other = await makeDeleted();
    const { status } = await work.owner.delete(`/teams/${work.teamId}/trash/${task.id}`);
    expect([status, await trash()]).toEqual([204, [other.id]]);
    expect((await work.owner.delete(`/teams/${work.teamId}/trash/${task.id}`)).status).toBe(404);
    const [entry] = (await work.owner.get(`/teams/${work.teamId}/log`)).body.items;
    const by = { kind: 'user', id: work.owner.id, name: 'Owner' };
    expect(entry).toMatchObject({ taskId: task.id, taskKey: null, type: 'purged', before: task.key, actor: by });
  });

  it('is refused for a task that is not in this team’s trash, and for another version', async () => {
    const live = await makeTask(work.owner, work.teamId);
    const elsewhere = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Elsewhere' });
    const task = await makeDeleted();
    const purge = (teamId: string, id: string, version?: string) =>
      work.owner.delete(`/teams/${teamId}/trash/${id}`, undefined, version ? { headers: { 'if-match': version } } : {});
    expect((await purge(work.teamId, live.id)).status).toBe(404);
    expect((await purge(elsewhere.body.id, task.id)).status).toBe(404);
    const stale = await purge(work.teamId, task.id, '"1"');
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, task.etag]);
    expect((await purge(work.teamId, task.id, task.etag)).status).toBe(204);
  });

  it('is limited to the team’s owners and admins, even for one’s own tasks', async () => {
    const member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
    const own = await makeTask(member, work.teamId);
    await member.delete(`/tasks/${own.id}`);
    for (const path of [`/teams/${work.teamId}/trash/${own.id}`, `/teams/${work.teamId}/trash`]) {
      const refusedReply = await member.delete(path);
      expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'not-a-team-admin']);
    }
    expect(await trash()).toContain(own.id);
  });

  it('empties the trash of one team in several chunks, and an empty trash is no error', async () => {
    const elsewhere = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Further',
      deleteOpenTasks: true,
    });
    const keptTask = await makeTask(work.owner, elsewhere.body.id);
    await work.owner.delete(`/tasks/${keptTask.id}`);
    const ids: string[] = [];
    for (let count = 0; count < 210; count += 1) ids.push((await makeTask(work.owner, work.teamId)).id);
    await work.owner.post('/tasks/bulk', { ids, change: { deleted: true } });
    const live = await makeTask(work.owner, work.teamId);
    expect((await work.owner.delete(`/teams/${work.teamId}/trash`)).status).toBe(204);
    expect(await trash()).toEqual([]);
    expect((await work.owner.delete(`/teams/${work.teamId}/trash`)).status).toBe(204);
    expect((await work.owner.get(`/tasks/${live.id}`)).status).toBe(200);
    const other = (await work.owner.get(`/teams/${elsewhere.body.id}/trash`)).body.items;
    expect(other.map(({ id }) => id)).toEqual([keptTask.id]);
  });
});

describe('closed tasks', () => {
  it('leave the board after the team’s period, and no other task does', async () => {
    const closedTask = await makeTask(work.owner, work.teamId, { statusId: work.statuses['Done'] });
    const cancelled = await makeTask(work.owner, work.teamId, { statusId: work.statuses['Cancelled'] });
    const open = await makeTask(work.owner, work.teamId);
    const person = await withLastingToken(test.app, work.owner);
    const isArchived = async (task: { id: string }) =>
      (await work.owner.get(`/tasks/${task.id}`)).body.archivedAt !== null;
    await later(400, () => test.runJob('tasks', 'archive-closed'));
    expect(await isArchived(closedTask)).toBe(false);
    await work.owner.patch(`/teams/${work.teamId}/workflow`, { archiveAfterDays: 14 });
    await later(13, () => test.runJob('tasks', 'archive-closed'));
    expect(await isArchived(closedTask)).toBe(false);
    await later(15, () => test.runJob('tasks', 'archive-closed'));
    expect([await isArchived(closedTask), await isArchived(cancelled), await isArchived(open)]).toEqual([
      true,
      true,
      false,
    ]);
    const [entry] = (await work.owner.get(`/tasks/${closedTask.id}/log`)).body.items;
    expect(entry).toMatchObject({ type: 'archived', actor: { kind: 'job' } });
    await later(15, async () => {
      await person.post(`/tasks/${closedTask.id}/unarchive`);
      await test.runJob('tasks', 'archive-closed');
    });
    expect(await isArchived(closedTask)).toBe(false);
    await later(30, () => test.runJob('tasks', 'archive-closed'));
    expect(await isArchived(closedTask)).toBe(true);
  });
});

describe('what other modules delete', () => {
  it('is hidden while it is in the trash: projects with their milestones, without a query', async () => {
    const { owner, organizationId, teamId } = work;
    const [project, other] = await Promise.all(
      ['RISE', 'STAY'].map((key) => owner.post(`/organizations/${organizationId}/projects`, { name: key, key })),
    );
    const projectId = defined(project?.body.id);
    const milestone = await owner.post(`/projects/${projectId}/milestones`, { name: 'Beta' });
    const params = { projectId, milestoneId: milestone.body.id };
    const task = await makeTask(owner, teamId, { ...params, assigneeId: owner.id });
    const keptTask = await makeTask(owner, teamId, { projectId: other?.body.id, assigneeId: owner.id });
    type Placed = Pick<typeof task, 'id' | 'projectId' | 'milestoneId'>;
    const find = (rows: Placed[], { id }: { id: string }) => {
      const { projectId: shown, milestoneId } = defined(rows.find((row) => row.id === id));
      return { projectId: shown, milestoneId };
    };
    const shownIn: ((id: string) => Promise<Placed[]>)[] = [
      async (id) => [(await owner.get(`/tasks/${id}`)).body],
      async (id) => [(await owner.get(`/tasks/${id}/page`)).body.task],
      async () => (await owner.get(`/tasks?teamId=${teamId}&limit=200`)).body.items,
      async () => (await owner.get('/tasks?limit=200')).body.items,
      async () => (await owner.get('/my-work')).body.upcoming,
    ];
    const referenceCounts = async () => [
      (await owner.get(`/tasks?projectId=${projectId}`)).body.items.length,
      (await owner.get(`/tasks?milestoneId=${milestone.body.id}`)).body.items.length,
    ];
    const nothing = { projectId: null, milestoneId: null };
    expect((await owner.delete(`/projects/${projectId}`)).status).toBe(204);
    for (const read of shownIn) {
      expect(find(await read(task.id), task)).toEqual(nothing);
      expect(find(await read(keptTask.id), keptTask)).toEqual({ projectId: other?.body.id, milestoneId: null });
    }
    expect(await referenceCounts()).toEqual([0, 0]);
    const list = () => owner.get(`/tasks?teamId=${teamId}&limit=200`);
    expect(await countQueries(test.app, 'projects', list)).toBe(0);
    expect((await owner.post(`/projects/${projectId}/restore`)).status).toBe(200);
    for (const read of shownIn) expect(find(await read(task.id), task)).toEqual(params);
    expect(await referenceCounts()).toEqual([1, 1]);
  });

  it('leaves no data when purged: milestones, teams', async () => {
    const { owner, organizationId } = work;
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
    const milestone = await owner.post(`/projects/${project.body.id}/milestones`, { name: 'Beta', date: '2027-01-01' });
    const params = { projectId: project.body.id, milestoneId: milestone.body.id };
    const task = await makeTask(owner, work.teamId, params);
    expect(task.milestoneId).toBe(milestone.body.id);
    expect((await owner.get(`/tasks?milestoneId=${milestone.body.id}`)).body.items).toHaveLength(1);
    const lostReply = await owner.post(`/teams/${work.teamId}/tasks`, { title: 'x', milestoneId: milestone.body.id });
    expect([lostReply.status, lostReply.body.errors[0]?.path]).toEqual([422, 'milestoneId']);
    expect((await owner.patch(`/tasks/${task.id}`, { projectId: null })).body.milestoneId).toBeNull();
    await owner.patch(`/tasks/${task.id}`, params);
    expect((await owner.delete(`/milestones/${milestone.body.id}`)).status).toBe(204);
    await test.settled();
    expect((await owner.get(`/tasks/${task.id}`)).body).toMatchObject({
      milestoneId: null,
      projectId: project.body.id,
    });
  });

  it('updates subtasks and blocked tasks in other teams when a team is purged', async () => {
    const { owner, organizationId, teamId } = work;
    const deletedTeam = (
      await owner.post(`/organizations/${organizationId}/teams`, { name: 'Gone', deleteOpenTasks: true })
    ).body.id;
    const [parent, blocked] = [await makeTask(owner, teamId), await makeTask(owner, teamId)];
    const leftTask = await makeTask(owner, deletedTeam, { parentId: parent.id });
    await makeTask(owner, teamId, { parentId: parent.id });
    const child = await makeTask(owner, teamId, { parentId: leftTask.id });
    await owner.put(`/tasks/${leftTask.id}/dependencies/${blocked.id}`, {});
    expect((await owner.get(`/tasks/${blocked.id}`)).body.blocked).toBe(true);
    expect((await owner.delete(`/teams/${deletedTeam}`)).status).toBe(204);
    await later(31, async () => {
      await test.runJob('teams', 'purge');
      await test.settled();
    });
    expect((await owner.get(`/tasks/${parent.id}`)).body.subtaskTotal).toBe(1);
    expect((await owner.get(`/tasks/${blocked.id}`)).body.blocked).toBe(false);
    expect((await owner.get(`/tasks/${child.id}`)).body.parentId).toBeNull();
  });
});
