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
  test = await startApp({
    env: { SMTP_URL: mailServer.url, MAIL_IN_ADDRESS: 'inbox@in.example.com', MAIL_IN_AUTH_SERVER: 'mx.example.com' },
  });
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
  /** What the receiving server says of the sender. */
  results?: string | null;
}

let count = 0;
function rawMail({
  from,
  to,
  subject = 'Re: Task',
  id = `mail-${++count}@example.com`,
  body = 'Hi',
  headers = [],
  results = 'dmarc=pass',
}: Mail) {
  const checked = results === null ? [] : [`Authentication-Results: mx.example.com; ${results}`];
  const head = [...checked, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}>`, ...headers];
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

describe('the address of a team', () => {
  const addressOf = async (client: Client = member) =>
    (await client.get(`/teams/${work.teamId}/mail-address`)).body.address ?? '';
  const accept = (acceptsOutsiders: boolean, client: Client = work.owner) =>
    client.patch(`/teams/${work.teamId}/mail-address`, { acceptsOutsiders });
  const explained = async (address: string) => {
    await test.settled();
    return mailServer.mails.filter(
      ({ recipients, subject }) => recipients.includes(address) && /accepted|پذیرفته/.test(subject ?? ''),
    );
  };

  it('is replaced by its admins: the earlier one stops, also for members', async () => {
    const before = await addressOf();
    expect((await member.post(`/teams/${work.teamId}/mail-address/rotate`)).status).toBe(403);
    const { status, body } = await work.owner.post(`/teams/${work.teamId}/mail-address/rotate`);
    expect([status, body.acceptsOutsiders]).toEqual([200, false]);
    expect(body.address).not.toBe(before);
    expect(await addressOf()).toBe(body.address);
    expect((await deliver({ from: member.email, to: before })).body.reason).toBe('unknown-address');
    expect((await deliver({ from: member.email, to: body.address ?? '' })).body.result).toBe('created');
  });

  it('takes mail of people outside if its admins say so, for nobody, with the sender in the task', async () => {
    const to = await addressOf();
    const from = '"Eve *of* [evil](https://evil.example)" <eve@outside.example>';
    const mail = { from, to, subject: 'Printer', body: 'It is broken.' };
    expect((await deliver(mail)).body.reason).toBe('unknown-sender');
    expect((await accept(true, member)).status).toBe(403);
    expect((await accept(true, stranger)).status).toBe(404);
    expect((await accept(true)).body.acceptsOutsiders).toBe(true);
    const { body } = await deliver(mail);
    expect(body.result).toBe('created');
    const task = (await member.get(`/tasks/${body.taskId}`)).body;
    expect([task.title, task.createdBy]).toEqual(['Printer', null]);
    expect(task.description).toBe(
      String.raw`From Eve \*of\* \[evil\]\(https://evil.example\) (eve\@outside.example), by email` +
        '\n\nIt is broken.',
    );
    const own = await deliver({ from: member.email, to });
    expect((await member.get(`/tasks/${own.body.taskId}`)).body.createdBy).toBe(member.id);
    await accept(false);
    expect((await deliver(mail)).body.reason).toBe('unknown-sender');
  });

  it('does not let anybody act as a member whom the receiving server has not verified', async () => {
    const other = await join(test.app, work, { teamRole: 'member', name: 'Other' });
    await test.database.sql`update auth."user" set email_verified_at = now() where id = ${other.id}`;
    const unverified = { from: other.email, to: await addressOf(), results: null };
    expect((await deliver(unverified)).body.reason).toBe('sender-not-verified');
    expect((await deliver({ ...unverified, results: 'dmarc=fail' })).body.reason).toBe('sender-not-authentic');
    await accept(true);
    const { body } = await deliver(unverified);
    expect((await member.get(`/tasks/${body.taskId}`)).body.createdBy).toBeNull();
    await accept(false);
    expect(await explained(other.email)).toEqual([]);
  });

  it('explains a refusal once a day, in the language of the mail, and only to a verified sender', async () => {
    const to = await addressOf();
    const refused = (from: string, mail: Partial<Mail> = {}) => deliver({ from, to, ...mail });
    await Promise.all([1, 2, 3].map(() => refused('bob@outside.example', { subject: 'One' })));
    await refused('bob@outside.example');
    expect((await explained('bob@outside.example')).map(({ subject }) => subject)).toEqual([
      'Your email wasn’t accepted: One',
    ]);
    await refused('sara@outside.example', { body: 'سلام' });
    expect((await explained('sara@outside.example')).map(({ html }) => /dir="rtl"/.test(html ?? ''))).toEqual([true]);
    await refused('mallory@outside.example', { results: null });
    await refused('robot@outside.example', { headers: ['Auto-Submitted: auto-generated'] });
    await refused('list@outside.example', { headers: ['List-Id: <l.example>'] });
    await refused('lost@outside.example', { to: to.replace('team-', 'team-a') });
    for (const name of ['mallory', 'robot', 'list', 'lost'])
      expect(await explained(`${name}@outside.example`)).toEqual([]);
    const answer = (await explained('bob@outside.example'))[0];
    expect(answer?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  });

  it('ends what one sender sends', async () => {
    const to = await addressOf();
    const results: (string | null)[] = [];
    for (let index = 0; index < 22; index++)
      results.push((await deliver({ from: 'flood@outside.example', to })).body.reason);
    expect(new Set(results.slice(0, 20))).toEqual(new Set(['unknown-sender']));
    expect(results.slice(20)).toEqual(['too-many-emails', 'too-many-emails']);
  });

  it('creates one task for a mail that comes again after its idempotency key is gone', async () => {
    const mail = { from: member.email, to: await addressOf(), id: 'late@example.com' };
    const first = await deliver(mail);
    await test.database.sql`delete from tasks.command`;
    expect((await deliver(mail)).body).toEqual(first.body);
  });
});

