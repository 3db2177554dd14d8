import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../../test/harness/people.ts';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';

const origin = 'https://tasks.example.com';
const clock = settableClock(new Date());
let test: TestApp;
let mail: MailServer;
let work: Workspace;
let reader: Person;
beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({ env: { SMTP_URL: mail.url, PUBLIC_URL: origin }, clock });
  const { app } = test;
  await signUp(app, 'Admin', { setupToken: ((await app.modules.setupUrl()) ?? '').split('#')[1] });
});
afterAll(async () => {
  await test.stop();
  await mail.close();
});
beforeEach(async () => {
  clock.set(new Date());
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
  await test.settled();
  mail.mails.length = 0;
});

/** The links of the newest mail to the reader, by the texts before them. */
function links(): Record<string, string> {
  const received = mail.mails.findLast(({ recipients }) => recipients.includes(reader.email));
  const lines = [
    ...(received?.text ?? '').matchAll(/^(.+): https:\/\/tasks\.example\.com\/api\/v1(\S+mail-action\S+)$/gm),
  ];
  for (const [, , path = ''] of lines) expect(received?.html).toContain(`${origin}/api/v1${path}"`);
  return Object.fromEntries(lines.map(([, name = '', path = '']) => [name, path]));
}
async function follow(path = '', method: 'GET' | 'POST' = 'POST') {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const reply = await clientOf(test.app).request(method, path, undefined, method === 'GET' ? {} : { raw: '', headers });
  const html = String(reply.body);
  return { status: reply.status, html, heading: /<h1>(.*?)<\/h1>/.exec(html)?.[1], headers: reply.headers };
}
async function assigned(title = 'A task') {
  const task = await makeTask(work.owner, work.teamId, { title, assigneeId: reader.id });
  await test.settled();
  return task;
}
const statusId = async ({ id }: { id: string }) => (await work.owner.get<'/tasks/{id}'>(`/tasks/${id}`)).body.category;

describe('the button of a mail that completes a task', () => {
  it('asks first, without scripts; then it works once, as the reader', async () => {
    const task = await assigned('<b>Ship</b>');
    const path = links()['Complete task'];
    for (let i = 0; i < 3; i += 1) expect((await follow(path, 'GET')).heading).toBe('Complete this task?');
    const page = await follow(path, 'GET');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.html).toContain('<form method="post">');
    expect(page.html).toContain('&lt;b&gt;Ship&lt;/b&gt;');
    expect(page.html).not.toMatch(/<script|<b>/);
    expect(await statusId(task)).toBe('todo');
    expect((await follow(path)).heading).toBe('Task completed');
    expect(await statusId(task)).toBe('done');
    const log = (await work.owner.get<'/tasks/{id}/log'>(`/tasks/${task.id}/log`)).body.items;
    expect(log.find(({ type }) => type === 'completed')?.actor?.id).toBe(reader.id);
    await work.owner.post(`/tasks/${task.id}/reopen`);
    const again = await follow(path);
    expect([again.status, again.heading]).toEqual([409, 'This link was already used']);
    expect((await follow(path, 'GET')).html).not.toContain('<form');
    expect(await statusId(task)).toBe('todo');
  });

  it('says so if the task is done already', async () => {
    const task = await assigned();
    await work.owner.post(`/tasks/${task.id}/complete`);
    expect((await follow(links()['Complete task'])).heading).toBe('This task was already completed');
  });

  it('checks what the reader may do now, and expires', async () => {
    const task = await assigned();
    const path = links()['Complete task'];
    await work.owner.delete(`/organizations/${work.organizationId}/members/${reader.id}`);
    const refused = await follow(path);
    expect([refused.status, refused.heading?.slice(0, 21)]).toEqual([403, 'You can no longer do ']);
    expect(await statusId(task)).toBe('todo');
    clock.advance(31 * 86_400_000);
    expect(await follow(path)).toMatchObject({ status: 410, heading: 'This link has expired' });
  });

  it('is refused for another action, another mail, or any other change', async () => {
    const nobody = clientOf(test.app);
    const task = await assigned();
    const [, token = ''] = (links()['Complete task'] ?? '').split('token=');
    const [signed = ''] = token.split('.');
    for (const wrong of [
      `${signed}.snooze-hour`,
      `B${signed.slice(1)}.complete`,
      signed,
      `${signed}.delete`,
      'x',
      '',
    ]) {
      expect([wrong, (await nobody.get(`/notifications/mail-action?token=${wrong}`)).status]).toEqual([wrong, 404]);
      expect([wrong, (await nobody.post(`/notifications/mail-action?token=${wrong}`)).status]).toEqual([wrong, 404]);
    }
    const inPersian = { headers: { 'accept-language': 'fa-IR,fa;q=0.9' } };
    const page = await nobody.get('/notifications/mail-action?token=x', inPersian);
    expect(String(page.body)).toContain('<h1>این پیوند کار نمی‌کند</h1>');
    expect(await statusId(task)).toBe('todo');
  });

  it('speaks the language of the mail, from right to left', async () => {
    await reader.patch('/auth/me', { locale: 'fa' });
    await test.settled();
    await assigned();
    const page = await follow(links()['تکمیل کار'], 'GET');
    expect(page.heading).toBe('این کار تکمیل شود؟');
    expect(page.html).toContain('<html lang="fa" dir="rtl">');
  });
});

describe('the buttons of a reminder', () => {
  async function reminded(repeat?: 'day') {
    const task = await assigned();
    const at = new Date(clock.now().getTime() + 60_000).toISOString();
    expect((await reader.put(`/tasks/${task.id}/reminder`, { at, ...(repeat ? { repeat } : {}) })).status).toBe(200);
    clock.advance(61_000);
    await test.runJob('tasks', 'send-reminders');
    await test.settled();
    return task;
  }
  const nextAt = async ({ id }: { id: string }) =>
    (await reader.get<'/tasks/{id}/page'>(`/tasks/${id}/page`)).body.reminder?.nextAt ?? null;

  it('remind again in an hour, or at nine the next morning where the reader is', async () => {
    await reader.patch('/auth/me', { timezone: 'Asia/Tehran' });
    await test.settled();
    const task = await reminded();
    const offered = links();
    expect(Object.keys(offered)).toEqual(['Complete task', 'Remind me in an hour', 'Remind me tomorrow morning']);
    expect((await follow(offered['Remind me in an hour'])).heading).toMatch(
      /^You’ll be reminded on \u2068.+ at .+\u2069$/,
    );
    expect(await nextAt(task)).toBe(new Date(clock.now().getTime() + 3_600_000).toISOString());
    await follow(offered['Remind me tomorrow morning']);
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tehran', dateStyle: 'short', timeStyle: 'short' });
    const tomorrow = local.format(new Date(clock.now().getTime() + 86_400_000)).split(',')[0];
    expect(local.format(new Date((await nextAt(task)) ?? ''))).toBe(`${tomorrow}, 09:00`);
    await work.owner.post(`/tasks/${task.id}/complete`);
    clock.advance(86_400_000);
  });

  it('of a closed task say so', async () => {
    const task = await reminded();
    await work.owner.post(`/tasks/${task.id}/complete`);
    expect(await follow(links()['Remind me in an hour'])).toMatchObject({
      status: 409,
      heading: 'This task is closed',
    });
  });
});
