/** A job to put on a queue. A repeat with the same id adds nothing. */
export interface NewJob {
  readonly id: string;
  readonly data: object;
}

export interface RetryPolicy {
  /** How many failures of the job itself are retried. Temporary failures are not counted and have no limit. */
  readonly retryLimit: number;
  /** The first pause between attempts. It doubles, with jitter, up to `longestDelaySeconds`. */
  readonly delaySeconds: number;
  readonly longestDelaySeconds: number;
}

export const defaultRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 1, longestDelaySeconds: 600 };

/** A job as its worker receives it. */
export interface Job {
  readonly id: string;
  readonly data: unknown;
  /** 1 at the first run. */
  readonly attempt: number;
  /** Aborted when this worker loses the job. */
  readonly signal: AbortSignal;
}

export interface WorkDefinition {
  readonly queue: string;
  readonly retry?: RetryPolicy;
  /** For jobs that take minutes: this many run in parallel, each fetched alone, so that none waits for a longer one. */
  readonly longConcurrency?: number;
  /** How many jobs are fetched at a time: fewer than usual for jobs with much in each. */
  readonly jobsPerFetch?: number;
  /** Handles waiting jobs together and returns the outcome of each, in order. */
  readonly handle: (jobs: readonly Job[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
}
