import { describe, expect, it } from 'vitest';
import { addDays, dayIn, timeIn } from '#platform/dates.ts';
import { planNotices, type NoticeRow } from './plan-notices.ts';

// The job looks at a person's row every quarter of an hour. Whatever clocks do there, each notice is sent once and at
// 09:00 of the person.

const zones = ['Asia/Tehran', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'];
const days = {
  'clocks go forward in New York': '2027-03-14',
  'clocks go back in New York': '2026-11-01',
  'clocks go forward on Lord Howe': '2026-10-04',
  'clocks go back on Lord Howe': '2027-04-04',
  'clocks went forward in Tehran': '2021-03-22',
  'clocks went back in Tehran': '2021-09-22',
  'a leap day': '2028-02-29',
  'the day after one': '2028-03-01',
  'the end of February': '2027-02-28',
  'the end of a year': '2026-12-31',
  'the end of a month': '2026-04-30',
};
const stepMs = 15 * 60_000;

interface Sent {
  readonly what: 'overdue' | number;
  readonly at: string;
}

/** What is sent if the job looks at these moments. */
async function run(
  due: { dueDate?: string; dueAt?: string },
  timezone: string,
  moments: Iterable<string>,
  { leadMinutes = [1_440, 60], leadsSince = null as string | null, since = '2020-01-01T00:00:00.000Z' } = {},
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let row: (NoticeRow & { nextAt: string }) | null = { since, sentLeads: [], nextAt: since };
  for (const now of moments) {
    if (row === null || row.nextAt > now) continue;
    const reader = { timezone, leadMinutes, leadsSince };
    const plan = await planNotices({ dueDate: null, dueAt: null, ...due }, reader, row, now);
    if (plan.send !== null) sent.push({ what: plan.send, at: now });
    row = plan.row && { since, ...plan.row };
  }
  return sent;
}

function* every(ms: number, from: string, until: string): Generator<string> {
  for (let at = Date.parse(from); at <= Date.parse(until); at += ms) yield new Date(at).toISOString();
}

describe('a task that is due on a day', () => {
  for (const [name, day] of Object.entries(days)) {
    it.each(zones)(`${name}, ${day}: each notice once at 09:00 in %s`, async (zone) => {
      const moments = every(stepMs, `${addDays(day, -4)}T00:00:00Z`, `${addDays(day, 4)}T00:00:00Z`);
      const sent = await run({ dueDate: day }, zone, moments);
      const local = sent.map(({ what, at }) => [what, dayIn(zone, new Date(at)), timeIn(zone, new Date(at))]);
      expect(local).toEqual([
        [1_440, addDays(day, -1), '09:00:00'],
        [60, day, '09:00:00'],
        ['overdue', addDays(day, 1), '09:00:00'],
      ]);
    });
  }

  it.each([
    [1, '2026-11-20'],
    [900, '2026-11-20'],
    [901, '2026-11-19'],
    [1_440, '2026-11-19'],
    [2_880, '2026-11-18'],
    [10_080, '2026-11-13'],
  ])('is told of %i minutes before on %s, the last morning that leaves so much time', async (minutes, morning) => {
    const moments = every(stepMs, '2026-11-01T00:00:00Z', '2026-11-21T00:00:00Z');
    const [first] = await run({ dueDate: '2026-11-20' }, 'Asia/Tehran', moments, { leadMinutes: [minutes] });
    expect(first).toEqual({ what: minutes, at: `${morning}T05:30:00.000Z` });
  });

  it('is told of once where two lead times have the same morning', async () => {
    const moments = every(stepMs, '2026-11-19T00:00:00Z', '2026-11-21T00:00:00Z');
    const sent = await run({ dueDate: '2026-11-20' }, 'UTC', moments, { leadMinutes: [120, 60, 30] });
    expect(sent).toEqual([{ what: 30, at: '2026-11-20T09:00:00.000Z' }]);
  });
});

describe('a task that is due at a time', () => {
  const dueAt = '2026-11-20T15:20:00.000Z';

  it.each(zones)('is told of to the minute in %s', async (zone) => {
    const moments = every(60_000, '2026-11-19T12:00:00Z', '2026-11-20T18:00:00Z');
    expect(await run({ dueAt }, zone, moments)).toEqual([
      { what: 1_440, at: '2026-11-19T15:20:00.000Z' },
      { what: 60, at: '2026-11-20T14:20:00.000Z' },
      { what: 'overdue', at: dueAt },
    ]);
  });

  it.each([
    ['two hours', ['2026-11-19T17:00:00.000Z'], [1_440]],
    ['nearly a day: only the last', ['2026-11-20T15:00:00.000Z'], [60]],
    ['until it was due: only that', ['2026-11-20T15:20:00.000Z'], ['overdue']],
    ['a month: overdue is told', ['2026-12-20T15:20:00.000Z'], ['overdue']],
  ])('after a job that was away for %s', async (_name, moments, expected) => {
    expect((await run({ dueAt }, 'UTC', moments)).map(({ what }) => what)).toEqual(expected);
  });

  it('is not told of as soon as long after the lead time', async () => {
    const sent = await run({ dueAt }, 'UTC', ['2026-11-15T00:00:00.000Z'], { leadMinutes: [10_080, 60] });
    expect(sent).toEqual([]);
  });

  it('is told only of what comes after it was given to the person, or after they chose lead times', async () => {
    const moments = [...every(60_000, '2026-11-20T12:00:00Z', '2026-11-20T16:00:00Z')];
    const whats = async (options: object) => (await run({ dueAt }, 'UTC', moments, options)).map(({ what }) => what);
    expect(await whats({ since: '2026-11-20T12:00:00.000Z' })).toEqual([60, 'overdue']);
    expect(await whats({ since: '2026-11-20T14:20:00.000Z' })).toEqual(['overdue']);
    expect(await whats({ since: dueAt })).toEqual([]);
    expect(await whats({ leadsSince: '2026-11-20T12:00:00.000Z' })).toEqual([60, 'overdue']);
    expect(await whats({ leadsSince: '2026-11-20T15:00:00.000Z' })).toEqual(['overdue']);
  });
});
