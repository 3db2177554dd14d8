import type { Logger } from '../observability/logger.ts';

/**
 * Says once when the database can't be reached any more, and once when it can again. Each pool tells of itself: they may
 * have servers of their own.
 */
export function createOutageLog(log: Logger): (pool: string) => (reason: Error | null) => void {
  const away = new Map<string, number>();
  return (pool) => (reason) => {
    const now = performance.now();
    if (reason) {
      const isFirst = away.size === 0;
      away.set(pool, now);
      const detail = { pool, error: reason.message };
      const text = 'the database is away: requests that need it get 503, and it is tried again each second';
      if (isFirst) log.error(detail, text);
      else log.debug(detail, text);
      return;
    }
    const since = away.get(pool) ?? now;
    away.delete(pool);
    if (away.size === 0) log.info(`the database is back after ${((now - since) / 1_000).toFixed(1)} s`);
  };
}
