import { type Boss, queryRows } from './boss.ts';

export interface QueueStatus {
  readonly name: string;
  /** Due now, or fetched once and due later. */
  readonly waiting: number;
  readonly active: number;
  /** Failed permanently; in the queue's dead-letter queue. */
  readonly failed: number;
  /** For how long the oldest job that is due has waited. */
  readonly oldestSeconds: number;
}

/** Counts are bigint in PostgreSQL, which arrives as text. */
interface CountsOfQueue {
  readonly name: string;
  readonly waiting: string;
  readonly active: string;
  readonly failed: string;
  readonly oldestSeconds: number;
}

export async function queueStatus(boss: Boss): Promise<QueueStatus[]> {
  const counts = await queryRows<CountsOfQueue>(boss, statusText);
  return counts.map(({ name, waiting, active, failed, oldestSeconds }) => ({
    name,
    waiting: Number(waiting),
    active: Number(active),
    failed: Number(failed),
    oldestSeconds,
  }));
}

/** How many jobs of these queues are due or running. */
export async function unfinishedJobs(boss: Boss, queues: readonly string[]): Promise<number> {
  const [row] = await queryRows<{ count: string }>(boss, unfinishedText, [[...queues]]);
  return Number(row?.count ?? 0);
}

const unfinishedText = `
  select count(*) as count from pgboss.job
  where name = any($1::text[]) and (state = 'active' or state in ('created', 'retry') and start_after <= now())`;

/** How many processes run jobs now: each reports every second. */
export async function countWorkers(boss: Boss): Promise<number> {
  const [row] = await queryRows<{ count: string }>(boss, workersText);
  return Number(row?.count ?? 0);
}

const workersText = `
  select count(*) as count from platform.instance where seen_at > clock_timestamp() - interval '5 s'`;

const statusText = `
  select
    queue.name,
    count(*) filter (where job.state in ('created', 'retry') and job.name = queue.name) as waiting,
    count(*) filter (where job.state = 'active') as active,
    count(*) filter (where job.state in ('created', 'retry') and job.name <> queue.name) as failed,
    coalesce(
      greatest(0, extract(epoch from now() - min(job.start_after) filter (
        where job.state in ('created', 'retry') and job.name = queue.name and job.start_after <= now()))),
      0)::float8 as "oldestSeconds"
  from pgboss.queue
    left join pgboss.job on job.name in (queue.name, queue.name || '.dead') and job.state <> 'completed'
  where queue.name not like '%.dead' and queue.name not like '\\_\\_pgboss%'
  group by queue.name
  order by queue.name`;
