import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { addDays, dayIn, timeIn, timeOfDay } from '#platform/dates.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, withLastingToken, type Workspace } from './harness/people.ts';
import { type MailServer, startMailServer } from './harness/smtp.ts';

// A clock that runs from one due moment to the next shows when each notice leaves, in the reader's local time, around
// days on which clocks change, leap days and the ends of months. Everything goes through the app to a mail server.

/** All zones and days take minutes: the reliability run. */
const isWhole = process.env['NOTICE_TIMES'] === 'all';
const zones = isWhole
  ? ['Asia/Tehran', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York']
  : ['Australia/Lord_Howe'];
/** In order: the clock only goes forward. */
const allDays = {
  'clocks go forward on Lord Howe': '2026-10-04',
  'clocks go back in New York': '2026-11-01',
  'the end of a year': '2026-12-31',
  'the end of February': '2027-02-28',
  'clocks go forward in New York': '2027-03-14',
  'clocks go back on Lord Howe': '2027-04-04',
  'a leap day': '2028-02-29',
};
const days = isWhole ? Object.entries(allDays) : Object.entries(allDays).slice(0, 1);
const habits = ['digest', 'weekly', 'quiet'] as const;
const minuteMs = 60_000;

interface Reader extends Person {
  readonly zone: string;
  readonly habit: (typeof habits)[number];
}

const clock = settableClock(new Date('2026-09-20T00:00:00Z'));
let test: TestApp;
let mail: MailServer;
let work: Workspace;
let readers: Reader[];

beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({ clock, env: { SMTP_URL: mail.url } });
  const workspace = await makeWorkspace(test.app);
  readers = await Promise.all(
    zones.flatMap((zone) =>
      habits.map(async (habit) => {
        const person = await join(test.app, workspace, { teamRole: 'member', name: habit });
        await person.patch('/auth/me', { timezone: zone });
        return { ...(await withLastingToken(test.app, person)), zone, habit };
      }),
    ),
  );
  work = { ...workspace, owner: await withLastingToken(test.app, workspace.owner) };
  await test.settled();
});
afterAll(async () => {
  await test.stop();
  await mail.close();
});

/** When the next scheduled job has something to do; null if there is nothing before `end`. */
async function nextDue(end: Date): Promise<Date | null> {
  const [row] = await test.database.sql<{ at: Date | null }[]>`
    select least(
      (select min(next_at) from tasks.due_notice),
      (select min(next_at) from tasks.reminder),
      (select min(due_at) from notifications.pending_message),
      (select min(snoozed_until) from notifications.notification)) as at`;
  const at = row?.at ? new Date(row.at) : null;
  return at === null || at > end ? null : at;
}

/** Runs the jobs at each minute in which something is due, as they run every minute. */
async function runUntil(end: Date): Promise<void> {
  for (let due = await nextDue(end); due !== null; due = await nextDue(end)) {
    const minute = Math.ceil(due.getTime() / minuteMs) * minuteMs;
    clock.set(new Date(Math.max(minute, clock.now().getTime())));
    await test.runJob('tasks', 'send-reminders');
    await test.settled();
    await test.runJob('notifications', 'end-snoozes');
    await test.runJob('notifications', 'deliver');
    await test.settled();
  }
  clock.set(end);
}

/** What people do at their local times, in the order of time. */
interface Act {
  readonly at: string;
  readonly act: () => Promise<unknown>;
}
async function runActs(acts: readonly Act[]): Promise<void> {
  for (const { at, act } of acts.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    await runUntil(new Date(at));
    await act();
    await test.settled();
  }
}

/** The mails of a person since a moment: what, and when it left in their local time. */
async function mailsOf({ id, email, zone }: Reader, since: Date): Promise<string[]> {
  const rows = await test.database.sql<{ type: string; at: Date; state: string }[]>`
    select type, created_at as at, state from notifications.message
    where user_id = ${id} and created_at >= ${since.toISOString()} order by created_at, id`;
  expect(rows.filter(({ state }) => state !== 'sent')).toEqual([]);
  expect(mail.mails.filter(({ recipients }) => recipients.includes(email))).toHaveLength(rows.length);
  return rows.map(({ type, at }) => {
    const moment = new Date(at);
    return `${type} ${dayIn(zone, moment)} ${timeIn(zone, moment).slice(0, 5)}`;
  });
}

