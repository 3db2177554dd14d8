import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../test/harness/people.ts';
import { type MailServer, startMailServer } from '../../../test/harness/smtp.ts';
import { createTransport, PermanentMailError } from './transport.ts';

let test: TestApp;
let mail: MailServer;
let work: Workspace;
let member: Person;
let admin: Person;
beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({
    env: { SMTP_URL: mail.url, MAIL_FROM: 'TaskUno <uno@example.com>', PUBLIC_URL: 'https://tasks.example.com' },
  });
  admin = await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member', name: 'Mina' });
});
afterAll(async () => {
  await test.stop();
  await mail.close();
});
beforeEach(async () => {
  await test.settled();
  mail.mails.length = 0;
});

/** Sends what waits for the end of its window. */
async function endWindows(): Promise<void> {
  await test.database.sql`update notifications.pending_message set due_at = now() - interval '1 s'`;
  await test.runJob('notifications', 'deliver');
  await test.settled();
}

const mailsTo = (person: { email: string }) => mail.mails.filter(({ recipients }) => recipients.includes(person.email));

describe('people who work on a task or follow it', () => {
  const inboxOf = async (person: Person) =>
    (await person.get('/notifications')).body.items.map(({ type, body }) => [type, body]);

  it('are notified of comments in the app, of mentions also by mail, never twice and never of their own actions', async () => {
    const [assignee, watcher, collaborator] = [
      await join(test.app, work, { teamRole: 'member', name: 'Assignee' }),
      await join(test.app, work, { teamRole: 'member', name: 'Watcher' }),
      await join(test.app, work, { teamRole: 'member', name: 'Collaborator' }),
    ];
    const task = await makeTask(member, work.teamId, {
      title: 'Talk',
      assigneeId: assignee.id,
      collaboratorIds: [collaborator.id],
    });
    await watcher.put(`/tasks/${task.id}/watchers/${watcher.id}`);
    const { username } = (await watcher.get('/auth/me')).body;
    await test.settled();
    mail.mails.length = 0;
    await assignee.post(`/tasks/${task.id}/comments`, { body: `Look, @${username}` });
    await test.settled();
    const excerpt = `Talk: Look, @${username}`;
    expect((await inboxOf(watcher))[0]).toEqual(['mentioned', excerpt]);
    expect((await inboxOf(member))[0]).toEqual(['commented', excerpt]);
    expect(await inboxOf(collaborator)).toEqual([
      ['commented', excerpt],
      ['task-assigned', 'Talk'],
    ]);
    expect(await inboxOf(assignee)).toEqual([['task-assigned', 'Talk']]);
    expect(mail.mails.map(({ recipients }) => recipients)).toEqual([[watcher.email]]);
    await assignee.post(`/tasks/${task.id}/complete`);
    await test.settled();
    for (const person of [watcher, member, collaborator])
      expect((await inboxOf(person))[0]).toEqual(['task-completed', 'Talk']);
    await endWindows();
    expect(mailsTo(collaborator)).toHaveLength(1);
    // Whom a comment answers is notified once, also without following the task.
    const passer = await join(test.app, work, { teamRole: 'member', name: 'Passer-by' });
    const path = `/tasks/${task.id}/comments` as const;
    const question = (await passer.post(path, { body: 'Why?' })).body;
    const answer = (await assignee.post(path, { body: 'Because', replyToId: question.id })).body;
    await passer.post(path, { body: 'I see', replyToId: answer.id });
    await test.settled();
    expect(await inboxOf(passer)).toEqual([['commented', 'Talk: Because']]);
    expect((await inboxOf(assignee)).filter(([, body]) => body === 'Talk: I see')).toHaveLength(1);
  });
});

