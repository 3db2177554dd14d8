import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import type { TransactionSql } from '#platform/database/connection.ts';
import { UserId } from '#platform/ids.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { readsOf, writesOf } from '../../../../test/harness/count-queries.ts';
import {
  join,
  withLastingToken,
  makeTask,
  makeWorkspace,
  type Person,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { addDays, dayIn, timeIn } from '#platform/dates.ts';

const start = new Date('2026-10-28T12:00:00.000Z');
const clock = settableClock(start);
const zones = ['Asia/Tehran', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'];
const hourMs = 3_600_000;
let test: TestApp;
let work: Workspace;
let people: Person[];
let former: Person;

beforeAll(async () => {
  test = await startApp({ clock });
  const workspace = await makeWorkspace(test.app, { visibility: 'team' });
  people = await Promise.all(
    zones.map(async (timezone, i) => {
      const person = await join(test.app, workspace, { teamRole: 'member', name: `Person${i}` });
      await person.patch('/auth/me', { timezone });
      return withLastingToken(test.app, person);
    }),
  );
  former = await join(test.app, workspace, { teamRole: 'member', name: 'Gone' });
  work = { ...workspace, owner: await withLastingToken(test.app, workspace.owner) };
});
afterAll(() => test.stop());
beforeEach(() => clock.set(start));

const run = () => test.runJob('tasks', 'send-reminders');

async function runAt(...moments: (string | Date)[]): Promise<void> {
  for (const moment of moments) {
    clock.set(new Date(moment));
    await run();
  }
}

interface Notice {
  readonly type: string;
  readonly at: string;
  readonly payload: { userIds: string[]; leadMinutes?: number } & Record<string, unknown>;
}

/** The notices of these tasks in the order of their events. */
async function noticesOf(...tasks: readonly { id: string }[]): Promise<Notice[]> {
  await test.settled();
  const rows = await test.database.sql<{ event: Notice }[]>`
    select event from platform.event_log
    where event->>'type' in ('task.due-soon', 'task.overdue')
      and event->'payload'->>'taskId' = any(${tasks.map(({ id }) => id)})
    order by position`;
  return rows.map(({ event }) => event);
}

const whatOf = ({ type, payload: { leadMinutes } }: Notice) => leadMinutes ?? type.slice('task.'.length);
async function whatsOf(task: { id: string }): Promise<unknown[]> {
  return (await noticesOf(task)).map(whatOf);
}

const rowsOf = ({ id }: { id: string }) => test.database.sql`select * from tasks.due_notice where task_id = ${id}`;
const assigned = (due: object) => makeTask(work.owner, work.teamId, { assigneeId: people[0]?.id, ...due });

describe('assignee and collaborators', () => {
  it.each(['2026-11-01', '2027-04-04'])(
    'are told once each at 09:00 where they are of what is due on %s',
    async (day) => {
      clock.set(new Date(`${addDays(day, -4)}T12:00:00Z`));
      const [assigneeId, ...collaboratorIds] = people.map(({ id }) => id);
      const task = await makeTask(work.owner, work.teamId, { assigneeId, collaboratorIds, dueDate: day });
      for (let at = clock.now().getTime(); at < Date.parse(`${addDays(day, 2)}T00:00:00Z`); at += hourMs / 4) {
        await runAt(new Date(at));
      }
      const notices = await noticesOf(task);
      const noticesFor = (person: Person) => notices.filter(({ payload }) => payload.userIds.includes(person.id));
      people.forEach((person, i) => {
        const zone = zones[i] ?? '';
        const local = (at: string) => [dayIn(zone, new Date(at)), timeIn(zone, new Date(at))];
        expect(
          noticesFor(person).map((notice) => [whatOf(notice), ...local(notice.at)]),
          zone,
        ).toEqual([
          [1_440, addDays(day, -1), '09:00:00'],
          [60, day, '09:00:00'],
          ['overdue', addDays(day, 1), '09:00:00'],
        ]);
      });
      expect(await rowsOf(task)).toEqual([]);
    },
  );

  it('are told at the minute of a due time, together, with all that a message needs', async () => {
    const [first, second] = people;
    const task = await assigned({ dueAt: '2026-10-30T15:20:00.000Z', collaboratorIds: [second?.id], title: 'Ship' });
    await runAt('2026-10-30T14:19:59Z', '2026-10-30T14:20:00Z', '2026-10-30T15:19:59Z', '2026-10-30T15:20:00Z');
    const notices = await noticesOf(task);
    expect(notices.map(whatOf)).toEqual([1_440, 60, 'overdue']);
    const payload = { taskId: task.id, teamId: work.teamId, projectId: null, key: task.key, title: 'Ship' };
    for (const notice of notices) {
      expect(notice.payload).toMatchObject({ ...payload, dueDate: null, dueAt: '2026-10-30T15:20:00.000Z' });
      expect(notice.payload.userIds.toSorted()).toEqual([first?.id, second?.id].toSorted());
    }
  });

  it('are nobody else: not the creator, followers, or people who were removed', async () => {
    const [first, second, third] = people;
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z', collaboratorIds: [second?.id] });
    await work.owner.put(`/tasks/${task.id}/watchers/${third?.id}`);
    await work.owner.delete(`/tasks/${task.id}/collaborators/${second?.id}`);
    await runAt('2026-10-30T15:00:00Z');
    expect((await noticesOf(task)).map(({ payload }) => payload.userIds)).toEqual([[first?.id]]);
  });

  it('are told only from when the task was given to them', async () => {
    const task = await makeTask(work.owner, work.teamId, { dueAt: '2026-10-30T15:00:00.000Z' });
    await runAt('2026-10-29T15:00:00Z');
    await work.owner.patch(`/tasks/${task.id}`, { assigneeId: people[0]?.id });
    await runAt('2026-10-29T15:01:00Z', '2026-10-30T15:30:00Z');
    expect(await whatsOf(task)).toEqual(['overdue']);
    await work.owner.put(`/tasks/${task.id}/collaborators/${people[1]?.id}`);
    await runAt('2026-10-31T15:00:00Z');
    expect(await whatsOf(task)).toEqual(['overdue']);
  });
});

describe('nobody is told of tasks', () => {
  const done = () => work.statuses['Done'];
  const ends: Record<string, (id: string) => Promise<unknown>> = {
    done: (id) => work.owner.post(`/tasks/${id}/complete`),
    cancelled: (id) => work.owner.post(`/tasks/${id}/move`, { statusId: work.statuses['Cancelled'] }),
    archived: (id) => work.owner.post(`/tasks/${id}/archive`),
    deleted: async (id) => {
      await work.owner.post(`/tasks/${id}/move`, { statusId: done() });
      return work.owner.delete(`/tasks/${id}`);
    },
    'without a due date': (id) => work.owner.patch(`/tasks/${id}`, { dueAt: null }),
    'assigned to nobody': (id) => work.owner.patch(`/tasks/${id}`, { assigneeId: null }),
  };
  it.each(Object.keys(ends))('%s', async (name) => {
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z' });
    await ends[name]?.(task.id);
    await runAt('2026-10-29T15:00:00Z', '2026-10-30T14:00:00Z', '2026-10-30T15:00:00Z');
    expect(await whatsOf(task)).toEqual([]);
    expect(await rowsOf(task)).toEqual([]);
  });

  it('that they may no longer read', async () => {
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z' });
    await work.owner.put(`/tasks/${task.id}/collaborators/${former.id}`);
    expect((await work.owner.delete(`/teams/${work.teamId}/members/${former.id}`)).status).toBe(204);
    await runAt('2026-10-30T15:00:00Z');
    const expected = [[people[0]?.id]];
    expect((await noticesOf(task)).map(({ payload }) => payload.userIds)).toEqual(expected);
  });

  it('and again of those that are reopened before they are due', async () => {
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z' });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await runAt('2026-10-29T15:00:00Z');
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await runAt('2026-10-30T14:00:00Z', '2026-10-30T15:00:00Z');
    expect(await whatsOf(task)).toEqual([60, 'overdue']);
  });
});

describe('a change', () => {
  it('of the due date starts anew', async () => {
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z' });
    await runAt('2026-10-29T15:00:00Z', '2026-10-30T14:00:00Z');
    await work.owner.patch(`/tasks/${task.id}`, { dueAt: '2026-11-02T15:00:00.000Z' });
    await runAt('2026-10-30T15:00:00Z', '2026-11-01T15:00:00Z', '2026-11-02T14:00:00Z', '2026-11-02T15:00:00Z');
    expect(await whatsOf(task)).toEqual([1_440, 60, 1_440, 60, 'overdue']);
  });

  it('of something else tells nobody twice', async () => {
    const task = await assigned({ dueAt: '2026-10-30T15:00:00.000Z' });
    await runAt('2026-10-29T15:00:00Z');
    await work.owner.patch(`/tasks/${task.id}`, { title: 'Other', collaboratorIds: [people[1]?.id] });
    await runAt('2026-10-29T15:01:00Z', '2026-10-30T15:00:00Z');
    expect((await noticesOf(task)).map((notice) => [whatOf(notice), notice.payload.userIds.length])).toEqual([
      [1_440, 1],
      ['overdue', 2],
    ]);
  });

  it.each([
    ['America/New_York', 'Asia/Tehran', '2026-10-31T06:00:00.000Z'],
    ['Asia/Tehran', 'America/New_York', '2026-10-31T13:00:00.000Z'],
  ])('of the time zone from %s to %s moves what is still to come, and repeats nothing', async (from, to, overdue) => {
    const [person] = people;
    const move = async (timezone: string) => {
      await person?.patch('/auth/me', { timezone });
      await test.settled();
    };
    await move(from);
    const task = await assigned({ dueDate: '2026-10-30' });
    await runAt('2026-10-29T13:00:00Z', '2026-10-30T05:30:00Z');
    await move(to);
    await runAt('2026-10-30T06:00:00Z', '2026-10-30T13:00:00Z', '2026-10-31T06:00:00Z', '2026-10-31T13:00:00Z');
    const notices = await noticesOf(task);
    expect(notices.map(whatOf)).toEqual([1_440, 60, 'overdue']);
    expect(notices.at(-1)?.at).toBe(overdue);
    await move('Asia/Tehran');
  });

  it('of lead times holds for tasks that there are, from then on', async () => {
    const { apis } = test.app.modules;
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const userId = UserId.parse(people[2]?.id);
    const task = await makeTask(work.owner, work.teamId, { assigneeId: userId, dueAt: '2026-10-30T15:00:00.000Z' });
    await runAt(start);
    await apis.tasks.setReminderPreferences(call, { userId, leadMinutes: [4_320, 120, 10] });
    await runAt('2026-10-29T15:00:00Z', '2026-10-30T13:00:00Z', '2026-10-30T14:50:00Z');
    expect(await whatsOf(task)).toEqual([120, 10]);
    await apis.tasks.setReminderPreferences(call, { userId, leadMinutes: [] });
    await runAt('2026-10-30T15:00:00Z');
    expect(await whatsOf(task)).toEqual([120, 10, 'overdue']);
  });
});

describe('each notice is sent once', () => {
  const dueAt = '2026-11-10T15:00:00.000Z';
  const count = 600;

  /** Tasks that are due at the same time, as an import writes them. */
  async function seed(): Promise<{ id: string }[]> {
    return test.database.sql<{ id: string }[]>`
      insert into tasks.task (organization_id, id, team_id, key, number, title, status_id, priority, rank, created_by,
        assignee_id, due_at, created_at, updated_at)
      select ${work.organizationId}, gen_random_uuid(), ${work.teamId}, 'X' || gen_random_uuid(), n, 'Task',
        ${work.statuses['To do'] ?? ''}, 'none', gen_random_uuid()::text || 'V', ${work.owner.id},
        (${people.map(({ id }) => id)}::uuid[])[1 + n % 4], ${dueAt}, ${start.toISOString()}, ${start.toISOString()}
      from generate_series(1, ${count}) as n returning id`;
  }

  it('by several processes that run at once', async () => {
    const tasks = await seed();
    const other = await startApp({ clock, database: test.database, env: { JOBS: 'off' } });
    try {
      await runAt(start);
      clock.set(new Date(dueAt));
      await Promise.all([run(), other.runJob('tasks', 'send-reminders'), run()]);
      await run();
      const notices = await noticesOf(...tasks);
      expect(notices.map(whatOf).filter((what) => what !== 'overdue')).toEqual([]);
      expect(notices.map(({ payload }) => payload['taskId']).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
    } finally {
      await other.stop();
    }
  });

  it('after a process was killed in the middle', async () => {
    const tasks = await seed();
    await runAt(start);
    clock.set(new Date(dueAt));
    const { sql } = test.database;
    const waiting = (tx: TransactionSql) => tx<{ pid: number }[]>`
      select pid from pg_locks where not granted and relation = 'tasks.due_notice'::regclass`;
    await sql.begin(async (tx) => {
      // It has taken its rows by then, and cannot change them.
      await tx`lock table tasks.due_notice in share mode`;
      const running = run().catch((error: unknown) => error);
      const patience = { timeout: 20_000 };
      await expect.poll(async () => (await waiting(tx as TransactionSql)).length, patience).toBe(1);
      const [{ pid } = { pid: 0 }] = await waiting(tx as TransactionSql);
      await tx`select pg_terminate_backend(${pid})`;
      expect(await running).toBeInstanceOf(Error);
    });
    await run();
    const notices = await noticesOf(...tasks);
    expect(notices.map(({ payload }) => payload['taskId']).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
  });

  it('without a wait for people who change the tasks', async () => {
    const [task] = await seed();
    await runAt(start);
    clock.set(new Date(dueAt));
    const { sql } = test.database;
    await sql.begin(async (tx) => {
      await tx`select from tasks.due_notice where task_id = ${task?.id ?? ''} for update`;
      // What another process is sending is skipped, and a change of the task itself does not wait.
      await run();
      expect((await work.owner.patch(`/tasks/${task?.id}`, { title: 'Changed' })).status).toBe(200);
      expect(await rowsOf(task ?? { id: '' })).toHaveLength(1);
    });
    await run();
    expect(await rowsOf(task ?? { id: '' })).toEqual([]);
    expect(await whatsOf(task ?? { id: '' })).toEqual(['overdue']);
  });
});

describe('the job', () => {
  /** An app without the schedule, which would run jobs of the same module among the statements recorded here. */
  let quiet: TestApp;
  let workspace: Workspace;
  beforeAll(async () => {
    quiet = await startApp({ clock, env: { JOBS: 'off' } });
    workspace = await makeWorkspace(quiet.app);
    workspace = { ...workspace, owner: await withLastingToken(quiet.app, workspace.owner) };
  });
  afterAll(() => quiet.stop());
  const runNow = () => quiet.runJob('tasks', 'send-reminders');

  it('sends two statements if nothing is due', async () => {
    await runNow();
    expect(
      (await readsOf(quiet.app, 'tasks', runNow)).map(({ text }) => text.match(/due_notice|reminder/)?.[0]),
    ).toEqual(['due_notice', 'reminder']);
    expect(await writesOf(quiet.app, 'tasks', runNow)).toEqual([]);
  });

  it('finds what is due by an index, and sends the same statements for one task and thirty', async () => {
    const { sql } = quiet.database;
    await sql`
      insert into tasks.task (organization_id, id, team_id, key, number, title, status_id, priority, rank, created_by,
        assignee_id, due_at, created_at, updated_at)
      select ${workspace.organizationId}, gen_random_uuid(), ${workspace.teamId}, 'Y' || n, n, 'Task', ${workspace.statuses['To do'] ?? ''},
        'none', 'y' || n || 'V', ${workspace.owner.id}, gen_random_uuid(), timestamptz '2030-01-01' + n * interval '1 minute',
        ${start.toISOString()}, ${start.toISOString()}
      from generate_series(1, 5000) as n`;
    await sql`
      insert into tasks.due_notice (organization_id, task_id, user_id, next_at, since)
      select organization_id, id, gen_random_uuid(), now(), now() from tasks.task, generate_series(1, 4)
      where key like 'Y%'`;
    await sql`update tasks.due_notice set next_at = timestamptz '2030-01-01' + random() * interval '1 year'`;
    await sql`
      insert into tasks.reminder (organization_id, task_id, user_id, id, at, timezone, next_at, created_at)
      select organization_id, task_id, user_id, gen_random_uuid(), next_at, 'UTC', next_at, now() from tasks.due_notice`;
    await sql`
      update tasks.reminder set user_id = ${workspace.owner.id}, at = '2026-11-20T15:00:00Z', next_at = '2026-11-20T15:00:00Z',
        repeat = 'daily'
      where id in (select id from tasks.reminder limit 1)`;
    for (const table of ['task', 'due_notice', 'reminder']) await sql.unsafe(`vacuum analyze tasks.${table}`);
    const add = async (tasks: number) => {
      const { owner, teamId } = workspace;
      const fields = { assigneeId: owner.id, dueAt: '2026-11-20T15:00:00.000Z' };
      for (let i = 0; i < tasks; i += 1) await makeTask(owner, teamId, fields);
    };
    const statements = async () => {
      const sent: Awaited<ReturnType<typeof writesOf>>[number][] = [];
      const reads = await readsOf(quiet.app, 'tasks', async () => {
        sent.push(...(await writesOf(quiet.app, 'tasks', runNow)));
      });
      return [...reads, ...sent];
    };
    const forTasks = async (tasks: number) => {
      clock.set(start);
      await add(tasks);
      await sql`update tasks.reminder set next_at = at where repeat = 'daily'`;
      clock.set(new Date('2026-11-20T15:00:00.000Z'));
      return statements();
    };
    const forOne = await forTasks(1);
    const forMany = await forTasks(30);
    expect(forMany.map(({ text }) => text)).toEqual(forOne.map(({ text }) => text));
    expect(forOne.length).toBeLessThanOrEqual(11);
    for (const { text, parameters } of forMany) {
      const plan = await sql.begin(async (tx) => {
        const rows = await tx.unsafe(`explain ${text}`, parameters as never[]);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
      expect(plan, text).not.toMatch(/Seq Scan on (task|due_notice|reminder)\b/);
    }
  });
});
