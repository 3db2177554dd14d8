import { partAway } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';

/** No answer came from the other process. */
export class NoAnswer extends Error {
  /** The request may have arrived. */
  readonly mayHaveArrived: boolean;

  constructor(cause: unknown) {
    super('no answer', { cause });
    this.mayHaveArrived = !isUnsent(cause);
  }
}

const unsentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unsentCodes.has(error.code);
}

/** Bounds what calls to another process can cost while it is slow or away. */
export interface Resilience {
  /**
   * Runs a call. One that may be repeated, or did not arrive, is tried up to three times.
   * @throws DomainError 503 `part-away` without an answer, or immediately while earlier calls got none.
   */
  run<Result>(isRepeatable: boolean, work: () => Promise<Result>): Promise<Result>;
}

const maxActive = 128;
const maxWaiting = 1_024;
const failuresToOpen = 5;
const halfOpenAfterMs = 500;

/** The policies for the calls to one process: repeats with jitter, a circuit breaker and a bulkhead. */
export async function createResilience(part: string, log: Logger): Promise<Resilience> {
  const policies = await import('cockatiel');
  const slots = policies.bulkhead(maxActive, maxWaiting);
  const breaker = policies.circuitBreaker(
    policies.handleWhen((error) => error instanceof NoAnswer),
    { halfOpenAfter: halfOpenAfterMs, breaker: new policies.ConsecutiveBreaker(failuresToOpen) },
  );
  let isAway = false;
  // Each failed trial breaks the circuit again.
  breaker.onBreak(() => {
    if (!isAway) log.warn({ part }, 'a part of this server is unavailable');
    isAway = true;
  });
  breaker.onReset(() => {
    isAway = false;
    log.info({ part }, 'a part of this server is available again');
  });
  const guarded = policies.wrap(slots, breaker);
  const backoff = new policies.ExponentialBackoff({ initialDelay: 50, maxDelay: 500 });
  const repeats = (predicate: (error: NoAnswer) => boolean) =>
    policies.wrap(
      policies.retry(
        policies.handleWhen((error) => error instanceof NoAnswer && predicate(error)),
        { maxAttempts: 2, backoff },
      ),
      guarded,
    );
  const always = repeats(() => true);
  const unsentOnly = repeats(({ mayHaveArrived }) => !mayHaveArrived);

  return {
    async run(isRepeatable, work) {
      try {
        return await (isRepeatable ? always : unsentOnly).execute(work);
      } catch (error) {
        if (error instanceof NoAnswer) throw partAway(part, error.cause);
        if (policies.isBrokenCircuitError(error) || policies.isBulkheadRejectedError(error)) throw partAway(part);
        throw error;
      }
    },
  };
}