describe('people who can no longer see a task', () => {
  it('get no notifications about it, even if they created or follow it', async () => {
    const { body: closedTeam } = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const inClosed = { ...work, teamId: closedTeam.id };
    const [author, assignee] = [
      await join(test.app, inClosed, { teamRole: 'member', name: 'Author' }),
      await join(test.app, inClosed, { teamRole: 'member', name: 'Assignee' }),
    ];
    const task = await makeTask(author, closedTeam.id, { assigneeId: assignee.id });
    await test.settled();
    mail.mails.length = 0;
    const countOf = async (person: Person) => (await person.get('/notifications')).body.items.length;
    const before = await Promise.all([countOf(author), countOf(assignee)]);
    for (const person of [author, assignee]) {
      expect((await work.owner.delete(`/teams/${closedTeam.id}/members/${person.id}`)).status).toBe(204);
    }
    await work.owner.post(`/tasks/${task.id}/comments`, { text: 'Not for them' });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await test.settled();
    expect(await Promise.all([countOf(author), countOf(assignee)])).toEqual(before);
    expect([...mailsTo(author), ...mailsTo(assignee)]).toEqual([]);
  });
});

describe('a deleted account', () => {
  it('loses its notifications and mail records', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Leaver' });
    await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    await test.settled();
    const storedCounts = async () => {
      const [row] = await test.database.sql`
        select (select count(*)::int from notifications.notification where user_id = ${person.id}) as notified,
          (select count(*)::int from notifications.message where user_id = ${person.id}) as mailed`;
      return row;
    };
    expect(await storedCounts()).toEqual({ notified: 1, mailed: 2 });
    const own = (await person.get('/auth/me/export')).body;
    const [notified, mailed] = [own['notifications'] as unknown[], own['mails'] as unknown[]];
    expect([notified.length, mailed.length, own['projects']]).toEqual([1, 2, []]);
    expect((await admin.delete(`/users/${person.id}?reassignTo=${work.owner.id}`)).status).toBe(204);
    await test.settled();
    expect(await storedCounts()).toEqual({ notified: 0, mailed: 0 });
  });
});

describe('a person who is assigned a task', () => {
  it('gets one notification and one mail', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Paint <b>the</b> fence', assigneeId: member.id });
    await test.settled();
    const inbox = (await member.get('/notifications')).body.items;
    expect(inbox[0]).toMatchObject({
      type: 'task-assigned',
      taskId: task.id,
      body: 'Paint <b>the</b> fence',
      readAt: null,
    });
    expect(inbox[0]?.title).toContain('Owner');
    expect(inbox[0]?.actor).toMatchObject({ id: work.owner.id, name: 'Owner' });
    const [sentMail, ...more] = mailsTo(member);
    expect(more).toEqual([]);
    expect(sentMail?.from).toEqual({ address: 'uno@example.com', name: 'TaskUno' });
    expect(sentMail?.subject).toBe(`${task.key}: Paint <b>the</b> fence`);
    expect(sentMail?.text).toContain(`https://tasks.example.com/tasks/${task.id}`);
    expect(sentMail?.html).toContain('Paint &lt;b&gt;the&lt;/b&gt; fence');
    expect(sentMail?.messageId).toMatch(/^<[0-9a-f-]{36}@tasks\.example\.com>$/);
  });

  it('is not notified of a task they assigned to themselves', async () => {
    await makeTask(member, work.teamId, { assigneeId: member.id });
    await test.settled();
    expect(mailsTo(member)).toEqual([]);
  });

  it('is notified in their own language and text direction', async () => {
    const farsi = await join(test.app, work, { teamRole: 'member', name: 'Farsi' });
    await farsi.patch('/auth/me', { locale: 'fa' });
    await makeTask(work.owner, work.teamId, { title: 'رنگ کردن نرده', assigneeId: farsi.id });
    await test.settled();
    const sentMail = mailsTo(farsi).find(({ subject }) => subject?.includes('رنگ کردن نرده'));
    expect(sentMail?.html).toContain('dir="rtl"');
    expect(sentMail?.text).toContain('این کار را به شما سپرد');
    expect((await farsi.get('/notifications')).body.items[0]?.title).toContain('سپرد');
  });
});