describe.each(days)('around %s, %s', (_name, day) => {
  it('each notice is sent once at its local hour', { timeout: 600_000 }, async () => {
    const [before, after, weekday] = [addDays(day, -1), addDays(day, 1), new Date(`${day}T00:00Z`).getUTCDay() || 7];
    clock.set(new Date(`${addDays(day, -4)}T00:00:00Z`));
    const start = clock.now();
    mail.mails.length = 0;
    const quietHours = { enabled: true, from: '22:00', to: '07:00' };
    const preferences = {
      digest: { digest: { every: 'day', at: '08:00' } },
      weekly: { digest: { every: 'week', at: '08:00', weekday } },
      quiet: { quietHours },
    };
    const [snoozed, returned]: [number[], number[]] = [[], []];
    const acts = readers.map(async (reader): Promise<Act[]> => {
      const at = (on: string, time: string) => timeOfDay(reader.zone, on, time);
      const assign = (task: object) => makeTask(work.owner, work.teamId, { assigneeId: reader.id, ...task });
      const remind = async (id: string, on: string, time: string, repeat: string | null = null) => {
        const reply = await reader.put(`/tasks/${id}/reminder`, { at: await at(on, time), repeat });
        expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      };
      const countSnoozed = async () => (await reader.get('/notifications?snoozed=true')).body.items.length;
      return [
        {
          at: await at(addDays(day, -2), '20:00'),
          async act() {
            await reader.put('/notifications/preferences', preferences[reader.habit]);
            await reader.post('/notifications/read-all');
            const due = await assign({ title: 'Due', dueDate: day });
            await remind(due.id, day, '09:30');
            await remind((await assign({ title: 'Daily' })).id, before, '06:30', 'daily');
            await remind((await assign({ title: 'Weekly' })).id, day, '10:00', 'weekly');
          },
        },
        { at: await at(before, '12:00'), act: () => assign({ title: 'By day' }) },
        {
          at: await at(before, '20:00'),
          async act() {
            const { body } = await reader.get('/notifications');
            const until = await at(day, '09:00');
            expect((await reader.post(`/notifications/${body.items[0]?.id}/snooze`, { until })).status).toBe(204);
          },
        },
        { at: await at(day, '08:59'), act: async () => snoozed.push(await countSnoozed()) },
        { at: await at(day, '09:01'), act: async () => returned.push(await countSnoozed()) },
        { at: await at(before, '23:30'), act: () => assign({ title: 'At night' }) },
        { at: await at(day, '23:30'), act: () => assign({ title: 'The next night' }) },
      ];
    });
    await runActs((await Promise.all(acts)).flat());
    // In each zone all of the day after, and nothing of the next.
    await runUntil(new Date(`${after}T18:00:00Z`));
    await test.database.sql`delete from tasks.reminder where repeat = 'daily'`;
    await runUntil(new Date(`${addDays(day, 8)}T12:00:00Z`));

    expect([snoozed, returned]).toEqual([readers.map(() => 1), readers.map(() => 0)]);
    const reminders = (morning: string) => [
      ...[before, day, after].map((on) => `task-reminder ${on} ${morning}`),
      `task-reminder ${day} 09:30`,
      `task-reminder ${day} 10:00`,
      `task-reminder ${addDays(day, 7)} 10:00`,
      `task-due-soon ${before} 09:00`,
      `task-due-soon ${day} 09:00`,
      `task-overdue ${after} 09:00`,
    ];
    const assigned = [
      ...['20:00', '20:00', '20:00'].map((time) => `task-assigned ${addDays(day, -2)} ${time}`),
      `task-assigned ${before} 12:00`,
      `task-assigned ${day} 07:00`,
      `task-assigned ${after} 07:00`,
    ];
    const expected = {
      digest: [...reminders('06:30'), `digest ${before} 08:00`, `digest ${day} 08:00`, `digest ${after} 08:00`],
      weekly: [...reminders('06:30'), `digest ${day} 08:00`, `digest ${addDays(day, 7)} 08:00`],
      quiet: [...reminders('07:00'), ...assigned],
    };
    await test.database.sql`delete from tasks.reminder`;
    for (const reader of readers)
      expect((await mailsOf(reader, start)).toSorted(), `${reader.zone} ${reader.habit}`).toEqual(
        expected[reader.habit].toSorted(),
      );
  });
});
