import { describe, expect, it } from 'vitest';
import { snoozeTimes } from './snooze-times.ts';

const europe = { weekStart: 1, workingDays: [1, 2, 3, 4, 5] };
const iran = { weekStart: 6, workingDays: [6, 7, 1, 2, 3] };

describe('the times to snooze until', () => {
  it('are mornings in the reader’s zone and week', () => {
    // Tuesday, 24 November 2026.
    const now = new Date('2026-11-24T10:10:00Z');
    expect(snoozeTimes(now, { timeZone: 'Europe/London' }, europe)).toEqual({
      laterToday: '2026-11-24T13:30:00.000Z',
      tomorrow: '2026-11-25T09:00:00.000Z',
      weekend: '2026-11-28T09:00:00.000Z',
      nextWeek: '2026-11-30T09:00:00.000Z',
    });
    expect(snoozeTimes(now, { timeZone: 'Asia/Tehran' }, iran)).toEqual({
      laterToday: '2026-11-24T13:30:00.000Z',
      tomorrow: '2026-11-25T05:30:00.000Z',
      weekend: '2026-11-26T05:30:00.000Z',
      nextWeek: '2026-11-28T05:30:00.000Z',
    });
  });

  it('leave out what is over, and what tomorrow is', () => {
    const friday = new Date('2026-11-27T21:30:00Z');
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

  it('stay nine o’clock when the clocks change', () => {
    const saturday = new Date('2026-10-24T12:00:00Z');
    expect(snoozeTimes(saturday, { timeZone: 'Europe/London' }, europe).tomorrow).toBe('2026-10-25T09:00:00.000Z');
    const summer = new Date('2026-03-28T12:00:00Z');
    expect(snoozeTimes(summer, { timeZone: 'Europe/London' }, europe).tomorrow).toBe('2026-03-29T08:00:00.000Z');
  });
});
