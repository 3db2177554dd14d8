import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, TemporaryError } from '../failures.ts';
import type { Logger } from '../observability/logger.ts';
import type { Outcome } from './attempt.ts';
import { type Boss, queryRows } from './boss.ts';

export interface PostponeOptions {
  readonly boss: Boss;
  readonly log: Logger;
  readonly isStopping: () => boolean;
}

const postponeAgainMs = 1_000;

/**
 * Puts jobs back after a temporary failure, without counting the attempt. They wait as long as the failure says, else
 * a quarter of their age, at most one minute. If this fails it is retried, so that the job is not lost.
 */
export async function postpone(
  { boss, log, isStopping }: PostponeOptions,
  queue: string,
  jobs: readonly Outcome[],
): Promise<void> {
  const failedAttempts = jobs.map(({ job: { id, attempt }, reason }) => ({
    id,
    attempt: `${id}:${attempt - 1}`,
    output: { message: errorMessage(reason) },
    wait: reason instanceof TemporaryError ? (reason.retryAfterSeconds ?? null) : null,
  }));
  for (;;) {
    try {
      await queryRows(boss, postponeText, [queue, JSON.stringify(failedAttempts)]);
      return;
    } catch (error) {
      if (isStopping()) throw error;
      log.debug({ queue, err: error }, 'jobs could not be requeued yet');
      await sleep(postponeAgainMs);
    }
  }
}

const postponeText = `
  update pgboss.job set
    state = 'retry',
    started_on = null,
    heartbeat_on = null,
    output = given.output,
    start_after = now() + interval '1 s' * coalesce(
      given.wait,
      least(60, greatest(1, extract(epoch from now() - created_on) / 4)) * (0.75 + random() / 2))
  from jsonb_to_recordset($2::jsonb) as given (id uuid, attempt text, output jsonb, wait double precision)
  where job.name = $1 and job.id = given.id and job.state = 'active'
    and job.id::text || ':' || job.retry_count = given.attempt`;
