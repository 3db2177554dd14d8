import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import {
  join,
  withLastingToken,
  makeTask,
  makeWorkspace,
  type Person,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';
import { notificationGroups } from '../types/define.ts';
import { notificationTypes } from '../types/registry.ts';

const clock = settableClock(new Date('2026-11-25T09:00:00Z'));
let test: TestApp;
let mail: MailServer;
let work: Workspace;
let person: Person;
beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({ clock, env: { SMTP_URL: mail.url } });
});
afterAll(async () => {
  await test.stop();
  await mail.close();
});
beforeEach(async () => {
  work = await makeWorkspace(test.app);
  person = await withLastingToken(test.app, await join(test.app, work, { teamRole: 'member', name: 'Reader' }));
  work = { ...work, owner: await withLastingToken(test.app, work.owner) };
  await test.settled();
  mail.mails.length = 0;
});

const change = async (preferences: object, organizationId?: string) => {
  const reply =
    organizationId === undefined
      ? await person.put('/notifications/preferences', preferences)
      : await person.put(`/notifications/preferences?organizationId=${organizationId}`, preferences);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
};
const assign = (title = 'A task') => makeTask(work.owner, work.teamId, { title, assigneeId: person.id });
const subjects = () =>
  mail.mails.filter(({ recipients }) => recipients.includes(person.email)).map(({ subject }) => subject);
async function goTo(moment: string): Promise<void> {
  clock.set(new Date(moment));
  await test.runJob('notifications', 'deliver');
  await test.settled();
}

