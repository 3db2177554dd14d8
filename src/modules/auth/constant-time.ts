import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than this work takes on a busy small machine. People who sign up do not notice it. */
const steadyMs = 250;

/** Waits until a fixed time has passed, so that the duration does not reveal the result. */
export async function inSteadyTime<Result>(work: () => Promise<Result>): Promise<Result> {
  const steady = sleep(steadyMs);
  try {
    return await work();
  } finally {
    await steady;
  }
}
