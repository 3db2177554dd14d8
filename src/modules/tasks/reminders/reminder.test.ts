import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { TaskId } from '#modules/tasks';
import { UserId } from '#platform/ids.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import {
  signInAgain,
  join,
  withLastingToken,
  makeTask,
  makeWorkspace,
  type Person,
  type Workspace,
} from '../../../../test/harness/people.ts';

const start = new Date('2026-10-28T12:00:00.000Z');
const clock = settableClock(start);
let test: TestApp;
let work: Workspace;
let member: Person;
let removed: Person;

beforeAll(async () => {
  test = await startApp({ clock });
  const workspace = await makeWorkspace(test.app, { visibility: 'team' });
  const newcomer = await join(test.app, workspace, { teamRole: 'member', name: 'Member' });
  await newcomer.patch('/auth/me', { timezone: 'America/New_York' });
  member = await withLastingToken(test.app, newcomer);
  removed = await withLastingToken(test.app, await join(test.app, workspace, { teamRole: 'member', name: 'Removed' }));
  work = { ...workspace, owner: await withLastingToken(test.app, workspace.owner) };
});
afterAll(() => test.stop());
beforeEach(() => clock.set(start));

/** The owner with a session, for what a token may not do. */
const relog = () => signInAgain(test.app, work.owner);
const add = (task: Record<string, unknown> = {}) => makeTask(work.owner, work.teamId, task);
const set = (task: { id: string }, body: object, who = member, headers = {}) =>
  who.put(`/tasks/${task.id}/reminder`, body, { headers });
const shown = async (task: { id: string }, who = member) => (await who.get(`/tasks/${task.id}/page`)).body.reminder;

async function runAt(...moments: string[]): Promise<void> {
  for (const moment of moments) {
    clock.set(new Date(moment));
    await test.runJob('tasks', 'send-reminders');
  }
}

/** The times at which people were reminded of a task, with what their messages need. */
async function sentOf({ id }: { id: string }): Promise<{ at: string; payload: Record<string, unknown> }[]> {
  await test.settled();
  const rows = await test.database.sql<{ event: { at: string; payload: Record<string, unknown> } }[]>`
    select event from platform.event_log
    where event->>'type' = 'task.reminder-due' and event->'payload'->>'taskId' = ${id} order by position`;
  return rows.map(({ event }) => event);
}
const timesOf = async (task: { id: string }) => (await sentOf(task)).map(({ at }) => at);

