import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../errors.ts';

export interface RateLimits {
  /**
   * Counts a request.
   * @returns the headers that tell the caller where they stand (IETF draft-ietf-httpapi-ratelimit-headers).
   * @throws DomainError 429 with the seconds to wait.
   */
  take(limit: LimitName, key: string): Promise<Record<string, string>>;
}

export type LimitName = 'address' | 'user' | 'sign-in' | 'mail';

/** Requests a minute: for each address without credentials, for each person, and what is dear or tempting. */
const requestsAMinute: Readonly<Record<LimitName, number>> = { address: 100, user: 600, 'sign-in': 30, mail: 20 };
const windowSeconds = 60;

export function createRateLimits(): RateLimits {
  const limiters = Object.fromEntries(
    Object.entries(requestsAMinute).map(([name, points]) => [
      name,
      new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix: name }),
    ]),
  );
  return {
    async take(limit, key) {
      const points = requestsAMinute[limit];
      try {
        const taken = await limiters[limit]?.consume(key);
        return limitHeaders(limit, points, taken?.remainingPoints ?? points, taken?.msBeforeNext ?? 0);
      } catch (refused) {
        const { msBeforeNext } = refused as RateLimiterRes;
        throw new DomainError('too-many', 'too-many-requests', 'Too many requests. Wait a little, then try again.', {
          retryAfterSeconds: msBeforeNext / 1000,
        });
      }
    },
  };
}

function limitHeaders(name: string, points: number, remaining: number, msLeft: number): Record<string, string> {
  return {
    'ratelimit-policy': `"${name}";q=${points};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${remaining};t=${Math.ceil(msLeft / 1000)}`,
  };
}
