import { describe, expect, it } from 'vitest';
import { daysUntilDone, forecastFrom, randomNumbers } from './forecast.ts';

// Simulates pasts from a rate that the forecast does not know, lets the work continue at that rate, and checks whether
// the end is within the forecast range.

type Week = (random: () => number) => number;

function poisson(mean: number): Week {
  return (random) => {
    const limit = Math.exp(-mean);
    let count = -1;
    for (let product = 1; product > limit; product *= random()) count += 1;
    return count;
  };
}

/** Some weeks are lost to holidays, some are twice as productive: more variance than chance alone. */
function uneven(mean: number): Week {
  return (random) => {
    const drawnCount = random();
    return poisson(drawnCount < 0.15 ? 0.05 : drawnCount < 0.4 ? mean * 1.7 : mean)(random);
  };
}

function daysNeeded(week: Week, remaining: number, random: () => number): number {
  let leftCount = remaining;
  for (let weeks = 0; ; weeks += 1) {
    const done = week(random);
    if (done >= leftCount && done > 0) return 7 * (weeks + leftCount / done);
    leftCount -= done;
  }
}

/** How often the range contained the end, and how often the end came before or after it. */
function coverage(week: Week, weeksOfPast: number, remaining: number, pasts: number) {
  const random = randomNumbers(20_261_120);
  let [heldCount, before, after] = [0, 0, 0];
  for (let past = 0; past < pasts; past += 1) {
    const weekly = Array.from({ length: weeksOfPast }, () => week(random));
    const range = daysUntilDone(weekly, remaining, random);
    if (range === null) continue;
    const actual = daysNeeded(week, remaining, random);
    if (actual < range[0]) before += 1;
    else if (actual > range[2]) after += 1;
    else heldCount += 1;
  }
  const all = heldCount + before + after;
  return { held: (100 * heldCount) / all, before: (100 * before) / all, after: (100 * after) / all };
}

describe('an 80 percent range', () => {
  const processes: [string, Week, number, number][] = [
    ['five a week, forty left, twelve weeks of past', poisson(5), 12, 40],
    ['twelve a week, sixty left, twelve weeks of past', poisson(12), 12, 60],
    ['three a week, thirty left, twelve weeks of past', poisson(3), 12, 30],
    ['uneven weeks of eight, fifty left, twelve weeks of past', uneven(8), 12, 50],
    ['uneven weeks of four, forty left, twelve weeks of past', uneven(4), 12, 40],
  ];
  it.each(processes)('%s: holds 80 ± 5 times in a hundred', (name, week, past, remaining) => {
    const { held: heldCount, before, after } = coverage(week, past, remaining, 600);
    process.stderr.write(
      `${name}: held ${heldCount.toFixed(1)} %, early ${before.toFixed(1)} %, late ${after.toFixed(1)} %\n`,
    );
    expect(heldCount).toBeGreaterThan(75);
    expect(heldCount).toBeLessThan(85);
  });
});

describe('a forecast', () => {
  it('is null without a past, and null without remaining work', () => {
    expect(forecastFrom([5, 5, 5], 10, '2026-11-20')).toBeNull();
    expect(forecastFrom([0, 0, 0, 0, 0], 10, '2026-11-20')).toBeNull();
    expect(forecastFrom([5, 5, 5, 5, 5], 0, '2026-11-20')).toBeNull();
  });

  it('of a steady team is exact and repeatable', () => {
    const forecast = forecastFrom([5, 5, 5, 5, 5, 5], 10, '2026-11-20');
    expect(forecast).toEqual({
      remaining: 10,
      earliest: '2026-12-04',
      likely: '2026-12-04',
      latest: '2026-12-04',
      basis: { weeks: 6, done: 30 },
    });
    const uncertain = forecastFrom([1, 9, 3, 0, 7, 5], 30, '2026-11-20');
    expect(forecastFrom([1, 9, 3, 0, 7, 5], 30, '2026-11-20')).toEqual(uncertain);
    expect([uncertain?.earliest, uncertain?.likely, uncertain?.latest].toSorted()).toEqual([
      uncertain?.earliest,
      uncertain?.likely,
      uncertain?.latest,
    ]);
  });
});
