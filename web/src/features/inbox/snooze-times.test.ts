import { describe, expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

const europe = { weekStart: 1, workingDays: [1, 2, 3, 4, 5] };
const iran = { weekStart: 6, workingDays: [6, 7, 1, 2, 3] };

describe('the times to snooze until', () => {
  it('are mornings in the reader’s zone and week', () => {
    // Tuesday, 24 November 2026.
    const now = new Date('2026-11-24T10:10:00Z');
    expect(snoozeTimes(now, { timeZone: 'Europe/London' }, europe)).toEqual({
      laterToday: '2026-11-24T12:30:00.000Z',
      tomorrow: '2026-11-25T09:00:00.000Z',
      weekend: '2026-11-28T09:00:00.000Z',
      nextWeek: '2026-11-30T09:00:00.000Z',
    });
    expect(snoozeTimes(now, { timeZone: 'Asia/Tehran' }, iran)).toEqual({
      laterToday: '2026-11-24T12:30:00.000Z',
      tomorrow: '2026-11-25T05:30:00.000Z',
      weekend: '2026-11-26T05:30:00.000Z',
      nextWeek: '2026-11-28T05:30:00.000Z',
    });
  });

  it('leave out what is over, and what tomorrow is', () => {
    const friday = new Date('2026-11-27T22:30:00Z');
    expect(snoozeTimes(friday, { timeZone: 'Europe/London' }, europe)).toMatchObject({
      laterToday: null,
      tomorrow: '2026-11-28T09:00:00.000Z',
      weekend: null,
      nextWeek: '2026-11-30T09:00:00.000Z',
    });
    const sunday = new Date('2026-11-29T08:00:00Z');
    expect(snoozeTimes(sunday, { timeZone: 'Europe/London' }, europe)).toMatchObject({
      weekend: '2026-12-05T09:00:00.000Z',
      nextWeek: null,
    });
    expect(
      snoozeTimes(sunday, { timeZone: 'Europe/London' }, { weekStart: 7, workingDays: [1, 2, 3, 4, 5, 6, 7] }),
    ).toMatchObject({
      weekend: null,
      nextWeek: '2026-12-06T09:00:00.000Z',
    });
  });

  const days = {
    'Asia/Tehran': ['2022-03-22', '2022-09-22', '2028-02-29', '2026-12-31'],
    'Asia/Kathmandu': ['2028-02-29', '2026-04-30'],
    'Australia/Lord_Howe': ['2026-04-05', '2026-10-04', '2028-02-29', '2027-02-28'],
    'America/New_York': ['2026-03-08', '2026-11-01', '2028-02-29', '2026-12-31'],
    'Europe/London': ['2026-10-25', '2026-03-29'],
  };
  const cases = Object.entries(days).flatMap(([timeZone, all]) => all.map((day) => ({ timeZone, day })));
  it.each(cases)('stay nine o’clock at every hour around $day in $timeZone', ({ timeZone, day }) => {
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    for (let hour = -36; hour < 36; hour += 1) {
      const now = new Date(Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000);
      const today = Date.parse(`${local.format(now).slice(0, 10)}T00:00:00Z`);
      const tomorrow = new Date(today + 86_400_000).toISOString().slice(0, 10);
      const times = snoozeTimes(now, { timeZone }, europe);
      expect(local.format(new Date(times.tomorrow)), now.toISOString()).toBe(`${tomorrow} 09:00`);
      for (const at of [times.weekend, times.nextWeek])
        if (at !== null) expect(local.format(new Date(at)).slice(11)).toBe('09:00');
      if (times.laterToday !== null)
        expect(local.format(new Date(times.laterToday)).slice(0, 10)).toBe(local.format(now).slice(0, 10));
    }
  });
});
