import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Sql } from '../database/connection.ts';

export interface SyncedLimiterOptions {
  readonly name: string;
  readonly points: number;
  readonly windowSeconds: number;
}

/** Counts in this process. The counts of keys that come near their limit are synchronized between instances. */
export interface SyncedLimiter {
  /** @throws RateLimiterRes if the limit is reached. */
  consume(key: string): Promise<RateLimiterRes>;
}

/** Limiters that cost an ordinary request no statement. */
export interface SyncedLimiters {
  create(options: SyncedLimiterOptions): SyncedLimiter;
  /**
   * Adds what was counted here since the last time to the counts in the database, and takes over the sums: one statement
   * for all busy keys, none if there are none.
   */
  sync(): Promise<void>;
}

/** A key is shared once this part of its limit is used here: most keys never are. */
const sharedFrom = 0.1;

interface BusyKey {
  readonly limiter: RateLimiterMemory;
  readonly key: string;
  /** The part of the count that is in the database. */
  reported: number;
}

interface Count {
  readonly name: string;
  readonly points: number;
  /** The end of the window, in milliseconds since 1970. */
  readonly expire: number;
}

export function createSyncedLimiters(sql: Sql): SyncedLimiters {
  const busy = new Map<string, BusyKey>();

  /** The whole count of a key; null if its window has ended. */
  async function countOf(name: string, { limiter, key }: BusyKey): Promise<Count | null> {
    const count = await limiter.get(key);
    if (count === null || count.msBeforeNext <= 0) return null;
    return { name, points: count.consumedPoints, expire: Date.now() + count.msBeforeNext };
  }

  async function unreported(): Promise<Count[]> {
    const counts: Count[] = [];
    for (const [name, entry] of busy) {
      const count = await countOf(name, entry);
      if (count === null) busy.delete(name);
      // A smaller count belongs to a new window.
      else if (count.points < entry.reported) entry.reported = 0;
      if (count && count.points > entry.reported) counts.push({ ...count, points: count.points - entry.reported });
    }
    return counts;
  }

  /** Requests that were counted since the report are kept. */
  async function takeOver(sum: Count, reported: number): Promise<void> {
    const entry = busy.get(sum.name);
    const count = entry && (await countOf(sum.name, entry));
    if (!entry || !count) return;
    const since = count.points - entry.reported - reported;
    entry.reported = sum.points;
    await entry.limiter.set(entry.key, sum.points + since, Math.max(1, sum.expire - Date.now()) / 1_000);
  }

  return {
    create({ name, points, windowSeconds }) {
      const limiter = new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix: name });
      const note = (key: string, { consumedPoints }: RateLimiterRes) => {
        if (consumedPoints < points * sharedFrom) return;
        const full = `${name}:${key}`;
        if (!busy.has(full)) busy.set(full, { limiter, key, reported: 0 });
      };
      return {
        async consume(key) {
          const consumption = await limiter.consume(key);
          note(key, consumption);
          return consumption;
        },
      };
    },
    async sync() {
      const counts = await unreported();
      if (counts.length === 0) return;
      const reported = new Map(counts.map(({ name, points }) => [name, points]));
      for (const sum of await addCounts(sql, counts)) await takeOver(sum, reported.get(sum.name) ?? 0);
    },
  };
}

/** Rows in the order of their keys, so that instances do not wait for each other in a circle. */
function addCounts(sql: Sql, counts: readonly Count[]): PromiseLike<readonly Count[]> {
  const rows = counts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const now = Date.now();
  return sql<Count[]>`
    insert into platform.rate_limit as shared (key, points, expire)
    select name, points, expire from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as counted (name text, points int, expire bigint)
    on conflict (key) do update set
      points = excluded.points + case when shared.expire > ${now} then shared.points else 0 end,
      expire = case when shared.expire > ${now} then shared.expire else excluded.expire end
    returning key as name, points, expire`;
}
