import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  type Person,
  signInAgain,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { until } from '../../../../test/harness/process.ts';

const start = new Date('2026-10-28T12:00:00.000Z');
const dueAt = '2026-10-28T13:00:00.000Z';
const hourMs = 3_600_000;
const clock = settableClock(start);
const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
let test: TestApp;
let work: Workspace;
let people: Person[];

beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
  people = await Promise.all(['One', 'Two'].map((name) => join(test.app, work, { teamRole: 'member', name })));
  // A task named Poison cannot be told of, whoever tries.
  await test.database.sql.unsafe(`
    create function tasks.refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.event #>> '{payload,title}' = 'Poison' and new.event->>'type' in ('task.overdue', 'task.due-soon', 'task.reminder-due') then
        raise exception 'this row is poisoned';
      end if;
      return new;
    end $$;
    create trigger refuse_poison before insert on tasks.outbox for each row execute function tasks.refuse_poison();`);
});
afterAll(() => test.stop());
beforeEach(() => clock.set(start));

const send = () => test.app.modules.apis.tasks.sendReminders(call, {});
const heal = ({ id }: { id: string }) => test.database.sql`update tasks.task set title = 'Healed' where id = ${id}`;

/** How many people were told of each of these tasks, by type. */
async function toldOf(type: string, tasks: readonly { id: string }[]): Promise<number[]> {
  await test.settled();
  const rows = await test.database.sql<{ id: string }[]>`
    select event->'payload'->>'taskId' as id from platform.event_log where event->>'type' = ${type}`;
  return tasks.map(({ id }) => rows.filter((row) => row.id === id).length);
}

async function addTasks(due: object): Promise<{ good: { id: string }[]; bad: { id: string } }> {
  const [assignee, other] = people;
  const add = (title: string) =>
    makeTask(work.owner, work.teamId, { title, assigneeId: assignee?.id, collaboratorIds: [other?.id], ...due });
  const [first, bad, last] = [await add('First'), await add('Poison'), await add('Last')];
  await test.settled();
  return { good: [first, last], bad };
}

describe('a notice of a due date that cannot be sent', () => {
  const rowsOf = ({ id }: { id: string }) => test.database.sql<{ attempts: number; error: string; hours: number }[]>`
    select attempts, error, extract(epoch from next_at - ${clock.now().toISOString()}::timestamptz)::float / 3600 as hours
    from tasks.due_notice where task_id = ${id}`;

  it('is set aside with its error, and the others are sent', async () => {
    const { good, bad } = await addTasks({ dueAt });
    clock.set(new Date(dueAt));
    // The poisoned row of each person.
    expect(await send()).toEqual({ dueSoon: 0, overdue: 4, reminders: 0, failed: 2 });
    expect(await toldOf('task.overdue', [...good, bad])).toEqual([2, 2, 0]);
    const aside = { attempts: 1, error: 'this row is poisoned', hours: 1 };
    expect([...(await rowsOf(bad))]).toEqual([aside, aside]);
    expect(await send()).toMatchObject({ overdue: 0, failed: 0 });
    clock.advance(hourMs);
    expect(await send()).toMatchObject({ overdue: 0, failed: 2 });
    expect([...(await rowsOf(bad))].map(({ attempts, hours }) => [attempts, hours])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    await heal(bad);
    clock.advance(2 * hourMs);
    expect(await send()).toMatchObject({ overdue: 2, failed: 0 });
    expect(await rowsOf(bad)).toEqual([]);
  });
});

describe('a reminder that cannot be sent', () => {
  const remind = (task: { id: string }, who: Person | undefined) =>
    who?.put(`/tasks/${task.id}/reminder`, { at: dueAt, repeat: 'daily' });
  const end = async (tasks: readonly { id: string }[]) => {
    await test.database.sql`delete from tasks.reminder where task_id = any(${tasks.map(({ id }) => id)})`;
  };

  it('is set aside, and the job says so among the failed jobs', async () => {
    const { good, bad } = await addTasks({});
    const all = [...good, bad];
    for (const task of all) await remind(task, people[0]);
    await test.settled();
    clock.set(new Date(dueAt));
    await expect(test.runJob('tasks', 'send-reminders')).rejects.toThrow(
      `Failed: 1.\ntask ${bad.id}, person ${people[0]?.id}: this row is poisoned`,
    );
    expect(await toldOf('task.reminder-due', all)).toEqual([1, 1, 0]);
    await test.database.sql`update tasks.reminder set next_at = ${dueAt} where task_id = ${bad.id}`;
    const admin = await signInAgain(test.app, work.owner);
    expect((await admin.post('/admin/jobs/tasks.send-reminders/run')).status).toBe(202);
    const failed = async () =>
      (await admin.get<'/admin/queues/{name}/failed'>('/admin/queues/tasks.send-reminders/failed')).body.items;
    await until(async () => (await failed()).length === 1);
    expect((await failed())[0]?.error).toContain(`task ${bad.id}`);
    await heal(bad);
    clock.advance(2 * hourMs);
    expect(await send()).toMatchObject({ reminders: 1, failed: 0 });
    await end(all);
  });
});
