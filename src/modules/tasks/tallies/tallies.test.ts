import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import type { Context } from '#platform/context.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countProgress, countStatistics, tasksIn } from '../../../../test/harness/count-tasks.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { board, card, upload } from '../../../../test/files/trello.ts';

// Statistics and progress are read from tallies. After any change they equal a count of every task.

const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
/** Its days begin at a quarter past an hour of UTC. */
const timezone = 'Asia/Kathmandu';
let test: TestApp;
/** A second process on the same database. */
let second: TestApp;
let work: Workspace;
let otherTeam: string;
let teamIds: string[];
let projectIds: string[];
beforeAll(async () => {
  test = await startApp({ clock });
  second = await startApp({ clock, database: test.database, env: { JOBS: 'off' } });
  work = await makeWorkspace(test.app);
  const { owner, organizationId } = work;
  await owner.patch('/auth/me', { timezone });
  otherTeam = (await owner.post(`/organizations/${organizationId}/teams`, { name: 'Other' })).body.id;
  teamIds = [work.teamId, otherTeam];
  const projects = [];
  for (const key of ['ONE', 'TWO']) {
    projects.push(await owner.post(`/organizations/${organizationId}/projects`, { name: key, key }));
  }
  projectIds = projects.map(({ body }) => body.id);
});
afterAll(async () => {
  await second.stop();
  await test.stop();
});