describe('people of a task that is taken away or reopened', () => {
  it('are notified, except for whoever did it', async () => {
    const assignee = await join(test.app, work, { teamRole: 'member', name: 'Assignee' });
    const task = await makeTask(member, work.teamId, { title: 'Back', assigneeId: assignee.id });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await work.owner.patch(`/tasks/${task.id}`, { assigneeId: null });
    await test.settled();
    const typesOf = async (person: Person) =>
      (await person.get('/notifications')).body.items
        .filter(({ taskId }) => taskId === task.id)
        .map(({ type }) => type);
    expect(await typesOf(assignee)).toEqual(['task-unassigned', 'task-reopened', 'task-completed', 'task-assigned']);
    expect(await typesOf(member)).toEqual(['task-reopened', 'task-completed']);
    expect(await typesOf(work.owner)).toEqual([]);
  });
});

describe('watchers of a task', () => {
  it('are notified of another status, once even if the change completes or reopens it', async () => {
    const watcher = await join(test.app, work, { teamRole: 'member', name: 'Watcher' });
    const task = await makeTask(work.owner, work.teamId, { title: 'Seen' });
    await watcher.put(`/tasks/${task.id}/watchers/${watcher.id}`);
    const { items: statuses } = (await work.owner.get(`/teams/${work.teamId}/statuses`)).body;
    const statusOf = (wanted: string) => {
      const status = statuses.find(({ category }) => category === wanted);
      if (!status) throw new Error(`there is no status ${wanted}`);
      return status;
    };
    const to = async (category: string, person: Person) => {
      const statusId = statusOf(category).id;
      expect((await person.post(`/tasks/${task.id}/move`, { statusId })).status).toBe(200);
    };
    await to('in_progress', work.owner);
    await to('todo', watcher);
    await to('done', work.owner);
    await to('todo', work.owner);
    await test.settled();
    const { items } = (await watcher.get('/notifications')).body;
    const about = items.filter(({ taskId }) => taskId === task.id);
    expect(about.map(({ type }) => type)).toEqual(['task-reopened', 'task-completed', 'task-status-changed']);
    const { name } = statusOf('in_progress');
    expect(about[2]?.title).toBe(`\u2068Owner\u2069 moved \u2068${task.key}\u2069 to \u2068${name}\u2069`);
  });
});

describe('the admins of an organization', () => {
  it('are notified of a person who joins', async () => {
    const { owner, ...workspace } = await makeWorkspace(test.app);
    const newcomer = await join(test.app, { owner, ...workspace }, { role: 'guest', name: 'New' });
    await test.settled();
    const { items } = (await owner.get('/notifications')).body;
    expect(items).toMatchObject([
      {
        type: 'member-joined',
        link: `/organizations/${workspace.organizationId}/members`,
        body: 'Role: guest',
        actor: { id: newcomer.id },
      },
    ]);
    expect((await newcomer.get('/notifications')).body.items).toEqual([]);
  });
});

describe('the admins of a team', () => {
  it('are notified once of a person who joins the team, and not of a new role', async () => {
    const workspace = await makeWorkspace(test.app);
    const chief = await join(test.app, workspace, { name: 'Chief' });
    const newcomer = await join(test.app, workspace, { name: 'New' });
    const team = { name: 'Painters', visibility: 'team' } as const;
    const { id } = (await workspace.owner.post(`/organizations/${workspace.organizationId}/teams`, team)).body;
    await workspace.owner.put(`/teams/${id}/members/${chief.id}`, { role: 'admin' });
    await workspace.owner.put(`/teams/${id}/members/${newcomer.id}`, { role: 'member' });
    await workspace.owner.put(`/teams/${id}/members/${newcomer.id}`, { role: 'admin' });
    await test.settled();
    const joined = (await chief.get('/notifications')).body.items.filter(({ type }) => type === 'member-joined');
    expect(joined).toMatchObject([
      { title: '\u2068New\u2069 joined \u2068Painters\u2069', body: 'Role: member', link: `/teams/${id}/settings` },
    ]);
    const own = (await newcomer.get('/notifications')).body.items.filter(({ type }) => type === 'member-joined');
    expect(own).toEqual([]);
  });
});

