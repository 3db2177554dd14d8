import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { addDays } from '../task/dates.ts';

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

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32): a reply does not waver when it is asked again. */
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
 * How many days from today until so many tasks are done, at the tenth, fiftieth and ninetieth of a hundred: a Monte
 * Carlo over the weeks of the past. What a week brings, and how much weeks differ, is only known as well as so few weeks
 * can tell: each trial draws both from what is likely after these (normal, with Jeffreys' prior), then the day at which
 * work that goes on so has done the rest (first passage: inverse Gaussian).
 * @param weekly Tasks done in each of the past weeks, all of them whole.
 * @returns Null where the past tells nothing: less than four weeks, or none in which anything was done.
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
  /** The sum of the squared distances from the mean. */
  readonly scatter: number;
}

function oneTrial({ weeks, mean, scatter }: Past, remaining: number, random: () => number): number {
  const variance = scatter / chiSquared(weeks - 1, random);
  const pace = mean + normal(random) * Math.sqrt(variance / weeks);
  if (pace <= 0) return maxDays;
  return Math.min(maxDays, 7 * firstPassage(remaining / pace, remaining ** 2 / variance, random));
}

/** Inverse Gaussian of this mean and shape (Michael, Schucany and Haas, 1976). */
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
/** By what they were made from: a thousand trials cost more than all else of a reply. */
const forecasts = new LRUCache<string, { readonly days: ReturnType<typeof daysUntilDone> }>({ max: maxForecasts });

/** The dates for it, or null where there is nothing left or nothing to go by. */
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