async function read<Path extends string>(path: Path) {
  const reply = await work.owner.get(path);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

async function statistics(path: `/teams/${string}` | `/organizations/${string}`) {
  const { weeks, workInProgress, overdue: lateCount, cycleTime, load } = await read(`${path}/statistics`);
  const columns = workInProgress.byStatus.filter((row) => row.count > 0);
  return {
    weeks,
    byStatus: Object.fromEntries(columns.map((row) => [row.statusId, row.count])),
    overdue: lateCount,
    cycleTime,
    load: Object.fromEntries(
      load.map(({ userId, open, inProgress, overdue, estimate }) => [userId, { open, inProgress, overdue, estimate }]),
    ),
  };
}

/** Compares every reply with the existing tasks. */
async function expectExact(): Promise<void> {
  const reader = { timezone, now: clock.now() };
  const { items } = await read(`/organizations/${work.organizationId}/teams`);
  const all = await tasksIn(
    test.database,
    items.map(({ id }) => id),
  );
  for (const teamId of teamIds) {
    const rows = all.filter((row) => row.teamId === teamId);
    expect(await statistics(`/teams/${teamId}`)).toEqual(countStatistics(rows, reader));
  }
  expect(await statistics(`/organizations/${work.organizationId}`)).toEqual(countStatistics(all, reader));
  for (const id of projectIds) {
    const { total, byCategory, burnUp } = await read(`/projects/${id}/progress`);
    expect({ total, byCategory, burnUp }).toEqual(countProgress(all, id, reader));
  }
}

/** The sweep finds nothing to repair: tallies that no reply shows also equal a fresh count. */
async function expectNoDrift(): Promise<void> {
  const { sql } = test.database;
  const before = await sql`select team_id, counted_at, version from tasks.tally_team order by team_id`;
  await test.runJob('tasks', 'repair-tallies');
  expect([...(await sql`select team_id, counted_at, version from tasks.tally_team order by team_id`)]).toEqual([
    ...before,
  ]);
}

function contextOf({ app }: TestApp): Context {
  const hosted = app.modules.hosted.find(({ name }) => name === 'tasks');
  if (!hosted) throw new Error('there is no module tasks');
  return hosted.contextOf({ actor: { kind: 'anonymous' }, requestId: 'test' });
}

const waiting = async (): Promise<number> =>
  (await test.database.sql`select count(*)::int as count from tasks.tally_change`)[0]?.['count'];

/** Numbers from 0 to 1, the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('tallies', () => {
  it('equal a count of all tasks after hundreds of concurrent changes', async () => {
    const { owner, teamId, statuses } = work;
    const { sql } = test.database;
    const random = numbers(20_261_120);
    const randomOf = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const ids: string[] = [];
    const statusIds = Object.values(statuses);
    const succeeded = new Set<string>();
    const acts: Record<string, (id: string) => Promise<{ status: number }>> = {
      status: (id) => owner.patch(`/tasks/${id}`, { statusId: randomOf(statusIds) }),
      assignee: (id) =>
        owner.patch(`/tasks/${id}`, { assigneeId: randomOf([owner.id, null]), estimate: randomOf([null, 30, 90]) }),
      project: (id) =>
        owner.patch(`/tasks/${id}`, {
          projectId: randomOf([...projectIds, null]),
          dueDate: randomOf([null, '2026-11-01']),
        }),
      due: (id) => owner.patch(`/tasks/${id}`, { dueDate: null, dueAt: randomOf([null, '2026-11-20T08:59:00Z']) }),
      complete: (id) => owner.post(`/tasks/${id}/complete`),
      reopen: (id) => owner.post(`/tasks/${id}/reopen`),
      archive: (id) => owner.post(`/tasks/${id}/archive`),
      unarchive: (id) => owner.post(`/tasks/${id}/unarchive`),
      delete: (id) => owner.delete(`/tasks/${id}`),
      restore: (id) => owner.post(`/tasks/${id}/restore`),
      purge: (id) => owner.delete(`/teams/${teamId}/trash/${id}`),
      team: (id) => owner.post(`/tasks/${id}/move`, { teamId: randomOf([teamId, otherTeam]) }),
      duplicate: (id) => owner.post(`/tasks/${id}/duplicate`, {}),
      bulk: (id) =>
        owner.post('/tasks/bulk', {
          ids: [...new Set([id, randomOf(ids)])],
          change: { projectId: randomOf(projectIds) },
        }),
      read: () => owner.get(`/teams/${teamId}/statistics`),
      progress: () => owner.get(`/projects/${randomOf(projectIds)}/progress`),
    };
    const act = async () => {
      const name = randomOf(Object.keys(acts));
      const reply = await acts[name]?.(randomOf(ids));
      if (reply && reply.status < 300) succeeded.add(name);
    };
    for (let n = 0; n < 12; n += 1) {
      ids.push(
        (await makeTask(owner, teamId, { projectId: randomOf(projectIds), assigneeId: randomOf([owner.id, null]) })).id,
      );
    }
    for (let round = 0; round < 25; round += 1) {
      clock.advance(20_000);
      const task = makeTask(owner, teamId, { projectId: randomOf(projectIds), statusId: randomOf(statusIds) });
      const folds = [test, second].map((app) => app.runJob('tasks', 'fold-tallies'));
      await Promise.all([task, ...folds, ...Array.from({ length: 12 }, act)]);
      ids.push((await task).id);
      const hours = Math.floor(random() * 2_000);
      await sql`
        update tasks.task set created_at = created_at - ${hours} * interval '1 hour',
          started_at = started_at - ${hours / 2} * interval '1 hour', completed_at = completed_at - ${hours / 3} * interval '1 hour'
        where id = ${randomOf(ids)}`;
      if (round % 5 === 4) await expectExact();
    }
    expect([...succeeded].toSorted()).toEqual(Object.keys(acts).toSorted());
    await expectNoDrift();
  });

  it('follow bulk changes: imports, changed or deleted statuses, an emptied trash', async () => {
    const { owner, teamId, organizationId, statuses } = work;
    const { sql } = test.database;
    const imported = await owner.post(`/organizations/${organizationId}/imports`, undefined, {
      raw: upload(board({ cards: [1, 2, 3].map((n) => card(n, `Card ${n}`)) })),
    });
    await test.settled();
    expect((await read(`/imports/${imported.body.id}`)).status).toBe('done');
    expect((await owner.delete(`/statuses/${statuses['Blocked']}?moveTo=${statuses['Done']}`)).status).toBe(204);
    await sql`update tasks.status set category = 'todo' where id = ${statuses['In review'] ?? ''}`;
    expect((await owner.delete(`/teams/${teamId}/trash`)).status).toBe(204);
    await sql`update tasks.task set created_at = created_at - interval '20 days', estimate = 7 where number % 3 = 0`;
    await sql`delete from tasks.task where number = 5`;
    await expectExact();
    await expectNoDrift();
  });

  it('include all or nothing of a transaction, even if a process dies midway', async () => {
    const { sql } = test.database;
    await expectExact();
    const dying = (text: string) =>
      expect(
        sql.begin(async (tx) => {
          await tx.unsafe(text);
          const [row] = await tx`select pg_backend_pid() as pid`;
          await sql`select pg_terminate_backend(${row?.['pid']})`;
          await tx`select 1`;
        }),
      ).rejects.toThrow(/terminat|closed|ended/i);
    await dying(`update tasks.task set estimate = 500, completed_at = null`);
    await sql`update tasks.task set estimate = 11 where number % 2 = 0`;
    const count = await waiting();
    expect(count).toBeGreaterThan(0);
    await dying(`delete from tasks.tally_change; update tasks.tally_work set tasks = tasks + 1`);
    expect(await waiting()).toBe(count);
    await expectExact();
    await expectNoDrift();
  });

  it('fold more changes than fit one transaction, and leave none pending', async () => {
    const { sql } = test.database;
    await expectExact();
    const [row] = await sql`select count(*)::int as count from tasks.task where deleted_at is null`;
    const rounds = Math.ceil(6_000 / (2 * row?.['count']));
    for (let round = 0; round < rounds; round += 1) await sql`update tasks.task set estimate = ${round}`;
    expect(await waiting()).toBeGreaterThan(5_000);
    await Promise.all([
      test.runJob('tasks', 'fold-tallies'),
      second.runJob('tasks', 'fold-tallies'),
      read(`/teams/${work.teamId}/statistics`),
      read(`/organizations/${work.organizationId}/statistics`),
    ]);
    await test.runJob('tasks', 'fold-tallies');
    expect(await waiting()).toBe(0);
    await expectExact();
    await expectNoDrift();
  });

  it('are folded now and then without a worker', async () => {
    await test.database.sql`update tasks.task set estimate = 1`;
    expect(await waiting()).toBeGreaterThan(0);
    const { db } = contextOf(second);
    for (let change = 0; change < 1_000; change += 1) db.onPublished();
    await expect.poll(waiting).toBe(0);
    await expectExact();
  });

  it('are recounted by the sweep if somebody wrote without triggers', async () => {
    const { sql } = test.database;
    for (const wrong of [
      sql`update tasks.tally_work set tasks = tasks + 1 where team_id = ${otherTeam}`,
      sql`update tasks.tally_work set estimate = estimate + 1 where team_id = ${otherTeam}`,
      sql`update tasks.tally_period set done = done + 1 where team_id = ${work.teamId}`,
      sql`update tasks.tally_project set created = created - 1 where quarter = '-infinity'`,
      sql`update tasks.tally_project set done = done - 1 where quarter > now() - interval '300 days'`,
      sql`delete from tasks.tally_cycle where team_id = ${work.teamId}`,
      sql`insert into tasks.tally_change (organization_id, team_id, status_id, is_archived, estimate, created_at, sign)
        select organization_id, team_id, status_id, false, 0, now(), -1 from tasks.task limit 1`,
    ]) {
      expect((await wrong).count).toBeGreaterThan(0);
      await test.runJob('tasks', 'repair-tallies');
      await expectExact();
      await expectNoDrift();
    }
  });

  it('exist for teams whose tasks are older than the tallies', async () => {
    await test.database.sql.begin(async (tx) => {
      for (const table of ['team', 'change', 'work', 'period', 'project', 'cycle'])
        await tx.unsafe(`delete from tasks.tally_${table}`);
    });
    await expectExact();
    await expectNoDrift();
  });
});