describe('preferences', () => {
  it('have defaults, change in part, and are one’s own', async () => {
    const { body } = await person.get('/notifications/preferences');
    expect(body).toMatchObject({
      quietHours: { enabled: false, from: '22:00', to: '07:00', days: [1, 2, 3, 4, 5, 6, 7], timezone: 'UTC' },
      digest: { every: 'off', at: '08:00', weekday: 1 },
      reminders: { leadMinutes: [1440, 60] },
      ownActs: false,
    });
    expect(body.types).toMatchObject({ 'task-assigned': { email: true, push: true }, commented: { email: false } });
    const changed = await change({ types: { 'task-assigned': { email: false } }, digest: { every: 'week' } });
    expect(changed.types['task-assigned']).toEqual({ email: false, push: true });
    expect(changed.digest).toEqual({ every: 'week', at: '08:00', weekday: 1 });
    expect(await change({ reminders: { leadMinutes: [30] } })).toMatchObject({ reminders: { leadMinutes: [30] } });
    expect((await person.get('/notifications/preferences')).body).toMatchObject({
      digest: { every: 'week' },
      reminders: { leadMinutes: [30] },
    });
    expect((await work.owner.get('/notifications/preferences')).body.digest.every).toBe('off');
    expect((await person.delete('/notifications/preferences')).status).toBe(204);
    expect((await person.get('/notifications/preferences')).body.types['task-assigned']).toEqual({
      email: true,
      push: true,
    });
  });

  it('list every type once, by group, with its name in the language of the reader', async () => {
    const labels = async () => (await person.get('/notifications/preferences')).body.labels;
    const inEnglish = await labels();
    expect(inEnglish).toContainEqual({ type: 'commented', group: 'conversations', name: 'New comments' });
    expect(inEnglish.map(({ type }) => type).toSorted()).toEqual([...notificationTypes].toSorted());
    const groups = inEnglish.map(({ group }) => notificationGroups.indexOf(group));
    expect(groups).toEqual(groups.toSorted((a, b) => a - b));
    await person.patch('/auth/me', { locale: 'fa' });
    await test.settled();
    expect(await labels()).toContainEqual({ type: 'commented', group: 'conversations', name: 'دیدگاه جدید' });
  });

  it('take a whole reply back', async () => {
    const { body } = await person.get('/notifications/preferences');
    const saved = await person.put('/notifications/preferences', { ...body, ownActs: true });
    expect([saved.status, saved.body]).toEqual([200, { ...body, ownActs: true }]);
  });

  it.each([
    ['an unknown type', { types: { nonsense: { email: true } } }],
    ['security notices without mail', { types: { security: { email: false } } }],
    ['a time that is none', { digest: { at: '24:00' } }],
    ['an unknown time zone', { quietHours: { timezone: 'Mars/Olympus' } }],
    ['quiet hours without an end', { quietHours: { enabled: true, from: '08:00', to: '08:00' } }],
  ])('refuse %s', async (_what, preferences) => {
    expect((await person.put('/notifications/preferences', preferences)).status).toBe(422);
  });

  it('of an organization differ only there, and only for people in it', async () => {
    const here = `/notifications/preferences?organizationId=${work.organizationId}` as const;
    await change({ types: { 'task-assigned': { email: false } } }, work.organizationId);
    expect((await person.get(here)).body.types['task-assigned']?.email).toBe(false);
    expect((await person.get('/notifications/preferences')).body.types['task-assigned']?.email).toBe(true);
    await assign();
    await test.settled();
    expect(subjects()).toEqual([]);
    const { organizationId } = await makeWorkspace(test.app);
    expect((await person.get(`/notifications/preferences?organizationId=${organizationId}`)).status).toBe(404);
    expect(
      (await person.put(`/notifications/preferences?organizationId=${organizationId}`, { ownActs: true })).status,
    ).toBe(404);
    expect((await person.delete(here)).status).toBe(204);
    await assign('Again');
    await test.settled();
    expect(subjects()).toHaveLength(1);
  });

  it('of a type can be taken back, alone', async () => {
    await change({ types: { 'task-assigned': { email: false }, commented: { email: true } } });
    await change({ types: { 'task-assigned': { email: true } } }, work.organizationId);
    const own = await change({ types: { 'task-assigned': null } });
    expect(own.types).toMatchObject({ 'task-assigned': { email: true, push: true }, commented: { email: true } });
    await change({ types: { commented: { email: false } } }, work.organizationId);
    await change({ types: { 'task-assigned': { email: false } } });
    const here = await change({ types: { 'task-assigned': null } }, work.organizationId);
    expect(here.types).toMatchObject({ 'task-assigned': { email: false }, commented: { email: false } });
  });

  it('decide which types are mailed, and whether of one’s own acts', async () => {
    await change({ types: { commented: { email: true } }, ownActs: true });
    const task = await makeTask(person, work.teamId, { title: 'Mine' });
    await person.post(`/tasks/${task.id}/comments`, { body: 'A note' });
    await test.settled();
    expect(subjects()).toEqual([`Reader commented on ${task.key}: Mine`]);
    await change({ ownActs: false });
    await person.post(`/tasks/${task.id}/comments`, { body: 'Another note' });
    await test.settled();
    expect((await person.get('/notifications')).body.items).toHaveLength(1);
  });
});

describe('changes of one task within ten minutes', () => {
  it('are one mail after the first', async () => {
    const task = await assign('Busy');
    await work.owner.post(`/tasks/${task.id}/complete`);
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await test.settled();
    expect(subjects()).toEqual([`${task.key}: Busy`]);
    clock.advance(9 * 60_000);
    await test.runJob('notifications', 'deliver');
    await test.settled();
    expect(subjects()).toHaveLength(1);
    clock.advance(2 * 60_000);
    await Promise.all([1, 2, 3].map(() => test.runJob('notifications', 'deliver')));
    await test.settled();
    expect(subjects().slice(1)).toEqual([`2 updates on ${task.key}: Busy`]);
    const [, both] = mail.mails.filter(({ recipients }) => recipients.includes(person.email));
    expect(both?.text).toContain('completed');
    expect(both?.text).toContain('reopened');
    await work.owner.post(`/tasks/${task.id}/complete`);
    await test.settled();
    expect(subjects()).toHaveLength(2);
    clock.advance(11 * 60_000);
    await test.runJob('notifications', 'deliver');
    await test.settled();
    expect(subjects().at(-1)).toBe(`Completed: ${task.key} Busy`);
  });
});

