import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than such work takes on a busy small machine; a person who signs up does not mind. */
const steadyMs = 250;

/** Replies no sooner than after a fixed time, so that the time does not tell what the work found. */
export async function inSteadyTime<Result>(work: () => Promise<Result>): Promise<Result> {
  const steady = sleep(steadyMs);
  try {
    return await work();
  } finally {
    await steady;
  }
}