describe('the export of a person’s data', () => {
  it('contains preferences, mutes and devices, but nothing to send to them with', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Curious' });
    const task = await makeTask(person, work.teamId, {});
    await person.put('/notifications/preferences', { types: { commented: { email: true } } });
    await person.put(`/tasks/${task.id}/mute`);
    await test.database.sql`
      insert into notifications.push_subscription
        (user_id, id, endpoint, p256dh, auth, server_key, actor, device, created_at)
      values (${person.id}, gen_random_uuid(), 'https://push.example/secret', 'key', 'hidden', 'server', '{}', 'Firefox', now())`;
    const { body } = await person.get('/auth/me/export');
    expect(body).toMatchObject({
      preferences: { own: { types: { commented: { email: true } } }, byOrganization: {} },
      mutes: [{ kind: 'task', subjectId: task.id, organizationId: work.organizationId }],
      devices: [{ device: 'Firefox', sentAt: null }],
    });
    expect(JSON.stringify(body)).not.toMatch(/push\.example|hidden/);
  });
});

describe('a failed backup', () => {
  it('is told to the admins of the installation, in the app and by mail', async () => {
    const call = { actor: { kind: 'service', name: 'operator' }, requestId: 'cli' } as const;
    const { notifications } = test.app.modules.apis;
    const { userIds } = await notifications.reportBackupFailure(call, { error: 'The disk is full.' });
    await test.settled();
    expect(userIds).toEqual([admin.id]);
    const [notified] = (await admin.get('/notifications')).body.items;
    expect(notified).toMatchObject({ type: 'backup-failed', organizationId: null, title: 'Backup failed' });
    expect(notified?.body).toContain('The disk is full.');
    expect(mailsTo(admin).at(-1)?.subject).toBe('Backup failed');
    expect((await member.get('/notifications')).body.items.map(({ type }) => type)).not.toContain('backup-failed');
  });
});

describe('a change of sign-in settings', () => {
  it('is always shown to the account’s owner, in the app and by mail', async () => {
    const person = await signUp(test.app, 'Careful');
    const next = { currentPassword: password, newPassword: 'another long passphrase' };
    expect((await person.post('/auth/me/password', next)).status).toBe(204);
    await test.settled();
    const { items } = (await person.get('/notifications')).body;
    expect(items).toMatchObject([
      {
        type: 'security',
        title: '\u2068Your password was changed.\u2069',
        organizationId: null,
        link: '/settings/security',
      },
    ]);
    expect(mailsTo(person).map(({ subject }) => subject)).toContain('Your password was changed.');
  });
});

describe('the creator of a task', () => {
  it('is notified in the app when it is completed, and by mail if they are its assignee', async () => {
    const task = await makeTask(member, work.teamId, { assigneeId: member.id });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await test.settled();
    const [newest] = (await member.get('/notifications')).body.items;
    expect(newest).toMatchObject({ type: 'task-completed', taskId: task.id });
    expect(mailsTo(member).map(({ subject }) => subject)).toEqual([`Completed: ${task.key} A task`]);
  });
});

describe('an inbox', () => {
  it('counts, marks and lists unread notifications', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Inbox' });
    for (let number = 0; number < 3; number += 1) await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    await test.settled();
    expect((await person.get('/notifications/count')).body).toEqual({ unread: 3 });
    const [first] = (await person.get('/notifications?limit=1')).body.items;
    await person.post(`/notifications/${first?.id}/read`);
    expect((await person.get('/notifications?unread=true')).body.items.length).toBe(2);
    await person.post(`/notifications/${first?.id}/unread`);
    expect((await person.get('/notifications/count')).body).toEqual({ unread: 3 });
    await person.post('/notifications/read-all');
    expect((await person.get('/notifications/count')).body).toEqual({ unread: 0 });
    expect((await member.post(`/notifications/${first?.id}/read`)).status).toBe(404);
  });
});

