import { describe, expect, it } from 'vitest';
import { nextDigest, quietUntil, tomorrowAt } from './local-hours.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const minuteMs = 60_000;

/** Zones with a day around each change of their clocks, and days that calendars get wrong. */
const zones = {
  // Its clock changed for the last time in 2022. An offset of three and a half hours.
  'Asia/Tehran': ['2022-03-22', '2022-09-22', '2028-02-29', '2026-04-30', '2026-12-31'],
  // An offset of five hours and three quarters.
  'Asia/Kathmandu': ['2026-03-29', '2026-10-25', '2028-02-29', '2027-02-28', '2026-12-31'],
  // Its clock changes by half an hour.
  'Australia/Lord_Howe': ['2026-04-05', '2026-10-04', '2028-02-29', '2027-02-28', '2026-12-31'],
  'America/New_York': ['2026-03-08', '2026-11-01', '2028-02-29', '2027-02-28', '2026-12-31'],
} as const;
const cases = Object.entries(zones).flatMap(([zone, days]) => days.map((day) => ({ zone, day })));

function localTimeOf(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(at);
}

/** The minutes of three days around a day, in UTC. */
function minutesAround(day: string): Date[] {
  const start = Date.parse(`${day}T00:00:00Z`) - 86_400_000;
  return Array.from({ length: 3 * 24 * 60 }, (_, minute) => new Date(start + minute * minuteMs));
}

describe('a daily digest', () => {
  const digest = { every: 'day', weekday: 1 } as const;

  it.each(cases)('comes once a day at its local hour in $zone around $day', async ({ zone, day }) => {
    // 02:15 and 01:45 are skipped or repeated where clocks change.
    for (const at of ['08:00', '02:15', '01:45', '00:00', '23:59']) {
      const moments = new Set<number>();
      let now = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000);
      for (let turn = 0; turn < 3; turn += 1) {
        const next = await nextDigest({ ...digest, at }, zone, now);
        if (!next) throw new Error('there is no digest');
        moments.add(next.getTime());
        now = next;
      }
      const locals = [...moments].map((moment) => localTimeOf(new Date(moment), zone));
      expect(new Set(locals.map((local) => local.slice(0, 10))).size, `${at}: ${locals}`).toBe(3);
      const shifted = locals.filter((local) => local.slice(11) !== at);
      // Only a time that the clock skips on one day is later, by the size of the gap.
      expect(shifted.length, `${at}: ${locals}`).toBeLessThanOrEqual(1);
      for (const local of shifted) expect(local.slice(11) > at, `${at}: ${local}`).toBe(true);
    }
  });

  it('is the same at every moment before it', async () => {
    for (const { zone, day } of cases) {
      const moments = new Set<string>();
      const from = Date.parse(`${day}T00:00:00Z`);
      for (let hour = 0; hour < 24; hour += 1) {
        const next = await nextDigest({ ...digest, at: '08:00' }, zone, new Date(from + hour * 3_600_000));
        moments.add(next?.toISOString() ?? '');
      }
      expect(moments.size, `${zone} ${day}`).toBeLessThanOrEqual(2);
    }
  });
});

describe('a weekly digest', () => {
  it.each(cases)('comes on its weekday in $zone around $day', async ({ zone, day }) => {
    for (const weekday of everyDay) {
      const now = new Date(`${day}T12:00:00Z`);
      const next = await nextDigest({ every: 'week', at: '09:30', weekday }, zone, now);
      if (!next) throw new Error('there is no digest');
      const name = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' }).format(next);
      expect(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].indexOf(name) + 1).toBe(
        weekday,
      );
      expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(7 * 86_400_000 + 3_600_000);
      const after = await nextDigest({ every: 'week', at: '09:30', weekday }, zone, next);
      expect(localTimeOf(after ?? now, zone).slice(11)).toBe('09:30');
    }
  });

  it('never comes if digests are off', async () => {
    expect(await nextDigest({ every: 'off', at: '08:00', weekday: 1 }, 'UTC', new Date())).toBeNull();
  });
});

describe('tomorrow morning', () => {
  it.each(cases)('is nine o’clock of the next local day, at every moment of $day in $zone', async ({ zone, day }) => {
    for (const now of minutesAround(day).filter((_, i) => i % 45 === 0)) {
      const today = localTimeOf(now, zone).slice(0, 10);
      const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      expect(localTimeOf(await tomorrowAt('09:00', zone, now), zone)).toBe(`${next} 09:00`);
    }
  });
});

describe('quiet hours', () => {
  const night = { enabled: true, from: '22:00', to: '07:00', days: everyDay };

  it.each(cases)('last from their local start to their local end in $zone around $day', async ({ zone, day }) => {
    for (const at of minutesAround(day).filter((_, i) => i % 15 === 0)) {
      const until = await quietUntil({ ...night, timezone: zone }, at);
      const time = localTimeOf(at, zone).slice(11);
      expect(until !== null, localTimeOf(at, zone)).toBe(time >= '22:00' || time < '07:00');
      if (!until) continue;
      expect(localTimeOf(until, zone).slice(11)).toBe('07:00');
      expect(until.getTime() - at.getTime()).toBeGreaterThan(0);
      expect(await quietUntil({ ...night, timezone: zone }, until)).toBeNull();
    }
  });

  it('begin only on their days', async () => {
    const weekend = { ...night, days: [6, 7], timezone: 'Asia/Tehran' };
    // Saturday and Sunday evening, and the morning after each.
    const isQuiet = async (local: string) => (await quietUntil(weekend, new Date(`${local}+03:30`))) !== null;
    expect(await isQuiet('2026-11-28T06:00')).toBe(false);
    expect(await isQuiet('2026-11-28T23:00')).toBe(true);
    expect(await isQuiet('2026-11-29T06:00')).toBe(true);
    expect(await isQuiet('2026-11-30T06:00')).toBe(true);
    expect(await isQuiet('2026-11-30T23:00')).toBe(false);
  });

  it('that follow each other end together', async () => {
    const weekend = { enabled: true, from: '00:00', to: '00:00', days: [6, 7], timezone: 'UTC' };
    expect(await quietUntil(weekend, new Date('2026-11-28T10:00:00Z'))).toEqual(new Date('2026-11-30T00:00:00Z'));
  });

  it('are ended by their own last minute, and nothing while they are off', async () => {
    const noon = { enabled: true, from: '12:00', to: '13:00', days: everyDay, timezone: 'UTC' };
    expect(await quietUntil(noon, new Date('2026-11-28T12:59:59Z'))).toEqual(new Date('2026-11-28T13:00:00Z'));
    expect(await quietUntil(noon, new Date('2026-11-28T13:00:00Z'))).toBeNull();
    expect(await quietUntil({ ...noon, enabled: false }, new Date('2026-11-28T12:30:00Z'))).toBeNull();
  });
});