describe('quiet hours', () => {
  it('delay mails to their local end, and drop none', async () => {
    await goTo('2026-11-25T20:00:00Z');
    await change({ quietHours: { enabled: true, from: '22:30', to: '07:15', timezone: 'Asia/Tehran' } });
    await assign('Late');
    await assign('Later');
    await test.settled();
    expect(subjects()).toEqual([]);
    expect((await person.get('/notifications/count')).body).toMatchObject({ unread: 2 });
    await goTo('2026-11-26T03:44:00Z');
    expect(subjects()).toEqual([]);
    await goTo('2026-11-26T03:45:00Z');
    expect(subjects()).toHaveLength(2);
    await goTo('2026-11-26T09:00:00Z');
    expect(subjects()).toHaveLength(2);
  });

  it('end when they are turned off', async () => {
    await goTo('2026-11-26T21:00:00Z');
    await change({ quietHours: { enabled: true, from: '22:00', to: '07:00', timezone: 'Asia/Tehran' } });
    await assign();
    await test.settled();
    expect(subjects()).toEqual([]);
    await change({ quietHours: { enabled: false } });
    await test.runJob('notifications', 'deliver');
    await test.settled();
    expect(subjects()).toHaveLength(1);
  });
});

describe('a digest', () => {
  it('collects mails until its local hour, in the reader’s language and calendar', async () => {
    await goTo('2026-11-27T09:00:00Z');
    await person.patch('/auth/me', { locale: 'fa', calendar: 'persian', timezone: 'Asia/Tehran' });
    await change({ digest: { every: 'day', at: '08:00' } });
    await assign('یک');
    await assign('دو');
    await test.settled();
    await goTo('2026-11-28T04:29:00Z');
    expect(subjects()).toEqual([]);
    await goTo('2026-11-28T04:30:00Z');
    await Promise.all([1, 2].map(() => test.runJob('notifications', 'deliver')));
    await test.settled();
    expect(subjects()).toEqual(['خلاصهٔ \u2068۷ آذر ۱۴۰۵\u2069']);
    const sent = mail.mails.find(({ recipients }) => recipients.includes(person.email));
    expect(sent?.text).toContain('اعلان‌های تازه از خلاصهٔ قبلی: ۲');
    expect(sent?.text).toContain('یک');
    expect(sent?.html).toContain('dir="rtl"');
    await goTo('2026-11-29T04:30:00Z');
    expect(subjects()).toHaveLength(1);
  });

  it('says nothing of what its reader may no longer see', async () => {
    await change({ digest: { every: 'day', at: '08:00' } });
    const { body: closed } = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    expect((await work.owner.put(`/teams/${closed.id}/members/${person.id}`, { role: 'member' })).status).toBe(200);
    await makeTask(work.owner, closed.id, { title: 'Secret', assigneeId: person.id });
    await test.settled();
    expect((await work.owner.delete(`/teams/${closed.id}/members/${person.id}`)).status).toBe(204);
    await test.settled();
    await goTo('2026-12-01T09:00:00Z');
    expect(subjects()).toEqual([]);
  });
});

describe('a digest of more notices than fit', () => {
  it('is one mail that lists the newest hundred and tells how many there are', async () => {
    await goTo('2026-12-02T09:00:00Z');
    await change({ digest: { every: 'day', at: '08:00' } });
    await assign('First');
    await test.settled();
    await test.database.sql`
      with copies as (
        select gen_random_uuid() as id, gen_random_uuid() as event_id, number from generate_series(1, 1149) as number),
      added as (
        insert into notifications.notification (organization_id, id, user_id, type, event_id, task_id, facts, created_at)
        select organization_id, copies.id, user_id, type, copies.event_id, task_id, facts, created_at
        from notifications.notification, copies where user_id = ${person.id})
      insert into notifications.pending_message
        (user_id, id, organization_id, channel, notification_id, type, event, group_key, due_at, is_digest)
      select user_id, gen_random_uuid(), organization_id, channel, copies.id, type, event, group_key, due_at, is_digest
      from notifications.pending_message, copies where user_id = ${person.id}`;
    await goTo('2026-12-03T09:00:00Z');
    const digests = mail.mails.filter(({ recipients }) => recipients.includes(person.email));
    expect(digests).toHaveLength(1);
    expect(digests[0]?.text).toContain('since your last digest: 1,150');
    expect(digests[0]?.text?.match(/^- /gm)).toHaveLength(100);
    expect(digests[0]?.text).toContain('and 1,050 more');
    expect(digests[0]?.html).toContain('and 1,050 more');
    expect(await test.database.sql`select from notifications.pending_message where user_id = ${person.id}`).toEqual([]);
  });
});