describe('a notification in the inbox', () => {
  it('is done, comes back, and is snoozed until a time', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Tidy' });
    for (const title of ['One', 'Two']) await makeTask(work.owner, work.teamId, { title, assigneeId: person.id });
    await test.settled();
    const bodiesIn = async (part?: 'snoozed' | 'done') => {
      const { body } =
        part === undefined ? await person.get('/notifications') : await person.get(`/notifications?${part}=true`);
      return body.items.map((item) => item.body);
    };
    const unread = async () => (await person.get('/notifications/count')).body.unread;
    const [two] = (await person.get('/notifications')).body.items;
    if (!two) throw new Error('there is no notification');
    expect((await person.post(`/notifications/${two.id}/done`)).status).toBe(204);
    expect([await bodiesIn(), await bodiesIn('done'), await unread()]).toEqual([['One'], ['Two'], 1]);
    expect((await person.post(`/notifications/${two.id}/unread`)).status).toBe(204);
    expect([await bodiesIn(), await bodiesIn('done'), await unread()]).toEqual([['Two', 'One'], [], 2]);
    const past = { until: new Date(Date.now() - 1_000).toISOString() };
    expect((await person.post(`/notifications/${two.id}/snooze`, past)).status).toBe(422);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await person.post(`/notifications/${two.id}/snooze`, { until })).status).toBe(204);
    expect([await bodiesIn(), await bodiesIn('snoozed'), await unread()]).toEqual([['One'], ['Two'], 1]);
    expect((await person.get('/notifications?snoozed=true')).body.items[0]).toMatchObject({ snoozedUntil: until });
    for (const path of ['done', 'unread', 'read'] as const)
      expect((await member.post(`/notifications/${two.id}/${path}`)).status).toBe(404);
    expect((await member.post(`/notifications/${two.id}/snooze`, { until })).status).toBe(404);

    const changes = async () => {
      const rows = await test.database.sql`
        select from platform.event_log
        where event->>'type' = 'notification.changed' and event->'payload'->>'userId' = ${person.id}`;
      return rows.length;
    };
    await test.settled();
    const before = await changes();
    await test.database.sql`update notifications.notification set snoozed_until = now() where id = ${two.id}`;
    await test.runJob('notifications', 'end-snoozes');
    await test.settled();
    expect([await bodiesIn(), await unread(), await changes()]).toEqual([['Two', 'One'], 2, before + 1]);
  });

  it('is listed once for its task, and marked with the others of the task', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Grouped' });
    const busy = await makeTask(work.owner, work.teamId, { title: 'Busy', assigneeId: person.id });
    await makeTask(work.owner, work.teamId, { title: 'Calm', assigneeId: person.id });
    await work.owner.post(`/tasks/${busy.id}/comments`, { body: 'Hello' });
    await work.owner.post(`/tasks/${busy.id}/complete`);
    await test.settled();
    const grouped = async () =>
      (await person.get('/notifications?group=task')).body.items.map(({ type, group }) => [type, group]);
    expect(await grouped()).toEqual([
      ['task-completed', { count: 3, unread: 3 }],
      ['task-assigned', { count: 1, unread: 1 }],
    ]);
    const [first] = (await person.get('/notifications?group=task&limit=1')).body.items;
    const { body: rest } = await person.get('/notifications?group=task&limit=1');
    const next = await person.get(`/notifications?group=task&limit=1&cursor=${rest.nextCursor ?? ''}`);
    expect(next.body.items.map(({ type }) => type)).toEqual(['task-assigned']);
    await person.post(`/notifications/${first?.id}/read`);
    expect((await grouped())[0]).toEqual(['task-completed', { count: 3, unread: 2 }]);
    expect((await person.get('/notifications?group=task&unread=true')).body.items).toMatchObject([
      { type: 'commented', group: { count: 2, unread: 2 } },
      { type: 'task-assigned' },
    ]);
    await person.post(`/notifications/${first?.id}/done?group=task`);
    expect(await grouped()).toEqual([['task-assigned', { count: 1, unread: 1 }]]);
    expect((await person.get('/notifications/count')).body).toEqual({ unread: 1 });
    expect((await person.get('/notifications')).body.items[0]).toMatchObject({ group: null });
  });
});

