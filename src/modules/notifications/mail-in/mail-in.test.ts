import { readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf, type Client } from '../../../../test/harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../../test/harness/people.ts';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';

let mailServer: MailServer;
let test: TestApp;
let work: Workspace;
let member: Person;
let stranger: Person;
let service: Client;
beforeAll(async () => {
  mailServer = await startMailServer();
  test = await startApp({ env: { SMTP_URL: mailServer.url, MAIL_IN_ADDRESS: 'inbox@in.example.com' } });
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
  stranger = await signUp(test.app, 'Stranger');
  await test.database.sql`update auth."user" set email_verified_at = now()`;
  const key = readFileSync(joinPath(test.dataDir, 'secrets', 'service-key'), 'utf8').trim();
  service = clientOf(test.app, { authorization: `Bearer ${key}` });
});
afterAll(async () => {
  await test.stop();
  await mailServer.close();
});

interface Mail {
  from: string;
  to: string;
  subject?: string;
  id?: string;
  body?: string;
  headers?: string[];
}

let count = 0;
function rawMail({
  from,
  to,
  subject = 'Re: Task',
  id = `mail-${++count}@example.com`,
  body = 'Hi',
  headers = [],
}: Mail) {
  const head = [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}>`, ...headers];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const deliver = (mail: Mail, client = service) =>
  client.post('/mail-in/raw', undefined, { raw: rawMail(mail), headers: { 'content-type': 'message/rfc822' } });

/** The address for replies in the newest mail to a person. */
async function replyAddressFor(person: Person): Promise<string> {
  await test.settled();
  const mail = mailServer.mails.findLast(({ recipients, replyTo }) => recipients.includes(person.email) && replyTo);
  const address = mail?.replyTo?.[0]?.address;
  if (address === undefined) throw new Error('no mail has an address for replies');
  return address;
}

const commentsOf = async (id: string) => (await work.owner.get(`/tasks/${id}/comments`)).body.items;

describe('a reply to a notification', () => {
  it('becomes one comment, though it is delivered twice at once and again later', async () => {
    const task = await makeTask(work.owner, work.teamId, { assigneeId: member.id });
    const to = await replyAddressFor(member);
    expect(to).toMatch(/^inbox\+reply-[a-z2-7]{42}@in\.example\.com$/);
    expect(to.split('@')[0]?.length).toBeLessThanOrEqual(64);
    const mail = {
      from: `Member <${member.email.toUpperCase()}>`,
      to: to.toUpperCase(),
      id: 'same@example.com',
      headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      body: [
        '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLooks good.\r\n\r\nOn Mon, Sara wrote:\r\n> Old\r\n',
        '--b\r\nContent-Disposition: attachment; filename="notes.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n',
      ].join(''),
    };
    const both = await Promise.all([deliver(mail), deliver(mail)]);
    for (const { status } of both) expect([202, 503]).toContain(status);
    const again = await deliver(mail);
    expect([again.status, again.body]).toEqual([202, { result: 'commented', taskId: task.id, reason: null }]);
    const comments = await commentsOf(task.id);
    expect(comments.map(({ body, author }) => [body, author?.id])).toEqual([['Looks good.', member.id]]);
    const files = (await work.owner.get(`/tasks/${task.id}/attachments`)).body.items;
    expect(files.map(({ filename }) => filename)).toEqual(['notes.txt']);
    expect((await work.owner.get(`/attachments/${files[0]?.id}`)).body).toMatch(/^hello/);
  });

  it('is ignored from anybody else, at a changed address, or without text', async () => {
    const task = await makeTask(work.owner, work.teamId, { assigneeId: member.id });
    const to = await replyAddressFor(member);
    const changed = to.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@'));
    const ignored = async (mail: Partial<Mail>) => {
      const { status, body } = await deliver({ from: member.email, to, ...mail });
      expect([status, body.result, body.taskId]).toEqual([202, 'ignored', null]);
      return body.reason;
    };
    expect(await ignored({ from: 'unknown@example.com' })).toBe('unknown-sender');
    expect(await ignored({ from: work.owner.email })).toBe('unknown-address');
    expect(await ignored({ from: `"${member.email}" <${stranger.email}>` })).toBe('unknown-address');
    expect(await ignored({ to: changed.slice(0, 20) + changed.slice(21) })).toBe('unknown-address');
    expect(await ignored({ to: 'other@in.example.com' })).toBe('unknown-address');
    expect(await ignored({ body: '> Only a quote' })).toBe('empty');
    expect(await ignored({ headers: ['Auto-Submitted: auto-replied'] })).toBe('automatic-reply');
    await test.database.sql`update auth."user" set email_verified_at = null where id = ${member.id}`;
    expect(await ignored({})).toBe('unknown-sender');
    await test.database.sql`update auth."user" set email_verified_at = now() where id = ${member.id}`;
    expect(await commentsOf(task.id)).toEqual([]);
  });

  it('ends a loop of programs', async () => {
    const task = await makeTask(work.owner, work.teamId, { assigneeId: member.id });
    const to = await replyAddressFor(member);
    const reasons: (string | null)[] = [];
    for (let index = 0; index < 22; index++) reasons.push((await deliver({ from: member.email, to })).body.reason);
    expect(reasons).toEqual([...Array.from({ length: 20 }, () => null), 'too-many-at-once', 'too-many-at-once']);
    expect(await commentsOf(task.id)).toHaveLength(20);
  });
});

describe('a mail to a team', () => {
  it('becomes a task of a member, and is ignored from others', async () => {
    const { address } = (await member.get(`/teams/${work.teamId}/mail-address`)).body;
    const to = address ?? '';
    const mail = {
      from: member.email,
      to: `Team <${to}>`,
      subject: 'Fwd: Broken\r\n printer',
      body: 'Third floor.\r\n-- \r\nMe',
    };
    const { body } = await deliver(mail);
    expect(body).toMatchObject({ result: 'created', reason: null });
    const task = (await member.get(`/tasks/${body.taskId}`)).body;
    expect(task).toMatchObject({ title: 'Broken printer', description: 'Third floor.', teamId: work.teamId });
    expect(task.createdBy).toBe(member.id);
    expect((await deliver({ from: stranger.email, to })).body).toMatchObject({
      result: 'ignored',
      reason: 'not-found',
    });
    expect((await stranger.get(`/teams/${work.teamId}/mail-address`)).status).toBe(404);
  });
});

describe('POST /mail-in/raw', () => {
  it('takes a form, and the address of the envelope', async () => {
    const { address } = (await member.get(`/teams/${work.teamId}/mail-address`)).body;
    const form = new FormData();
    form.set(
      'message',
      new Blob([rawMail({ from: member.email, to: 'hidden@example.com', subject: 'By form' })]),
      'm.eml',
    );
    const path = `/mail-in/raw?recipient=${encodeURIComponent(address ?? '')}`;
    expect((await service.post(path, undefined, { raw: form })).body).toMatchObject({ result: 'created' });
  });

  it('is for services, and for mails of at most 25 MiB', async () => {
    const mail = { from: member.email, to: 'inbox@in.example.com' };
    expect((await deliver(mail, member)).status).toBe(403);
    expect((await deliver(mail, clientOf(test.app))).status).toBe(401);
    expect((await deliver({ ...mail, body: 'x'.repeat(25 * 1024 * 1024) })).status).toBe(413);
    const empty = await service.post('/mail-in/raw', undefined, { raw: '' });
    expect([empty.status, empty.body]).toMatchObject([202, { result: 'ignored' }]);
  });
});