describe('a notice that waits', () => {
  type Change = (task: { id: string; notificationId: string }) => Promise<{ status: number }>;
  const closedTeam = async () => {
    const team = { name: 'Closed', visibility: 'team' } as const;
    return (await work.owner.post(`/organizations/${work.organizationId}/teams`, team)).body.id;
  };
  const mutedProject = async () => {
    const project = { name: 'Site', key: 'STE' };
    const { body } = await work.owner.post(`/organizations/${work.organizationId}/projects`, project);
    await person.put(`/projects/${body.id}/mute`);
    return body.id;
  };
  const changes: [string, Change, number][] = [
    ['is sent', () => Promise.resolve({ status: 204 }), 1],
    ['is not sent once it was read', ({ notificationId }) => person.post(`/notifications/${notificationId}/read`), 0],
    ['is not sent once it was done', ({ notificationId }) => person.post(`/notifications/${notificationId}/done`), 0],
    ['is not sent once its task is done', ({ id }) => work.owner.post(`/tasks/${id}/complete`), 0],
    [
      'is not sent once its task is deleted',
      async ({ id }) => {
        await test.database.sql`update tasks.task set deleted_at = now() where id = ${id}`;
        return { status: 204 };
      },
      0,
    ],
    ['is not sent once its task is muted', ({ id }) => person.put(`/tasks/${id}/mute`), 0],
    [
      'is not sent once its task is in a muted project',
      async ({ id }) => work.owner.patch(`/tasks/${id}`, { projectId: await mutedProject() }),
      0,
    ],
    [
      'is not sent once its task is where they cannot read it',
      async ({ id }) => {
        const moved = await work.owner.post(`/tasks/${id}/move`, { teamId: await closedTeam() });
        await test.settled();
        return moved;
      },
      0,
    ],
  ];
  it.each(changes)('%s', async (_what, act, expected) => {
    await goTo('2026-12-05T20:00:00Z');
    await change({
      quietHours: { enabled: true, from: '19:00', to: '07:00', timezone: 'UTC' },
      types: { 'task-unassigned': { email: false }, 'task-completed': { email: false } },
    });
    const { id } = await assign('Quiet');
    await test.settled();
    const [notification] = (await person.get('/notifications')).body.items;
    const { status } = await act({ id, notificationId: notification?.id ?? '' });
    expect([200, 204]).toContain(status);
    await goTo('2026-12-06T07:00:00Z');
    expect(subjects()).toHaveLength(expected);
    expect(await test.database.sql`select from notifications.pending_message where user_id = ${person.id}`).toEqual([]);
  });
});

describe('a waiting notice that cannot be sent', () => {
  it('is set aside alone with its error, and tried again later', async () => {
    await change({ quietHours: { enabled: true, from: '00:00', to: '23:59', timezone: 'UTC' } });
    await assign('One');
    await assign('Two');
    await test.settled();
    const dueAt = new Date(clock.now().getTime() - 1_000).toISOString();
    const { sql } = test.database;
    const [bad] = await sql<{ id: string }[]>`
      insert into notifications.pending_message
        (user_id, id, channel, notification_id, type, event, group_key, due_at, is_digest)
      select user_id, gen_random_uuid(), channel, notification_id, 'nonsense', event, group_key, ${dueAt}, false
      from notifications.pending_message where user_id = ${person.id} and channel = 'email' limit 1
      returning id`;
    await change({ quietHours: { enabled: false } });
    const { notifications } = test.app.modules.apis;
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    expect(await notifications.deliverDue(call, {})).toMatchObject({ failed: 1 });
    await test.settled();
    expect(subjects()).toHaveLength(2);
    const readRows = () => sql<{ id: string; attempts: number; error: string; waits: boolean }[]>`
      select id, attempts, error, due_at > ${clock.now().toISOString()} as waits
      from notifications.pending_message where user_id = ${person.id}`;
    const error = 'there is no notification type nonsense';
    expect([...(await readRows())]).toEqual([{ id: bad?.id, attempts: 1, error, waits: true }]);
    clock.advance(61 * 60_000);
    expect(await notifications.deliverDue(call, {})).toMatchObject({ failed: 1 });
    expect([...(await readRows())]).toEqual([{ id: bad?.id, attempts: 2, error, waits: true }]);
    await sql`update notifications.pending_message set type = 'task-assigned' where id = ${bad?.id ?? ''}`;
    clock.advance(121 * 60_000);
    expect(await notifications.deliverDue(call, {})).toMatchObject({ failed: 0 });
    expect(await readRows()).toHaveLength(0);
  });
});

