import { describe, expect, it } from 'vitest';
import { expiredArchives } from './retention.ts';

const archiveOf = (day: string, time = '02:30:00') => ({ name: `${day} ${time}`, at: new Date(`${day}T${time}Z`) });
const names = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    archiveOf(new Date(Date.UTC(2026, 10, 28) - i * 86_400_000).toISOString().slice(0, 10)),
  );
const kept = (archives: ReturnType<typeof names>, retention: Parameters<typeof expiredArchives>[1]) => {
  const expired = new Set(expiredArchives(archives, retention));
  return archives.map(({ name }) => name).filter((name) => !expired.has(name));
};

describe('expiredArchives', () => {
  it('keeps the newest of each day, week and month', () => {
    const result = kept(names(400), { daily: 3, weekly: 2, monthly: 3 });
    expect(result.map((name) => name.slice(0, 10))).toEqual([
      '2026-11-28',
      '2026-11-27',
      '2026-11-26',
      '2026-11-22',
      '2026-10-31',
      '2026-09-30',
    ]);
  });

  it('keeps one of several on a day, the newest', () => {
    const day = ['01:00:00', '05:00:00', '03:00:00'].map((time) => archiveOf('2026-11-28', time));
    expect(kept(day, { daily: 7, weekly: 4, monthly: 6 })).toEqual(['2026-11-28 05:00:00']);
  });

  it('never removes the only one, however old it is', () => {
    const old = [archiveOf('2020-01-01')];
    expect(expiredArchives(old, { daily: 1, weekly: 0, monthly: 0 })).toEqual([]);
    expect(expiredArchives([], { daily: 1, weekly: 0, monthly: 0 })).toEqual([]);
  });
});
