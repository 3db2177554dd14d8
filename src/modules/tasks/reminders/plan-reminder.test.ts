import { describe, expect, it } from 'vitest';
import { addDays, dayIn, timeIn, timeOfDay } from '#platform/dates.ts';
import { nextReminder, type ReminderTimes } from './plan-reminder.ts';

const zones = ['Asia/Tehran', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'];
const days = {
  'clocks go forward in New York': '2027-03-14',
  'clocks go back in New York': '2026-11-01',
  'clocks go forward on Lord Howe': '2026-10-04',
  'clocks go back on Lord Howe': '2027-04-04',
  'clocks went forward in Tehran': '2022-03-22',
  'clocks went back in Tehran': '2022-09-22',
  'a leap day': '2028-02-29',
  'the end of February': '2027-02-28',
  'the end of a year': '2026-12-31',
  'the end of a month': '2026-04-30',
};
/** Two of them are skipped or repeated where clocks change. */
const times = ['00:00', '01:45', '02:15', '09:00', '23:59'];
const noDue = { dueDate: null, dueAt: null };
const cases = Object.entries(days).flatMap(([name, day]) => zones.map((zone) => ({ name, day, zone })));

/** When a reminder is sent if the job looks at it whenever it asked to. */
async function sentAt(reminder: ReminderTimes, zone: string, count: number): Promise<string[]> {
  const moments: string[] = [];
  let firedAt: string | null = null;
  while (moments.length < count) {
    const next = await nextReminder({ ...reminder, firedAt }, noDue, zone);
    if (next === null) break;
    moments.push(next);
    firedAt = next;
  }
  return moments;
}

const reminderAt = (at: string, timezone: string, repeat: ReminderTimes['repeat']): ReminderTimes => ({
  at,
  beforeMinutes: null,
  repeat,
  timezone,
  firedAt: null,
  snoozedUntil: null,
});

describe('a reminder', () => {
  it.each(cases)('that does not repeat is sent once, $name, $zone', async ({ day, zone }) => {
    for (const time of times) {
      const at = await timeOfDay(zone, day, time);
      expect(await sentAt(reminderAt(at, zone, null), zone, 3)).toEqual([at]);
    }
  });

  it.each(cases)('that repeats is sent once a day at its local time, $name, $zone', async ({ day, zone }) => {
    for (const time of times) {
      const first = await timeOfDay(zone, addDays(day, -2), time);
      const moments = await sentAt(reminderAt(first, zone, 'daily'), zone, 5);
      expect(moments.map((at) => dayIn(zone, new Date(at)))).toEqual([-2, -1, 0, 1, 2].map((n) => addDays(day, n)));
      const others = moments.map((at) => timeIn(zone, new Date(at)).slice(0, 5)).filter((local) => local !== time);
      // Only where the clock skips this time: as much later as it skips.
      expect(others.length, others.join()).toBeLessThanOrEqual(1);
      for (const local of others) expect(local > time && timeOfGap(time).includes(local), local).toBe(true);
    }
  });

  it.each(cases)('that repeats weekly keeps weekday and local time, $name, $zone', async ({ day, zone }) => {
    const first = await timeOfDay(zone, addDays(day, -7), '09:00');
    const moments = await sentAt(reminderAt(first, zone, 'weekly'), zone, 3);
    expect(moments.map((at) => `${dayIn(zone, new Date(at))} ${timeIn(zone, new Date(at))}`)).toEqual(
      [-7, 0, 7].map((n) => `${addDays(day, n)} 09:00:00`),
    );
  });

  it.each(cases)('before a due date comes that morning, $name, $zone', async ({ day, zone }) => {
    const reminder = { ...reminderAt('', zone, null), at: null, beforeMinutes: 1_440 };
    const at = (await nextReminder(reminder, { dueDate: day, dueAt: null }, zone)) ?? '';
    expect(`${dayIn(zone, new Date(at))} ${timeIn(zone, new Date(at))}`).toBe(`${addDays(day, -1)} 09:00:00`);
  });

  it('that is snoozed comes at that time, then at its own again', async () => {
    const firedAt = '2026-11-20T09:00:00.000Z';
    const daily = { ...reminderAt(firedAt, 'UTC', 'daily'), firedAt };
    const snoozed = { ...daily, snoozedUntil: '2026-11-20T10:00:00.000Z' };
    expect(await nextReminder(snoozed, noDue, 'UTC')).toBe('2026-11-20T10:00:00.000Z');
    const sentLate = { ...snoozed, firedAt: '2026-11-20T10:00:30.000Z' };
    expect(await nextReminder(sentLate, noDue, 'UTC')).toBe('2026-11-21T09:00:00.000Z');
  });
});

/** Clocks skip an hour, or half an hour on Lord Howe. */
function timeOfGap(time: string): string[] {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return [30, 60].map((gap) => {
    const total = hours * 60 + minutes + gap;
    return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, '0')).join(':');
  });
}
