import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Sql } from '../database/connection.ts';
import { DomainError } from '../errors.ts';

export interface RateLimits {
  /**
   * Counts a request of a caller, and of the network that the caller's address is in where there is one.
   * @returns the headers that tell the caller where they stand (IETF draft-ietf-httpapi-ratelimit-headers).
   * @throws DomainError 429 with the seconds to wait.
   */
  take(limit: LimitName, key: string, network?: string | null): Promise<Record<string, string>>;
}

export type LimitName = 'address' | 'user' | 'sign-in' | 'mail';

/** Requests a minute: for each address without credentials, for each person, and what is dear or tempting. */
const requestsAMinute: Readonly<Record<LimitName, number>> = { address: 100, user: 600, 'sign-in': 30, mail: 20 };
/** So many times as much a whole network may ask. */
const networkFactor = 4;
/** Counted in the database, exact across instances: few requests, and the ones that are worth guessing with. */
const shared: readonly LimitName[] = ['sign-in', 'mail'];
const windowSeconds = 60;

/** Where the shared limits are counted. */
interface SharedCounts {
  readonly sql: Sql;
  readonly prepare: boolean;
}

/** Limits of this process; those of sign-ins are kept in the database, so that every instance counts the same. */
export function createRateLimits(database: SharedCounts): RateLimits {
  const pairs = Object.entries(requestsAMinute).map(([name, points]) => {
    const create = shared.some((one) => one === name) ? sharedLimiter(database) : memoryLimiter;
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
        const taken = await limiter?.source.consume(key);
        // Only once the source itself may ask: it must not use up what its neighbours share.
        if (network !== null) await limiter?.network.consume(network);
        return limitHeaders(limit, points, taken?.remainingPoints ?? points, taken?.msBeforeNext ?? 0);
      } catch (refused) {
        if (refused instanceof Error) throw refused;
        const { msBeforeNext } = refused as RateLimiterRes;
        throw new DomainError('too-many', 'too-many-requests', 'Too many requests. Wait a moment and try again.', {
          retryAfterSeconds: msBeforeNext / 1000,
        });
      }
    },
  };
}

function memoryLimiter(keyPrefix: string, points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix });
}

/** One statement a request, and none once the limit is known to be reached. */
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

/** Forgets counts whose minute is over. */
export async function purgeRateLimits(sql: Sql): Promise<void> {
  await sql`delete from platform.rate_limit where expire < ${Date.now()}`;
}
