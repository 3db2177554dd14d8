import { describe, expect, it } from 'vitest';
import {
  addDays,
  type DateFormat,
  dayOf,
  formatAgo,
  formatDay,
  formatDayLong,
  formatMoment,
  formatMonth,
  hasSameTime,
  shownZone,
} from './dates.ts';
import { dueState, formatDue, nearDay } from './due.ts';

const english: DateFormat = { language: 'en', calendar: 'gregorian', timeZone: 'Europe/London' };
const persian: DateFormat = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' };
const now = new Date('2026-11-21T15:00:00Z');

describe('a time in another zone', () => {
  it('is the same where clocks agree at that moment', () => {
    expect(hasSameTime('2026-11-21T15:00:00Z', 'UTC', 'Europe/London')).toBe(true);
    expect(hasSameTime('2026-06-21T15:00:00Z', 'UTC', 'Europe/London')).toBe(false);
    expect(hasSameTime('2026-11-21T15:00:00Z', 'Pacific/Kiritimati', 'Pacific/Honolulu')).toBe(false);
  });
});

describe('a day', () => {
  it('is spelled in the order in which it is spoken', () => {
    expect(formatDayLong('2026-11-21', english)).toBe('Saturday 21 November 2026');
    expect(formatDayLong('2026-11-21', persian)).toBe('شنبه ۳۰ آبان ۱۴۰۵');
    expect(formatMonth('2026-11-21', persian)).toBe('آبان ۱۴۰۵');
  });

  it('names its year only where that is another', () => {
    expect(formatDay('2026-12-01', english, now)).toBe('1 Dec');
    expect(formatDay('2027-01-01', english, now)).toBe('1 Jan 2027');
    // The Persian year continues in January and ends in March.
    expect(formatDay('2027-01-01', persian, now)).toBe('۱۱ دی');
    expect(formatDay('2027-03-21', persian, now)).toBe('۱ فروردین ۱۴۰۶');
  });

  it('is the reader’s own where the moment is near midnight', () => {
    const late = new Date('2026-11-21T21:00:00Z');
    expect(dayOf(late, 'Europe/London')).toBe('2026-11-21');
    expect(dayOf(late, 'Asia/Tehran')).toBe('2026-11-22');
  });

  it('is counted over the ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
});

describe('a moment', () => {
  it('is told in the reader’s time zone and digits', () => {
    expect(formatMoment('2026-11-21T08:05:00Z', english, now)).toBe('21 Nov, 08:05');
    expect(formatMoment('2026-11-21T08:05:00Z', persian, now)).toBe('۳۰ آبان، ۱۱:۳۵');
  });

  it('is told by its age, then by its day; the future is now', () => {
    expect(formatAgo('2026-11-21T14:55:10Z', english, now)).toBe('4 min ago');
    expect(formatAgo('2026-11-21T14:55:10Z', persian, now)).toBe('۴ دقیقه پیش');
    expect(formatAgo('2026-11-01T12:00:00Z', english, now)).toBe('1 Nov');
    expect(formatAgo('2026-11-21T15:00:30Z', english, now)).toBe('now');
  });
});

describe('what is due', () => {
  const day = (dueDate: string) => ({ dueDate, dueAt: null });
  const moment = (dueAt: string) => ({ dueDate: null, dueAt });

  it('is late the day after, or a moment after', () => {
    expect(dueState(day('2026-11-20'), 'Europe/London', now)).toBe('late');
    expect(dueState(day('2026-11-21'), 'Europe/London', now)).toBe('today');
    expect(dueState(moment('2026-11-21T14:59:59Z'), 'Europe/London', now)).toBe('late');
    expect(dueState(moment('2026-11-21T15:00:01Z'), 'Europe/London', now)).toBe('today');
    expect(dueState(day('2026-11-22'), 'Europe/London', now)).toBe('ahead');
    expect(dueState({ dueDate: null, dueAt: null }, 'Europe/London', now)).toBeNull();
  });

  it('has a name when it is near', () => {
    expect(nearDay('2026-11-20', 'Europe/London', now)).toBe('yesterday');
    expect(formatDue(moment('2026-11-22T09:30:00Z'), english, now, (near) => near)).toBe('tomorrow 09:30');
    expect(formatDue(day('2026-11-25'), persian, now, (near) => near)).toBe('۴ آذر');
  });
});

describe('a time zone that this browser does not know', () => {
  it('gives way to its own, so that no page fails for it', () => {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(shownZone('Mars/Olympus')).toBe(own);
    expect(shownZone('Asia/Kolkata')).toBe('Asia/Kolkata');
  });
});
