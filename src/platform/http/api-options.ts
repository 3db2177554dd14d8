import type { Scope } from '../access/scope.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../context.ts';
import type { Replica } from '../database/replica.ts';
import type { Logger } from '../observability/logger.ts';
import type { Replied } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { atMostEvery } from '../observability/seldom.ts';
import { apiHeaders } from './headers.ts';
import type { HttpContext } from './http-context.ts';
import type { OpenLimit } from './open-limit.ts';
import { type PublicAddress, publicAddress } from './own-address.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Authenticated, Credentials } from './request.ts';
import type { RouteGroup } from './route.ts';

export interface ApiOptions {
  readonly groups: readonly RouteGroup[];
  /** Verifies credentials; null if they are invalid. */
  readonly authenticate: (credentials: Credentials) => Promise<Authenticated | null>;
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  /** The scope with every change that any instance has acknowledged before this call. */
  readonly newestScopeOf: (actor: Actor) => Promise<Scope>;
  /** Null means no limits. */
  readonly limits: RateLimits | null;
  /** Limits concurrent uploads and downloads. */
  readonly transfers: OpenLimit;
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  /**
   * A request that waits longer for the database is refused with 503, and its pending statement does not take effect
   * later.
   */
  readonly databaseDeadlineMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Set if requests are traced. */
  readonly tracing?: Tracing | undefined;
  /** Set if reads may come from a replica. */
  readonly replica?: Replica | undefined;
  /** Called after each reply of a route. */
  readonly onReplied?: (replied: Replied) => void;
  /** Answers every path outside the API. */
  readonly fallback: (http: HttpContext) => Response | Promise<Response>;
  /** Whether replies name the modules without which they were made, because their process is away. */
  readonly reportsDegraded?: boolean;
  /** In tests every reply is validated strictly by its route's schema. */
  readonly checksReplies?: boolean;
}

/** The options, and what all requests share. */
export interface Shared extends ApiOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly address: PublicAddress;
  /** Logs a shortage of the whole machine, at most once per minute. */
  readonly logShortage: (error: unknown, requestId: string, message: string) => void;
}

const shortageLogMs = 60_000;

export function createShared(options: ApiOptions): Shared {
  const { log, publicUrl } = options;
  const logShortage = atMostEvery(shortageLogMs, (error: unknown, requestId: string, message: string) =>
    log.error({ requestId, err: error }, message),
  );
  return { ...options, headers: apiHeaders(publicUrl), address: publicAddress(publicUrl), logShortage };
}
