import { describe, expect, it } from 'vitest';
import { rankAtEnd, rankBetween, ranksByPosition } from './rank.ts';

const now = new Date('2026-11-20T08:00:00Z');
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('a rank', () => {
  it('at the end sorts after all earlier ranks at the end', () => {
    const later = [1, 2, 60, 3_600, 86_400 * 365, 86_400 * 365 * 50].map((seconds) =>
      rankAtEnd(new Date(now.getTime() + seconds * 1000)),
    );
    const all = [rankAtEnd(now), ...later];
    expect(all.toSorted(bytewise)).toEqual(all);
  });

  it('between two sorts between them, repeatedly and on either side', () => {
    let low = rankAtEnd(now);
    let high = rankAtEnd(new Date(now.getTime() + 1));
    for (let step = 0; step < 500; step += 1) {
      const middle = rankBetween(low, high);
      expect(bytewise(low, middle) < 0 && bytewise(middle, high) < 0).toBe(true);
      if (step % 2 === 0) low = middle;
      else high = middle;
    }
  });

  it('exists above the top and below the bottom of a column', () => {
    const only = rankAtEnd(now);
    expect(bytewise(rankBetween(null, only), only)).toBeLessThan(0);
    expect(bytewise(rankBetween(only, null), only)).toBeGreaterThan(0);
    expect(rankBetween(null, null)).not.toBe('');
  });

  it('of an import follows its positions and accepts neighbours like any other', () => {
    const rank = ranksByPosition(now);
    const positions = [0, 0.5, 1, 16_384, 65_535, 65_535.5, 131_071, 1e9, 1e15];
    const ranks = positions.map((position) => rank(position));
    expect(ranks.toSorted(bytewise)).toEqual(ranks);
    expect(bytewise(rank(2, 1), rank(2, 3))).toBeLessThan(0);
    expect(bytewise(rank(1, 9), rank(2, 3))).toBeLessThan(0);
    const between = rankBetween(ranks[3] ?? null, ranks[4] ?? null);
    expect(bytewise(ranks[3] ?? '', between) < 0 && bytewise(between, ranks[4] ?? '') < 0).toBe(true);
    expect(bytewise(rank(1e300), rankAtEnd(new Date(now.getTime() + 1)))).toBeLessThan(0);
  });
});
