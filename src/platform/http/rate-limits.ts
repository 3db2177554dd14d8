import { RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Sql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import { DomainError } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import { createSyncedLimiters } from './synced-limiter.ts';

export interface RateLimits {
  /**
   * Counts a request of a caller, and of the caller's network if there is one.
   * @returns headers with the caller's remaining requests (IETF draft-ietf-httpapi-ratelimit-headers).
   * @throws DomainError 429 with the seconds to wait.
   */
  take(limit: LimitName, key: string, network?: string | null): Promise<Record<string, string>>;
  /** Synchronizes the counts with those of other instances from now on. */
  start(): void;
  stop(): void;
}

export type LimitName = 'address' | 'user' | 'sign-in' | 'mail';

/** Requests per minute: per address without credentials, per person, and for expensive or sensitive requests. */
const requestsAMinute: Readonly<Record<LimitName, number>> = { address: 100, user: 600, 'sign-in': 30, mail: 20 };
/** A whole network may send this many times as much. */
const networkFactor = 4;
/** Counted in the database, exact across instances: these requests are few, and the ones used for guessing. */
const shared: readonly LimitName[] = ['sign-in', 'mail'];
const windowSeconds = 60;
const syncEveryMs = 1_000;

/** The database that counts the shared limits. */
interface SharedCounts {
  readonly sql: Sql;
  readonly prepare: boolean;
}

/**
 * Creates the rate limits. Sign-ins and mails are counted in the database, exactly for all instances together. All
 * others are counted in the process, and synchronized between instances every second.
 */
export function createRateLimits(database: SharedCounts, log: Logger): RateLimits {
  const synced = createSyncedLimiters(database.sql);
  const syncedLimiter = (name: string, points: number) => synced.create({ name, points, windowSeconds });
  let timer: NodeJS.Timeout | undefined;
  let syncing: Promise<void> | undefined;
  const pairs = Object.entries(requestsAMinute).map(([name, points]) => {
    const create = shared.some((one) => one === name) ? sharedLimiter(database) : syncedLimiter;
    return [
      name,
      { source: create(name, points), network: create(`${name} network`, points * networkFactor) },
    ] as const;
  });
  const limiters = new Map<string, (typeof pairs)[number][1]>(pairs);
  return {
    async take(limit, key, network = null) {
      const limiter = limiters.get(limit);
      const points = requestsAMinute[limit];
      try {
        const consumption = await limiter?.source.consume(key);
        // Counted only if the source itself is allowed, so that a blocked source does not use up its network's limit.
        if (network !== null) await limiter?.network.consume(network);
        return limitHeaders(limit, points, consumption?.remainingPoints ?? points, consumption?.msBeforeNext ?? 0);
      } catch (rejection) {
        if (rejection instanceof Error) throw rejection;
        const { msBeforeNext } = rejection as RateLimiterRes;
        throw new DomainError('too-many', 'too-many-requests', 'Too many requests. Wait a moment and try again.', {
          retryAfterSeconds: msBeforeNext / 1000,
        });
      }
    },
    start() {
      timer = setInterval(() => {
        syncing ??= synced
          .sync()
          .catch((error: unknown) => {
            if (!isDatabaseAway(error)) log.error({ err: error }, 'rate limits could not be synchronized');
          })
          .finally(() => (syncing = undefined));
      }, syncEveryMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}

/** One statement per request, and none while the limit is known to be reached. */
function sharedLimiter({ sql, prepare }: SharedCounts) {
  const storeClient = {
    async query({ text, values }: { text: string; values: (string | number)[] }) {
      const rows = await sql.unsafe(text, values, { prepare });
      return { rows, rowCount: rows.count };
    },
  };
  return (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'pool',
      schemaName: 'platform',
      tableName: 'rate_limit',
      tableCreated: true,
      clearExpiredByTimeout: false,
      points,
      duration: windowSeconds,
      keyPrefix,
      inMemoryBlockOnConsumed: points + 1,
    });
}

function limitHeaders(name: string, points: number, remaining: number, msLeft: number): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${points};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${remaining};t=${Math.ceil(msLeft / 1000)}`,
  };
}

/** Deletes the counts of past minutes. */
export async function purgeRateLimits(sql: Sql): Promise<void> {
  await sql`delete from platform.rate_limit where expire < ${Date.now()}`;
}