describe('a change of many notifications', () => {
  const inbox = async (person: Person) => {
    const { items } = (await person.get('/notifications?group=task')).body;
    return items.map(({ body, group }) => [body, group?.unread]);
  };
  const partOf = async (person: Person, part: 'done' | 'snoozed') =>
    (await person.get(`/notifications?group=task&${part}=true`)).body.items.map(({ body }) => body);
  const newcomer = async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Many' });
    const talk = await makeTask(work.owner, work.teamId, { title: 'Talk', assigneeId: person.id });
    await makeTask(work.owner, work.teamId, { title: 'Quiet', assigneeId: person.id });
    await makeTask(work.owner, work.teamId, { title: 'Late', assigneeId: person.id });
    await work.owner.post(`/tasks/${talk.id}/comments`, { body: 'Hello' });
    await test.settled();
    return { person, talk };
  };
  const before = [
    ['Talk: Hello', 2],
    ['Late', 1],
    ['Quiet', 1],
  ];

  it('marks them as everything of their tasks, and is undone exactly', async () => {
    const { person, talk } = await newcomer();
    expect(await inbox(person)).toEqual(before);
    const { items } = (await person.get('/notifications?group=task')).body;
    const ids = items.slice(0, 2).map(({ id }) => id);
    const only = (await person.get(`/notifications?taskId=${talk.id}`)).body.items;
    expect(only.map(({ body }) => body)).toEqual(['Talk: Hello', 'Talk']);
    // One of the task is read: undo must not make it unread.
    await person.post(`/notifications/${only[1]?.id}/read`);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const change of [{ to: 'done' }, { to: 'snoozed', until }, { to: 'read' }]) {
      const reply = await person.post('/notifications/mark', { ids, group: 'task', ...change });
      expect(reply.status).toBe(200);
      expect(reply.body.count).toBe(3);
      expect((await inbox(person)).filter(([, unread]) => unread !== 0)).toEqual([['Quiet', 1]]);
      expect((await person.post('/notifications/undo', { changeId: reply.body.changeId })).status).toBe(204);
      expect(await inbox(person)).toEqual([['Talk: Hello', 1], ...before.slice(1)]);
    }
  });

  it('leaves what has come since the newest one that was seen', async () => {
    const { person, talk } = await newcomer();
    const only = (await person.get(`/notifications?taskId=${talk.id}`)).body.items;
    const reply = await person.post('/notifications/mark', { ids: [only[1]?.id], group: 'task', to: 'done' });
    expect(reply.body.count).toBe(1);
    expect(await inbox(person)).toEqual([['Talk: Hello', 1], ...before.slice(1)]);
  });

  it('takes a done task back with everything of it', async () => {
    const { person } = await newcomer();
    const [talk] = (await person.get('/notifications?group=task')).body.items;
    await person.post('/notifications/mark', { ids: [talk?.id], group: 'task', to: 'done' });
    expect(await partOf(person, 'done')).toEqual(['Talk: Hello']);
    await person.post('/notifications/mark', { ids: [talk?.id], group: 'task', to: 'unread' });
    expect(await inbox(person)).toEqual(before);
  });

  it('marks all that are unread, or those that are read', async () => {
    const { person } = await newcomer();
    const read = await person.post('/notifications/mark', { all: 'unread', to: 'read' });
    expect(read.body.count).toBe(4);
    const [talk] = (await person.get('/notifications?group=task')).body.items;
    await person.post(`/notifications/${talk?.id}/unread`);
    const done = await person.post('/notifications/mark', { all: 'read', to: 'done' });
    expect(done.body.count).toBe(3);
    expect(await inbox(person)).toEqual([['Talk: Hello', 1]]);
    // Nothing that was changed since is undone.
    await person.post('/notifications/undo', { changeId: read.body.changeId });
    expect(await inbox(person)).toEqual([['Talk: Hello', 1]]);
    await person.post('/notifications/undo', { changeId: done.body.changeId });
    expect((await inbox(person)).length).toBe(3);
    expect((await person.post('/notifications/mark', { all: 'snoozed', to: 'done' })).status).toBe(422);
  });

  it('is refused for other people’s notifications, and without or with two choices', async () => {
    const { person } = await newcomer();
    const [talk] = (await person.get('/notifications?group=task')).body.items;
    expect((await member.post('/notifications/mark', { ids: [talk?.id], to: 'done' })).status).toBe(404);
    const done = await person.post('/notifications/mark', { ids: [talk?.id], to: 'done' });
    expect((await member.post('/notifications/undo', { changeId: done.body.changeId })).status).toBe(204);
    expect(await partOf(person, 'done')).toEqual(['Talk: Hello']);
    for (const body of [
      { to: 'done' },
      { ids: [talk?.id], all: 'read', to: 'done' },
      { ids: [talk?.id], to: 'snoozed' },
      { ids: [talk?.id], to: 'snoozed', until: new Date(Date.now() - 1_000).toISOString() },
    ])
      expect((await person.post('/notifications/mark', body)).status, JSON.stringify(body)).toBe(422);
  });
});

