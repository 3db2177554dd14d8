import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { addDays } from '#platform/dates.ts';

export const Forecast = z
  .strictObject({
    remaining: z.number().int(),
    earliest: z.iso.date().describe('Done by this date with 10% probability.'),
    likely: z.iso.date().describe('Done by this date with 50% probability.'),
    latest: z.iso.date().describe('Done by this date with 90% probability.'),
    basis: z
      .strictObject({ weeks: z.number().int(), done: z.number().int() })
      .describe('Past data that the forecast is based on.'),
  })
  .meta({
    id: 'Forecast',
    description: 'Forecast of the completion date from past weeks: a range with 80% probability.',
  });
export type Forecast = z.infer<typeof Forecast>;

const trials = 1_000;
const leastWeeks = 4;
const maxDays = 3_650;

/** Numbers from 0 to 1, always the same for a seed (mulberry32), so that repeated requests get the same reply. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * How many days from today until this many tasks are done: the 10th, 50th and 90th percentile of a Monte Carlo
 * simulation. Each trial draws the weekly mean and variance from their likely values after the past weeks (normal,
 * Jeffreys' prior), then the day on which the remaining work is done (first passage time: inverse Gaussian).
 * @param weekly Tasks done in each of the past weeks, whole weeks only.
 * @returns Null if the past is not enough: fewer than four weeks, or no task done in any of them.
 */
export function daysUntilDone(
  weekly: readonly number[],
  remaining: number,
  random: () => number,
): readonly [number, number, number] | null {
  if (weekly.length < leastWeeks || weekly.every((done) => done === 0)) return null;
  if (remaining <= 0) return [0, 0, 0];
  const mean = weekly.reduce((sum, done) => sum + done, 0) / weekly.length;
  const scatter = weekly.reduce((sum, done) => sum + (done - mean) ** 2, 0);
  const past = { weeks: weekly.length, mean, scatter };
  const days = Array.from({ length: trials }, () => oneTrial(past, remaining, random)).toSorted((a, b) => a - b);
  const at = (share: number) => days[Math.min(days.length - 1, Math.floor(share * days.length))] ?? maxDays;
  return [at(0.1), at(0.5), at(0.9)];
}

interface Past {
  readonly weeks: number;
  readonly mean: number;
  /** The sum of the squared differences from the mean. */
  readonly scatter: number;
}

function oneTrial({ weeks, mean, scatter }: Past, remaining: number, random: () => number): number {
  const variance = scatter / chiSquared(weeks - 1, random);
  const pace = mean + normal(random) * Math.sqrt(variance / weeks);
  if (pace <= 0) return maxDays;
  return Math.min(maxDays, 7 * firstPassage(remaining / pace, remaining ** 2 / variance, random));
}

/** Inverse Gaussian with this mean and shape (Michael, Schucany and Haas, 1976). */
function firstPassage(mean: number, shape: number, random: () => number): number {
  if (!Number.isFinite(shape)) return mean;
  const y = normal(random) ** 2;
  const share = (mean * y) / (2 * shape);
  const short = mean * (1 + share - Math.sqrt(share * (2 + share)));
  return random() <= mean / (mean + short) ? short : mean ** 2 / short;
}

/** Box and Muller, 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Two degrees are an exponential; an odd one is the square of a normal. */
function chiSquared(degrees: number, random: () => number): number {
  let sum = degrees % 2 === 1 ? normal(random) ** 2 : 0;
  for (let pair = 0; pair < Math.floor(degrees / 2); pair += 1) sum -= 2 * Math.log(1 - random());
  return sum;
}

const maxForecasts = 500;
/** Cached by their inputs: a thousand trials cost more than the rest of a reply. */
const forecasts = new LRUCache<string, { readonly days: ReturnType<typeof daysUntilDone> }>({ max: maxForecasts });

/** The forecast dates, or null if no work remains or the past is not enough. */
export function forecastFrom(weekly: readonly number[], remaining: number, today: string): Forecast | null {
  if (remaining <= 0) return null;
  const done = weekly.reduce((sum, count) => sum + count, 0);
  const key = JSON.stringify([weekly, remaining]);
  const days = (
    forecasts.get(key) ?? { days: daysUntilDone(weekly, remaining, randomNumbers(remaining * 1_000 + done)) }
  ).days;
  forecasts.set(key, { days });
  if (days === null) return null;
  const [earliest, likely, latest] = days.map((count) => addDays(today, Math.ceil(count)));
  return {
    remaining,
    earliest: earliest ?? today,
    likely: likely ?? today,
    latest: latest ?? today,
    basis: { weeks: weekly.length, done },
  };
}
