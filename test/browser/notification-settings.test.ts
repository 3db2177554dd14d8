import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, expectSeen, tabTo, type Visitor } from './visitor.ts';

let site: TestSite;
let work: Workspace;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
});
afterAll(() => site.close());

const suppress = ({ id, email }: Person, reason: string, detail: string) =>
  site.test.database.sql`
    insert into notifications.suppression (address, user_id, reason, detail, created_at)
    values (${email.toLowerCase()}, ${id}, ${reason}, ${detail}, now())
    on conflict do nothing`;

const saved = /\/notifications\/preferences/;
const preferences = async () => (await work.owner.get('/notifications/preferences')).body;

describe('somebody who chooses notifications', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner, expected: /status of 4\d\d|ERR_/ });
    await me.page.goto('/settings/notifications');
  });
  afterAll(() => me.close());
  const box = (name: string) => me.page.getByRole('checkbox', { name, exact: true });
  const chip = (name: string) => me.page.locator('label', { hasText: name });
  const statusOf = (act: () => Promise<unknown>) => statusAfter(me.page, saved, act);

  it('turns a channel of a type on, with the keyboard', async () => {
    const comments = box('Email: New comments');
    await expectSeen(comments);
    await tabTo(me.page, comments);
    expect(await statusOf(() => me.page.keyboard.press('Space'))).toBe(200);
    expect((await preferences()).types.commented).toEqual({ email: true, push: false });
    expect(await box('Email: Changes to how you sign in').isDisabled()).toBe(true);
  });

  it('shows every type that the server knows', async () => {
    const types = Object.keys((await preferences()).types);
    expect(await me.page.getByRole('checkbox', { name: /^Push: / }).count()).toBe(types.length);
  });

  it('sets quiet hours, digest and lead times', async () => {
    expect(await statusOf(() => box('Use quiet hours').click())).toBe(200);
    expect(await statusOf(() => me.page.getByLabel('From').selectOption('21:30'))).toBe(200);
    expect(await statusOf(() => chip('Friday').click())).toBe(200);
    expect(await statusOf(() => me.page.getByLabel('Frequency').selectOption('week'))).toBe(200);
    expect(await statusOf(() => me.page.getByLabel('Time', { exact: true }).selectOption('07:00'))).toBe(200);
    expect(await statusOf(() => chip('1 day').click())).toBe(200);
    expect(await statusOf(() => chip('30 minutes').click())).toBe(200);
    expect(await preferences()).toMatchObject({
      quietHours: { enabled: true, from: '21:30', days: [1, 2, 3, 4, 6, 7] },
      digest: { every: 'week', at: '07:00' },
      reminders: { leadMinutes: [60, 30] },
    });
  });

  it('changes two things without waiting', async () => {
    await box('Push: Completed').check();
    await box('Push: Reopened').check();
    await expect
      .poll(async () => (await preferences()).types)
      .toMatchObject({ 'task-completed': { push: true }, 'task-reopened': { push: true } });
    expect(await box('Push: Completed').isChecked()).toBe(true);
  });

  it('sees why a change was not saved, and tries again', async () => {
    await me.page.getByLabel('From').selectOption('08:00');
    await expect.poll(async () => (await preferences()).quietHours.from).toBe('08:00');
    const quietDays = async () => (await preferences()).quietHours.days;
    await chip('Friday').click();
    await expect.poll(quietDays).toContain(5);
    // Every day from 08:00 to 08:00: nothing would ever be sent.
    const failed = me.page.waitForResponse((reply) => reply.status() === 422);
    await me.page.getByLabel('Until').selectOption('08:00');
    await failed;
    await expectSeen(me.page.getByText('Your notification settings were not saved'));
    await expect.poll(() => me.page.getByLabel('Until').inputValue()).toBe('07:00');
    await chip('Friday').click();
    await expect.poll(quietDays).not.toContain(5);
    await me.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(async () => (await preferences()).quietHours.to).toBe('08:00');
    await expect.poll(() => me.page.getByLabel('Until').inputValue()).toBe('08:00');
  });

  it('chooses differently for one organization, and goes back', async () => {
    await me.page.getByLabel('Settings for').selectOption(work.organizationId);
    await expectSeen(me.page.getByText('Your settings for all organizations apply here.'));
    expect(await statusOf(() => box('Email: Assigned to you').uncheck())).toBe(200);
    const here = async () => {
      const query = `organizationId=${work.organizationId}` as const;
      return (await work.owner.get(`/notifications/preferences?${query}`)).body.types['task-assigned'];
    };
    expect(await here()).toEqual({ email: false, push: true });
    expect((await preferences()).types['task-assigned']).toEqual({ email: true, push: true });
    const back = () => me.page.getByRole('button', { name: 'Use default: Assigned to you' }).click();
    expect(await statusOf(back)).toBe(200);
    expect(await box('Email: Assigned to you').isChecked()).toBe(true);
    await statusOf(() => box('Email: Mentions of you').uncheck());
    const reset = () => me.page.getByRole('button', { name: 'Use defaults', exact: true }).click();
    expect(await statusOf(reset)).toBe(204);
    await expect.poll(() => box('Email: Mentions of you').isChecked()).toBe(true);
  });
});

describe('somebody whose address is suppressed', () => {
  it.each([
    { reason: 'bounced', detail: '550 The mailbox does not exist.', text: 'could not be delivered' },
    { reason: 'complained', detail: '', text: 'was marked as spam' },
  ] as const)('sees that it $reason, and tries again', async ({ reason, detail, text }) => {
    const person = await signUp(site.test.app, 'Sara');
    await suppress(person, reason, detail);
    const me = await site.visitor({ as: person });
    const { page } = me;
    await page.goto('/settings/notifications');
    const banner = page.getByRole('region', { name: 'Notifications by email are paused' });
    await expectSeen(banner);
    for (const part of [person.email, text, detail]) expect(await banner.innerText()).toContain(part);
    const tryAgain = () => banner.getByRole('button', { name: 'Try again' }).click();
    expect(await statusAfter(page, /email-address\/retry$/, tryAgain)).toBe(200);
    await expectSeen(page.getByText('A test email was sent.'));
    await banner.waitFor({ state: 'detached' });
    expect((await person.get('/notifications/email-address')).body.suppression).toBeNull();
    await site.test.settled();
    expect(site.mail.mails.at(-1)?.recipients).toEqual([person.email]);
    expect(me.complaints).toEqual([]);
    await me.close();
  });
});

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  it('the settings can be read by everybody, and fit a narrow screen', async () => {
    await work.owner.put('/notifications/preferences', { quietHours: { enabled: true }, digest: { every: 'week' } });
    await work.owner.put(`/notifications/preferences?organizationId=${work.organizationId}`, {
      types: { 'join-request-accepted': { email: false } },
    });
    await suppress(work.owner, 'bounced', '550 5.1.1 No such user');
    const reader = await site.visitor({ language, theme, as: work.owner });
    const { page } = reader;
    await page.goto('/settings/notifications');
    await expectSeen(page.getByText('550 5.1.1 No such user'));
    await page.getByLabel(/^(Settings for|تنظیمات برای)$/).selectOption(work.organizationId);
    await expectSeen(page.getByRole('button', { name: /^(Use defaults|بازگشت به پیش‌فرض)$/ }));
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});