describe('one change', () => {
  it('notifies a person once, even if they have several roles on the task', async () => {
    const { owner, teamId } = work;
    const both = await join(test.app, work, { teamRole: 'member', name: 'Both' });
    const { username } = (await both.get('/auth/me')).body;
    await test.settled();
    mail.mails.length = 0;
    const description = `For @${username}`;
    const assignment = { assigneeId: both.id, collaboratorIds: [both.id], description };
    const task = await makeTask(owner, teamId, { title: 'Made', ...assignment });
    const changedTask = await makeTask(owner, teamId, { title: 'Changed' });
    await owner.patch(`/tasks/${changedTask.id}`, assignment);
    await owner.put(`/tasks/${changedTask.id}/watchers/${both.id}`);
    await owner.post(`/tasks/${changedTask.id}/comments`, {
      body: `**Look**, @${username}: [here](https://example.com)`,
    });
    await owner.post(`/tasks/${changedTask.id}/complete`);
    await test.settled();
    const { items } = (await both.get('/notifications')).body;
    const notifications = items.map(({ type, link, body }) => [type, link, body]);
    expect(notifications.toSorted()).toEqual(
      [
        ['task-completed', `/tasks/${changedTask.id}`, 'Changed'],
        ['mentioned', `/tasks/${changedTask.id}`, `Changed: Look, @${username}: here`],
        ['task-assigned', `/tasks/${changedTask.id}`, 'Changed'],
        ['task-assigned', `/tasks/${task.id}`, 'Made'],
      ].toSorted(),
    );
    expect(items.find(({ type }) => type === 'mentioned')?.bodyParts).toEqual(['Changed', `Look, @${username}: here`]);
    const subjects = () => mailsTo(both).map(({ subject }) => subject);
    expect(subjects()).toEqual([`${task.key}: Made`, `${changedTask.key}: Changed`]);
    await endWindows();
    expect(subjects().slice(2)).toEqual([`2 updates on ${changedTask.key}: Changed`]);
  });
});

describe('a notification', () => {
  it('links to a page of the app, depending on its type', async () => {
    const { owner, organizationId } = work;
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'STE' });
    await member.put(`/projects/${project.body.id}/favourite`);
    await owner.post(`/projects/${project.body.id}/updates`, { health: 'at_risk', text: '# Late\n\n- by *days*' });
    await owner.patch(`/organizations/${organizationId}`, { listed: true });
    const asker = await signUp(test.app, 'Asker');
    await asker.post(`/organizations/${organizationId}/join-requests`, { message: 'Please' });
    await test.settled();
    const newest = async (person: Person) => (await person.get('/notifications')).body.items[0];
    expect(await newest(member)).toMatchObject({ link: `/projects/${project.body.id}`, body: 'Late by days' });
    expect(await newest(owner)).toMatchObject({ link: `/organizations/${organizationId}/requests` });
  });
});

