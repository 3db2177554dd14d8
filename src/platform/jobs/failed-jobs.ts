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

/** Moves waiting jobs to the dead-letter queues, as if they had failed permanently. Returns how many. */
export async function holdJobs(boss: Boss, queues: readonly string[], reason: string): Promise<number> {
  const moved = await queryRows(boss, holdText, [[...queues], JSON.stringify({ message: reason })]);
  return moved.length;
}

/** What pg-boss does with a job that fails permanently. */
const holdText = `
  with held as (
    delete from pgboss.job where name = any($1::text[]) and state in ('created', 'retry') returning *)
  insert into pgboss.job (
    name, data, priority, retry_limit, retry_backoff, retry_delay, keep_until, deletion_seconds, expire_seconds,
    heartbeat_seconds, source_name, source_id, source_created_on, source_retry_count, source_output, source_root_id)
  select queue.name, held.data, held.priority, queue.retry_limit, queue.retry_backoff, queue.retry_delay,
    now() + queue.retention_seconds * interval '1 s', queue.deletion_seconds, queue.expire_seconds,
    queue.heartbeat_seconds, held.name, held.id, held.created_on, held.retry_count, $2::jsonb,
    coalesce(held.source_root_id, held.id)
  from held join pgboss.queue on queue.name = held.name || '.dead'
  returning id`;

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
