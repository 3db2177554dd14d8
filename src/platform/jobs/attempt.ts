import { type FailureScopes, runUntilFailure } from '../failure-scopes.ts';
import { errorMessage, failureKind } from '../failures.ts';
import type { Job, WorkDefinition } from './job.ts';

/** How an attempt at a job ended. */
export interface Outcome {
  readonly job: Job;
  readonly kind: 'completed' | 'failed' | 'later' | 'given up';
  readonly reason?: unknown;
}

/** Handles jobs with attempts left. A job that killed its process at every attempt has none left. */
export async function tryJobs(
  failures: FailureScopes,
  jobs: readonly Job[],
  retryLimit: number,
  handle: WorkDefinition['handle'],
): Promise<Outcome[]> {
  const hasAttempts = (job: Job) => job.attempt <= retryLimit + 1;
  const batch = jobs.filter(hasAttempts);
  const results = batch.length === 0 ? [] : await handleApart(failures, batch, handle);
  const outcomes = batch.map((job, i): Outcome => {
    const result = results[i];
    if (result?.status === 'fulfilled') return { job, kind: 'completed' };
    const reason: unknown = result?.reason;
    const kind = failureKind(reason);
    if (kind === 'temporary') return { job, kind: 'later', reason };
    return { job, kind: kind === 'permanent' || job.attempt > retryLimit ? 'given up' : 'failed', reason };
  });
  const exhausted = jobs.filter((job) => !hasAttempts(job));
  const reason = 'It was interrupted repeatedly and may be crashing its process.';
  return [...outcomes, ...exhausted.map((job): Outcome => ({ job, kind: 'given up', reason }))];
}

/** Runs jobs so that an uncaught exception fails them all and does not end the process. */
function handleApart(
  failures: FailureScopes,
  jobs: readonly Job[],
  handle: WorkDefinition['handle'],
): ReturnType<WorkDefinition['handle']> {
  return runUntilFailure(failures, () => handle(jobs)).catch((reason: unknown) =>
    jobs.map(() => ({ status: 'rejected' as const, reason })),
  );
}

/** pg-boss finds postponed jobs no longer active and leaves them unchanged. */
export function resultOf({ job: { id }, kind, reason }: Outcome) {
  if (kind === 'completed') return { id, status: kind };
  const status = kind === 'given up' ? ('deadletter' as const) : ('failed' as const);
  return { id, status, output: { message: errorMessage(reason) } };
}
