import type { Logger } from '../observability/logger.ts';

/** Tracks which pools cannot reach their database. Pools report separately because they may use different servers. */
export interface Outages {
  /**
   * The callback for the pool of this name: an error when its database becomes unreachable, null when it is reachable.
   */
  reporter(pool: string): (reason: Error | null) => void;
  isAnyAway(): boolean;
}

/** Logs once when the database becomes unreachable, and once when all pools can reach it again. */
export function createOutages(log: Logger): Outages {
  const away = new Set<string>();
  let since = 0;

  function begin(pool: string, reason: Error): void {
    if (away.size === 0) {
      since = performance.now();
      const text = 'the database is unavailable: requests that need it get 503; retrying every second';
      log.error({ pool, error: reason.message }, text);
    }
    away.add(pool);
  }

  function end(pool: string): void {
    away.delete(pool);
    if (away.size > 0) return;
    log.info(`the database is available again after ${((performance.now() - since) / 1_000).toFixed(1)} s`);
  }

  return {
    reporter: (pool) => (reason) => (reason ? begin(pool, reason) : end(pool)),
    isAnyAway: () => away.size > 0,
  };
}
