import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { type MailServer, type ReceivedMail, startMailServer } from '../../../../test/harness/smtp.ts';

let test: TestApp;
let mail: MailServer;
let work: Workspace;
let reader: Person;
beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({ env: { SMTP_URL: mail.url, PUBLIC_URL: 'https://tasks.example.com' } });
  await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
});
afterAll(async () => {
  await test.stop();
  await mail.close();
});
beforeEach(async () => {
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
  await test.settled();
  mail.mails.length = 0;
});

const mailsTo = (person: { email: string }) => mail.mails.filter(({ recipients }) => recipients.includes(person.email));
const header = (received: ReceivedMail | undefined, name: string) =>
  received?.headers.find(({ key }) => key === name)?.value;
const anyone = () => clientOf(test.app);
const oneClick = {
  raw: 'List-Unsubscribe=One-Click',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
};
/** The path of the unsubscribe address, below the server's own. */
const unsubscribePath = (received: ReceivedMail | undefined) =>
  /^<https:\/\/tasks\.example\.com(\/api\/v1\/notifications\/unsubscribe\?token=[^>]+)>$/.exec(
    header(received, 'list-unsubscribe') ?? '',
  )?.[1] ?? '';

async function assigned(title = 'A task') {
  const task = await makeTask(work.owner, work.teamId, { title, assigneeId: reader.id });
  await test.settled();
  return task;
}
async function endWindows(): Promise<void> {
  await test.database.sql`update notifications.pending_message set due_at = now() - interval '1 s'`;
  await test.runJob('notifications', 'deliver');
  await test.settled();
}

describe('mails about a task', () => {
  it('form one thread for each reader, different from that of other tasks', async () => {
    const task = await assigned('One');
    await work.owner.post(`/tasks/${task.id}/complete`);
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await test.settled();
    await endWindows();
    await assigned('Two');
    const [first, changes, other] = mailsTo(reader);
    const root = `<task.${task.id}.${reader.id}@tasks.example.com>`;
    expect([first, changes].map((one) => [one?.references, one?.inReplyTo])).toEqual([
      [root, root],
      [root, root],
    ]);
    expect(changes?.messageId).not.toBe(first?.messageId);
    expect(other?.references).toMatch(/^<task\./);
    expect(other?.references).not.toBe(root);
  });
});

describe('the unsubscribe address of a mail', () => {
  it('turns off mails of its type with one click, and nothing else', async () => {
    await assigned();
    const [received] = mailsTo(reader);
    expect(header(received, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header(received, 'auto-submitted')).toBe('auto-generated');
    const before = (await reader.get('/notifications/preferences')).body;
    const reply = await anyone().post(unsubscribePath(received), undefined, oneClick);
    expect([reply.status, reply.body]).toEqual([204, '']);
    expect((await anyone().post(unsubscribePath(received), undefined, oneClick)).status).toBe(204);
    const after = (await reader.get('/notifications/preferences')).body;
    const assignedBefore = before.types['task-assigned'];
    expect(after).toEqual({
      ...before,
      types: { ...before.types, 'task-assigned': { ...assignedBefore, email: false } },
    });
    mail.mails.length = 0;
    await assigned();
    expect(mailsTo(reader)).toEqual([]);
  });

  it('also overrides what was chosen for an organization', async () => {
    const own = `/notifications/preferences?organizationId=${work.organizationId}`;
    expect((await reader.put(own, { types: { 'task-assigned': { email: true } } })).status).toBe(200);
    await assigned();
    await anyone().post(unsubscribePath(mailsTo(reader)[0]), undefined, oneClick);
    expect((await reader.get<'/notifications/preferences'>(own)).body.types['task-assigned']?.email).toBe(false);
  });

  it('opens a page that asks, which changes nothing', async () => {
    await assigned();
    const [received] = mailsTo(reader);
    const token = unsubscribePath(received).split('=').at(-1) ?? '';
    const reply = await anyone().get(`/notifications/unsubscribe?token=${token}`);
    expect(reply.status).toBe(302);
    const page = `https://tasks.example.com/unsubscribe#${token}`;
    expect(reply.headers.get('location')).toBe(page);
    expect(received?.text).toContain(page);
    expect(received?.html).toContain(`href="${page}"`);
    expect((await reader.get('/notifications/preferences')).body.types['task-assigned']?.email).toBe(true);
  });

  it('is refused with another person, another type, or any other change', async () => {
    await assigned();
    const path = unsubscribePath(mailsTo(reader)[0]);
    const [, token = ''] = /=(.+)$/.exec(path) ?? [];
    const [signed = '', type = ''] = token.split('.');
    const forged = [
      `${signed}.mentioned`,
      `${signed}.${type}.mentioned`,
      `${signed}.digest`,
      signed,
      `B${signed.slice(1)}.${type}`,
      type,
    ];
    for (const wrong of forged) {
      const reply = await anyone().post(`/notifications/unsubscribe?token=${wrong}`, undefined, oneClick);
      expect(reply.status, wrong).toBe(404);
    }
  });

  it('of a mail with several changes covers each of their types, of a digest every type', async () => {
    const task = await assigned();
    await work.owner.post(`/tasks/${task.id}/complete`);
    await work.owner.post(`/tasks/${task.id}/reopen`);
    await test.settled();
    await endWindows();
    const emailOf = async () => {
      const { types } = (await reader.get('/notifications/preferences')).body;
      return Object.fromEntries(Object.entries(types).map(([type, { email }]) => [type, email]));
    };
    const before = await emailOf();
    await anyone().post(unsubscribePath(mailsTo(reader)[1]), undefined, oneClick);
    expect(await emailOf()).toEqual({ ...before, 'task-completed': false, 'task-reopened': false });
    await reader.put('/notifications/preferences', { digest: { every: 'day' } });
    await assigned();
    await endWindows();
    const [digest] = mailsTo(reader).slice(-1);
    await anyone().post(unsubscribePath(digest), undefined, oneClick);
    const mailed = Object.entries(await emailOf()).filter(([, email]) => email);
    expect(mailed.map(([type]) => type)).toEqual(['security']);
  });

  it('is missing from mails about the account', async () => {
    const change = { currentPassword: password, newPassword: 'another long passphrase' };
    expect((await reader.post('/auth/me/password', change)).status).toBe(204);
    const newcomer = await signUp(test.app, 'New');
    await newcomer.post('/auth/password/forgot', { email: newcomer.email });
    await work.owner.post(`/organizations/${work.organizationId}/invites`, { email: 'other@example.com' });
    await test.settled();
    expect(mail.mails.length).toBeGreaterThanOrEqual(4);
    for (const received of mail.mails) {
      expect(header(received, 'list-unsubscribe'), received.subject).toBeUndefined();
      expect(received.text).not.toContain('/unsubscribe');
    }
  });
});
