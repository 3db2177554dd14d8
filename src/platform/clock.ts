/** The source of the current time for domain code. Tests set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The largest difference between the clocks of two instances that we tolerate, in milliseconds. */
const clockToleranceMs = 60_000;

/**
 * Whether `at` lies at most `withinMs` milliseconds before `now`. A time further in the future than the tolerance was
 * written by a wrong clock: it is never recent, otherwise it would stay recent until that time has passed.
 */
export function isRecent(now: Date, at: string | Date, withinMs: number): boolean {
  const ageMs = now.getTime() - new Date(at).getTime();
  return ageMs <= withinMs && ageMs >= -clockToleranceMs;
}

/** The latest possible end of something with this lifetime. A later stored end was written by a wrong clock. */
export function latestEnd(now: Date, lifetimeMs: number): string {
  return new Date(now.getTime() + lifetimeMs + clockToleranceMs).toISOString();
}

/** A clock for tests that changes only through `advance` and `set`. */
export function settableClock(start: Date): Clock & { advance(ms: number): void; set(at: Date): void } {
  let current = start.getTime();
  return {
    now: () => new Date(current),
    advance: (ms) => {
      current += ms;
    },
    set: (at) => {
      current = at.getTime();
    },
  };
}