describe('the record of a person’s mails', () => {
  const teamAddress = async (teamId = work.teamId) =>
    (await work.owner.get<'/teams/{id}/mail-address'>(`/teams/${teamId}/mail-address`)).body.address ?? '';
  const refusalsTo = async ({ email }: Person) => {
    await test.settled();
    return test.database.sql`
      select subject from notifications.message where type = 'mail-refused' and recipient = ${email.toLowerCase()}`;
  };
  const recordsOf = (id: string) => test.database.sql`
    select sender, result from notifications.received_mail where task_id = ${id}`;

  it('is in their export, and nobody else’s', async () => {
    const author = await join(test.app, work, { teamRole: 'member', name: 'Author' });
    await test.database.sql`update auth."user" set email_verified_at = now() where id = ${author.id}`;
    const { body } = await deliver({ from: author.email, to: await teamAddress(), subject: 'Exported' });
    const exported = (await author.get('/auth/me/export')).body['receivedMails'];
    expect(exported).toMatchObject([{ sender: author.email.toLowerCase(), result: 'created', taskId: body.taskId }]);
    expect(JSON.stringify((await member.get('/auth/me/export')).body['receivedMails'])).not.toContain(body.taskId);
  });

  it('forgets who they were when their account is deleted, but not that the mail was handled', async () => {
    const leaver = await join(test.app, work, { teamRole: 'member', name: 'Leaver' });
    await test.database.sql`update auth."user" set email_verified_at = now() where id = ${leaver.id}`;
    const to = await teamAddress();
    const { body } = await deliver({ from: leaver.email, to, subject: 'Left behind' });
    expect(body.result).toBe('created');
    const other = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Closed' });
    await deliver({ from: leaver.email, to: await teamAddress(other.body.id), subject: 'Their subject' });
    expect(await refusalsTo(leaver)).toHaveLength(1);
    expect((await work.owner.delete(`/users/${leaver.id}?reassignTo=${work.owner.id}`)).status).toBe(204);
    await test.settled();
    expect(await recordsOf(body.taskId ?? '')).toEqual([{ sender: '', result: 'created' }]);
    expect(await refusalsTo(leaver)).toEqual([]);
    const [left] = await test.database.sql`
      select count(*)::int as count from notifications.received_mail where sender = ${leaver.email.toLowerCase()}`;
    expect(left?.['count']).toBe(0);
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