describe('an invite', () => {
  it('is mailed with a link whose secret is stored nowhere', async () => {
    const invitedReply = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: 'new@example.com',
    });
    expect(invitedReply.body.mail).toBe('queued');
    await test.settled();
    const [sentMail] = mailsTo({ email: 'new@example.com' });
    const token = /https:\/\/tasks\.example\.com\/invite#([\w-]{24,})/.exec(sentMail?.text ?? '')?.[1] ?? '';
    expect((await member.post('/invites/preview', { token })).body).toMatchObject({
      email: 'new@example.com',
      invitedBy: 'Owner',
    });
    const rows = await test.database.sql<{ found: number }[]>`
      select count(*) as found from (
        select data::text as text from pgboss.job union all select event::text from platform.event_log
        union all select m::text from notifications.message m union all select i::text from teams.invite i) as everything
      where text like ${`%${token.slice(30)}%`}`;
    expect(rows[0]?.found).toBe(0);
    const list = await work.owner.get(`/organizations/${work.organizationId}/invites`);
    expect(list.body.items.find(({ id }: { id: string }) => id === invitedReply.body.id)?.mail).toBe('sent');
  });

  it('is created even if its mail is permanently refused, and shows the failure', async () => {
    mail.refuseWith(550);
    const invitedReply = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: 'refused@example.com',
    });
    await test.settled();
    mail.refuseWith(null);
    const list = await work.owner.get(`/organizations/${work.organizationId}/invites`);
    expect(list.body.items.find(({ id }: { id: string }) => id === invitedReply.body.id)?.mail).toBe('failed');
    const messages = (await admin.get('/admin/messages')).body.items;
    expect(messages[0]).toMatchObject({
      type: 'invite',
      recipient: 'refused@example.com',
      state: 'failed',
      sent: false,
      attempts: 1,
    });
    expect(messages[0]?.error).toContain('not now');
  });
});

describe('a wrong password for the mail server', () => {
  it('is a temporary failure: the mail is sent once an operator corrects the password', async () => {
    const letter = { to: 'a@example.com', subject: 'a', text: 'a', html: 'a', messageId: 'a@example.com', headers: {} };
    const send = async (secret: string) => {
      const SMTP_URL = mail.url.replace('//', `//uno:${secret}@`);
      const transport = createTransport({ SMTP_URL, RESEND_API_KEY: undefined, MAIL_FROM: 'uno@example.com' });
      return transport.send(letter).finally(() => transport.close());
    };
    const refused = await send('wrong').catch((error: unknown) => error);
    expect(refused).toMatchObject({ responseCode: 535 });
    expect(refused).not.toBeInstanceOf(PermanentMailError);
    await send('right');
    mail.refuseWith(550);
    await expect(send('right')).rejects.toBeInstanceOf(PermanentMailError);
    mail.refuseWith(null);
  });
});

describe('a name with a line break in it', () => {
  it('cannot add a header or a recipient', async () => {
    const attacker = await makeWorkspace(test.app);
    const organization = await attacker.owner.post('/organizations', { name: 'Acme\r\nBcc: victim@example.com' });
    await attacker.owner.post(`/organizations/${organization.body.id}/invites`, { email: 'sly@example.com' });
    await test.settled();
    const [sentMail] = mailsTo({ email: 'sly@example.com' });
    expect(sentMail?.recipients).toEqual(['sly@example.com']);
    expect(sentMail?.bcc).toBeUndefined();
    expect(sentMail?.subject).toBe('Owner invited you to Acme Bcc: victim@example.com');
  });
});

describe('a short outage of the mail server', () => {
  it('leads to a retry with the same Message-ID', async () => {
    mail.refuseWith(451);
    await makeTask(work.owner, work.teamId, { title: 'Again', assigneeId: member.id });
    await expect(test.settled()).rejects.toThrow(/notifications\.send-mail/);
    const [waiting] = (await admin.get('/admin/messages')).body.items;
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1 });
    expect((await admin.get('/email/status')).body).toMatchObject({ transport: 'smtp', waiting: 1 });
    mail.refuseWith(null);
    await test.database.sql`update pgboss.job set start_after = now() where state = 'retry'`;
    while (mailsTo(member).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(mailsTo(member).map(({ messageId }) => messageId)).toEqual([`<${waiting?.id}@tasks.example.com>`]);
  });
});