describe('a muted task or project', () => {
  it('notifies of nothing until it is unmuted', async () => {
    const task = await assign('Loud');
    await test.settled();
    expect((await person.put(`/tasks/${task.id}/mute`)).status).toBe(204);
    expect((await person.put(`/tasks/${task.id}/mute`)).status).toBe(204);
    expect((await person.get(`/tasks/${task.id}/mute`)).body).toEqual({ isMuted: true });
    const isMuted = async () => (await person.get(`/tasks/${task.id}/page`)).body.isMuted;
    expect(await isMuted()).toBe(true);
    await work.owner.post(`/tasks/${task.id}/comments`, { body: 'Hello' });
    await test.settled();
    const typesOf = async () => (await person.get('/notifications')).body.items.map(({ type }) => type);
    expect(await typesOf()).toEqual(['task-assigned']);
    expect((await person.delete(`/tasks/${task.id}/mute`)).status).toBe(204);
    expect(await isMuted()).toBe(false);
    await work.owner.post(`/tasks/${task.id}/comments`, { body: 'Hello again' });
    await test.settled();
    expect(await typesOf()).toEqual(['commented', 'task-assigned']);

    const project = await work.owner.post(`/organizations/${work.organizationId}/projects`, {
      name: 'Site',
      key: 'STE',
    });
    expect((await person.put(`/projects/${project.body.id}/mute`)).status).toBe(204);
    await makeTask(work.owner, work.teamId, { assigneeId: person.id, projectId: project.body.id });
    await test.settled();
    expect(await typesOf()).toEqual(['commented', 'task-assigned']);
    expect((await person.get(`/projects/${project.body.id}/mute`)).body).toEqual({ isMuted: true });
    const listed = async () =>
      (await person.get('/notifications/mutes')).body.items.map(({ kind, id, key, name }) => [kind, id, key, name]);
    clock.advance(1_000);
    await person.put(`/tasks/${task.id}/mute`);
    const muted = ['task', task.id, task.key, 'Loud'];
    expect(await listed()).toEqual([muted, ['project', project.body.id, 'STE', 'Site']]);
    const { body: page } = await person.get('/notifications/mutes?limit=1');
    const next = await person.get(`/notifications/mutes?limit=1&cursor=${page.nextCursor ?? ''}`);
    expect(next.body.items.map(({ kind }) => kind)).toEqual(['project']);
    expect((await person.delete(`/projects/${project.body.id}/mute`)).status).toBe(204);
    expect(await listed()).toEqual([muted]);
    await work.owner.patch(`/tasks/${task.id}`, { title: 'Louder' });
    expect((await listed())[0]?.[3]).toBe('Louder');
  });

  it('must be visible to whoever mutes it', async () => {
    const other = await makeWorkspace(test.app);
    const task = await makeTask(other.owner, other.teamId, {});
    const project = await other.owner.post(`/organizations/${other.organizationId}/projects`, {
      name: 'Site',
      key: 'STE',
    });
    for (const mute of [`/tasks/${task.id}/mute`, `/projects/${project.body.id}/mute`])
      expect([(await person.put(mute)).status, (await person.delete(mute)).status]).toEqual([404, 404]);
  });
});