describe('one’s own reminder', () => {
  it('at a time is sent once, then it is gone', async () => {
    const task = await add({ title: 'Call' });
    const reply = await set(task, { at: '2026-10-29T10:00:00+01:00' });
    const reminder = { at: '2026-10-29T09:00:00.000Z', before: null, repeat: null, nextAt: '2026-10-29T09:00:00.000Z' };
    expect([reply.status, reply.body]).toEqual([200, { taskId: task.id, ...reminder, version: 1 }]);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect(await shown(task)).toEqual(reply.body);
    expect(await shown(task, work.owner)).toBeNull();
    await runAt('2026-10-29T08:59:59Z', '2026-10-29T09:00:00Z', '2026-10-29T09:01:00Z');
    const [sent, ...more] = await sentOf(task);
    expect(more).toEqual([]);
    const payload = { taskId: task.id, key: task.key, title: 'Call', teamId: work.teamId, userId: member.id };
    expect(sent?.payload).toMatchObject({ ...payload, dueAt: null, dueDate: null });
    expect(await shown(task)).toBeNull();
  });

  it('before the due date follows it', async () => {
    const task = await add({ dueDate: '2026-11-02' });
    expect((await set(task, { before: 1_440 })).body.nextAt).toBe('2026-11-01T14:00:00.000Z');
    await work.owner.patch(`/tasks/${task.id}`, { dueDate: null, dueAt: '2026-11-05T18:00:00.000Z' });
    expect((await shown(task))?.nextAt).toBe('2026-11-04T18:00:00.000Z');
    await work.owner.patch(`/tasks/${task.id}`, { dueAt: null });
    await runAt('2026-11-01T14:00:00Z', '2026-11-04T18:00:00Z');
    expect(await shown(task)).toMatchObject({ before: 1_440, nextAt: null });
    await work.owner.patch(`/tasks/${task.id}`, { dueDate: '2026-11-10' });
    await runAt('2026-11-04T18:01:00Z', '2026-11-09T13:59:00Z', '2026-11-09T14:00:00Z', '2026-11-10T14:00:00Z');
    expect(await timesOf(task)).toEqual(['2026-11-09T14:00:00.000Z']);
  });

  it('is sent at once where the due date came nearer than that', async () => {
    const task = await add({ dueAt: '2026-11-02T12:00:00.000Z' });
    await set(task, { before: 1_440 });
    await work.owner.patch(`/tasks/${task.id}`, { dueAt: '2026-10-28T18:00:00.000Z' });
    await runAt('2026-10-28T12:01:00Z', '2026-10-28T12:02:00Z');
    expect(await timesOf(task)).toEqual(['2026-10-28T12:01:00.000Z']);
  });

  it('repeats at the same time of day until the task is closed', async () => {
    const task = await add();
    // 09:00 in New York, where clocks go back on November 1.
    await set(task, { at: '2026-10-30T13:00:00Z', repeat: 'daily' });
    await runAt('2026-10-30T13:00:00Z', '2026-10-31T13:00:00Z', '2026-11-01T13:00:00Z', '2026-11-01T14:00:00Z');
    expect((await shown(task))?.nextAt).toBe('2026-11-02T14:00:00.000Z');
    await runAt('2026-11-02T13:59:00Z', '2026-11-02T14:00:00Z');
    const expected = ['2026-10-30T13', '2026-10-31T13', '2026-11-01T14', '2026-11-02T14'];
    expect((await timesOf(task)).map((at) => at.slice(0, 13))).toEqual(expected);
    await work.owner.post(`/tasks/${task.id}/complete`);
    await runAt('2026-11-03T14:00:00Z');
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await runAt('2026-11-04T14:00:00Z');
    expect(await timesOf(task)).toHaveLength(4);
    expect(await shown(task)).toBeNull();
  });

  it('that repeats is sent at the time to which it is snoozed, and repeats after that', async () => {
    const task = await add();
    await set(task, { at: '2026-10-29T13:00:00Z', repeat: 'daily' });
    await runAt('2026-10-29T13:00:00Z');
    const actor = { kind: 'job', name: 'mail-action', userId: UserId.parse(member.id) } as const;
    const later = { taskId: TaskId.parse(task.id), at: '2026-10-29T14:00:00.000Z' };
    await test.app.modules.apis.tasks.remindLater({ actor, requestId: 'test' }, later);
    expect((await shown(task))?.nextAt).toBe('2026-10-29T14:00:00.000Z');
    await runAt('2026-10-29T13:59:00Z', '2026-10-29T14:00:00Z', '2026-10-29T14:01:00Z', '2026-10-30T13:00:00Z');
    const expected = ['2026-10-29T13', '2026-10-29T14', '2026-10-30T13'];
    expect((await timesOf(task)).map((at) => at.slice(0, 13))).toEqual(expected);
    await member.delete(`/tasks/${task.id}/reminder`);
  });

  it('is sent once after the job was away, and repeats from then on', async () => {
    const [once, daily, weekly] = [await add(), await add(), await add()];
    await set(once, { at: '2026-10-29T09:00:00Z' });
    await set(daily, { at: '2026-10-29T13:00:00Z', repeat: 'daily' });
    await set(weekly, { at: '2026-10-29T13:00:00Z', repeat: 'weekly' });
    await runAt('2026-11-03T08:00:00Z', '2026-11-03T08:01:00Z', '2026-11-03T14:00:00Z', '2026-11-05T14:00:00Z');
    expect(await timesOf(once)).toEqual(['2026-11-03T08:00:00.000Z']);
    const after = ['2026-11-03T14:00:00.000Z', '2026-11-05T14:00:00.000Z'];
    expect(await timesOf(daily)).toEqual(['2026-11-03T08:00:00.000Z', ...after]);
    expect(await timesOf(weekly)).toEqual(['2026-11-03T08:00:00.000Z', '2026-11-05T14:00:00.000Z']);
    for (const task of [daily, weekly]) await member.delete(`/tasks/${task.id}/reminder`);
  });

  it('keeps its time of day where its person moves', async () => {
    const task = await add();
    await set(task, { at: '2026-10-29T13:00:00Z', repeat: 'daily' });
    await runAt('2026-10-29T13:00:00Z');
    await member.patch('/auth/me', { timezone: 'Asia/Tehran' });
    await test.settled();
    await runAt('2026-10-29T13:01:00Z');
    expect((await shown(task))?.nextAt).toBe('2026-10-30T05:30:00.000Z');
    await member.patch('/auth/me', { timezone: 'America/New_York' });
    await member.delete(`/tasks/${task.id}/reminder`);
    await test.settled();
  });

  it('is replaced, and removed', async () => {
    const task = await add();
    await set(task, { at: '2026-10-29T09:00:00Z' });
    expect((await set(task, { at: '2026-10-30T09:00:00Z', repeat: null })).body.version).toBe(2);
    const stale = await set(task, { at: '2026-10-31T09:00:00Z' }, member, { 'if-match': '"1"' });
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"2"']);
    expect((await set(task, { at: '2026-10-31T09:00:00Z' }, member, { 'if-match': '"2"' })).body.version).toBe(3);
    const remove = (headers = {}) => member.delete(`/tasks/${task.id}/reminder`, undefined, { headers });
    expect((await remove({ 'if-match': '"2"' })).status).toBe(412);
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    await runAt('2026-10-31T09:00:00Z');
    expect(await sentOf(task)).toEqual([]);
  });

  it.each([
    ['a time that has passed', { at: '2026-10-28T11:59:59Z' }, 'at'],
    ['no time', {}, 'at'],
    ['two times', { at: '2026-10-29T09:00:00Z', before: 60 }, 'at'],
    ['a time before no due date', { before: 60 }, 'before'],
    ['a negative time', { before: -1 }, 'before'],
    ['a repetition that there is not', { at: '2026-10-29T09:00:00Z', repeat: 'hourly' }, 'repeat'],
    ['an unknown key', { at: '2026-10-29T09:00:00Z', userId: '00000000-0000-7000-8000-000000000000' }, 'userId'],
  ])('is refused with %s', async (_name, body, path) => {
    const { status, body: problem } = await set(await add(), body);
    expect([status, problem.errors?.[0]?.path]).toEqual([422, path]);
  });

  it('is refused where the time before the due date has passed, or the task is closed', async () => {
    const task = await add({ dueAt: '2026-10-28T13:00:00.000Z' });
    expect((await set(task, { before: 60 })).body.errors?.[0]?.path).toBe('before');
    expect((await set(task, { before: 59 })).status).toBe(200);
    await work.owner.post(`/tasks/${task.id}/complete`);
    const closed = await set(task, { at: '2026-10-29T09:00:00Z' });
    expect([closed.status, closed.body.code]).toEqual([409, 'task-closed']);
  });

  it('ends where its person can no longer read the task, and is shown to nobody else', async () => {
    const task = await add();
    expect((await set(task, { at: '2026-10-29T09:00:00Z' }, removed)).status).toBe(200);
    expect(await shown(task)).toBeNull();
    await work.owner.delete(`/teams/${work.teamId}/members/${removed.id}`);
    await runAt('2026-10-29T09:00:00Z');
    expect(await sentOf(task)).toEqual([]);
    expect(await test.database.sql`select from tasks.reminder where task_id = ${task.id}`).toHaveLength(0);
    expect((await set(task, { at: '2026-10-29T09:00:00Z' }, removed)).status).toBe(403);
  });

  it('is one of at most 500, also where several are set at once', async () => {
    const { sql } = test.database;
    await sql`
      insert into tasks.task (organization_id, id, team_id, key, number, title, status_id, priority, rank, created_at, updated_at)
      select ${work.organizationId}, gen_random_uuid(), ${work.teamId}, 'R' || n, n, 'Task', ${work.statuses['To do'] ?? ''},
        'none', 'r' || n || 'V', now(), now() from generate_series(1, 499) as n`;
    await sql`
      insert into tasks.reminder (organization_id, task_id, user_id, id, at, timezone, next_at, created_at)
      select organization_id, id, ${work.owner.id}, gen_random_uuid(), '2030-01-01', 'UTC', '2030-01-01', now()
      from tasks.task where key like 'R%'`;
    const tasks = [await add(), await add(), await add()];
    const replies = await Promise.all(tasks.map((task) => set(task, { at: '2026-10-29T09:00:00Z' }, work.owner)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe('too-many-reminders');
    await sql`delete from tasks.reminder where user_id = ${work.owner.id}`;
  });
});

describe('a person’s reminders', () => {
  it('are in the export of their data, and deleted with the account', async () => {
    const person = await join(test.app, { ...work, owner: await relog() }, { teamRole: 'member', name: 'Leaver' });
    const task = await add({ assigneeId: person.id, dueDate: '2026-12-01' });
    await set(task, { at: '2026-11-29T09:00:00Z', repeat: 'weekly' }, person);
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const userId = UserId.parse(person.id);
    await test.app.modules.apis.tasks.setReminderPreferences(call, { userId, leadMinutes: [30] });
    const { body } = await person.get('/auth/me/export');
    expect(body.reminders).toEqual([
      {
        taskId: task.id,
        at: '2026-11-29T09:00:00.000Z',
        before: null,
        repeat: 'weekly',
        createdAt: start.toISOString(),
      },
    ]);
    expect(body.reminderLeadMinutes).toEqual([30]);
    await test.app.modules.apis.auth.deleteUser(call, { login: person.email, successor: null });
    await test.settled();
    for (const table of ['reminder', 'reminder_preference', 'due_notice']) {
      const rows = await test.database.sql.unsafe(`select from tasks.${table} where user_id = '${person.id}'`);
      expect(rows, table).toHaveLength(0);
    }
  });

  it('end in an organization that they leave, and with a task that is purged', async () => {
    const leaver = await join(test.app, { ...work, owner: await relog() }, { teamRole: 'member', name: 'Leaver' });
    const task = await add();
    await set(task, { at: '2026-11-29T09:00:00Z' }, leaver);
    await set(task, { at: '2026-11-29T09:00:00Z' });
    const left = await (await relog()).delete(`/organizations/${work.organizationId}/members/${leaver.id}`);
    expect(left.status).toBe(204);
    await test.settled();
    const rows = () => test.database.sql<{ userId: string }[]>`
      select user_id as "userId" from tasks.reminder where task_id = ${task.id}`;
    expect(await rows()).toEqual([{ userId: member.id }]);
    await work.owner.post(`/tasks/${task.id}/move`, { statusId: work.statuses['Done'] });
    await work.owner.delete(`/tasks/${task.id}`);
    expect((await (await relog()).delete(`/teams/${work.teamId}/trash/${task.id}`)).status).toBe(204);
    expect(await rows()).toEqual([]);
  });
});

describe('a reminder that a service sends', () => {
  const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
  const send = (task: { id: string }, userIds: string[] | null = null) =>
    test.app.modules.apis.tasks.sendTaskReminder(call, {
      taskId: TaskId.parse(task.id),
      userIds: userIds && userIds.map((id) => UserId.parse(id)),
    });

  it('goes to assignee and collaborators, or to those named', async () => {
    const task = await add({ assigneeId: member.id, collaboratorIds: [member.id, work.owner.id] });
    expect((await send(task)).userIds.toSorted()).toEqual([member.id, work.owner.id].toSorted());
    expect(await send(task, [work.owner.id])).toEqual({ userIds: [work.owner.id] });
    const sent = (await sentOf(task)).map(({ payload }) => [payload['userId'], payload['reminderId']]);
    expect(sent).toEqual([
      [member.id, null],
      [work.owner.id, null],
      [work.owner.id, null],
    ]);
  });

  it('is refused for people who cannot read the task, for closed tasks and where there is none', async () => {
    const task = await add({ assigneeId: member.id });
    await expect(send(task, [removed.id])).rejects.toMatchObject({ kind: 'invalid' });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await expect(send(task)).rejects.toMatchObject({ code: 'task-closed' });
    await expect(send({ id: '00000000-0000-7000-8000-000000000000' })).rejects.toMatchObject({ kind: 'not-found' });
    expect(await sentOf(task)).toEqual([]);
  });
});
