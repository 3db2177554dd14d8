/** Where domain code takes the time from, so that tests can drive it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** The clocks of two instances differ by no more. */
const clockToleranceMs = 60_000;

/**
 * Whether `at` was at most so long ago. What lies ahead by more than the tolerance was written while the clock was ahead:
 * it is never recent, or it would be so until the time comes, and a while longer.
 */
export function isRecent(now: Date, at: string | Date, withinMs: number): boolean {
  const ageMs = now.getTime() - new Date(at).getTime();
  return ageMs <= withinMs && ageMs >= -clockToleranceMs;
}

/** The latest end that something which lives so long can have. A later one was given while the clock was ahead. */
export function latestEnd(now: Date, lifetimeMs: number): string {
  return new Date(now.getTime() + lifetimeMs + clockToleranceMs).toISOString();
}

/** A clock that stands still until it is moved. */
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
