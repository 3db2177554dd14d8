import { type Boss, queryRows } from './boss.ts';
import { deadLetterQueue } from './ensure-queues.ts';

/** A permanently failed job. */
export interface FailedJob {
  readonly id: string;
  readonly queue: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
  readonly data: unknown;
}

const maxListed = 1_000;

/** The permanently failed jobs, oldest first: of one queue, or of all. */
export async function failedJobs(boss: Boss, queue?: string): Promise<FailedJob[]> {
  const jobs = await queryRows<Omit<FailedJob, 'at'> & { at: Date }>(boss, failedText, [queue ?? null, maxListed]);
  return jobs.map((job) => ({ ...job, at: job.at.toISOString() }));
}

/** Puts permanently failed jobs back into their queue as new jobs: all, or those with these ids. Returns how many. */
export async function redriveJobs(boss: Boss, queue: string, ids?: readonly string[]): Promise<number> {
  let count = 0;
  for (;;) {
    const jobCount = await boss.redrive(deadLetterQueue(queue), ids ? { ids: [...ids] } : {});
    count += jobCount;
    if (jobCount < maxListed) return count;
  }
}

const failedText = `
  select
    id,
    source_name as queue,
    coalesce(source_output->>'message', source_output#>>'{value,message}', source_output::text, '') as error,
    source_retry_count + 1 as attempts,
    created_on as at,
    data
  from pgboss.job
  where name like '%.dead' and state in ('created', 'retry') and ($1::text is null or source_name = $1)
  order by created_on, id
  limit $2`;
