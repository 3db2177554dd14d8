import { type Boss, queryRows } from './boss.ts';

export interface QueueStatus {
  readonly name: string;
  /** Due now, or fetched once and due later. */
  readonly waiting: number;
  readonly active: number;
  /** Failed permanently; in the queue's dead-letter queue. */
  readonly failed: number;
}

export async function queueStatus(boss: Boss): Promise<QueueStatus[]> {
  const counts = await queryRows<{ name: string; waiting: string; active: string; failed: string }>(boss, statusText);
  return counts.map(({ name, waiting, active, failed }) => ({
    name,
    waiting: Number(waiting),
    active: Number(active),
    failed: Number(failed),
  }));
}

const statusText = `
  select
    queue.name,
    count(*) filter (where job.state in ('created', 'retry') and job.name = queue.name) as waiting,
    count(*) filter (where job.state = 'active') as active,
    count(*) filter (where job.state in ('created', 'retry') and job.name <> queue.name) as failed
  from pgboss.queue
    left join pgboss.job on job.name in (queue.name, queue.name || '.dead') and job.state <> 'completed'
  where queue.name not like '%.dead' and queue.name not like '\\_\\_pgboss%'
  group by queue.name
  order by queue.name`;
