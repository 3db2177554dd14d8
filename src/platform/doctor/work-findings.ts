import type { Sql } from '../database/connection.ts';
import { failure, type Finding, ok, warning } from './finding.ts';

const livelySeconds = 10;
const lateMinutes = 5;

/** Checks background work: events and jobs that failed permanently, jobs that wait too long, processes that run them. */
export async function workFindings(sql: Sql): Promise<Finding[]> {
  const [row] = await sql<{ events: number; failed: number; late: number; workers: number }[]>`
    select
      (select count(*) from platform.set_aside)::int as events,
      (select count(*) from pgboss.job where name like '%.dead' and state in ('created', 'retry'))::int as failed,
      (select count(*) from pgboss.job
        where name not like '%.dead' and name not like '\\_\\_pgboss%' and state in ('created', 'retry')
          and start_after < now() - interval '1 minute' * ${lateMinutes})::int as late,
      (select count(*) from platform.instance
        where seen_at > now() - interval '1 second' * ${livelySeconds})::int as workers`;
  const { events = 0, failed = 0, late = 0, workers = 0 } = row ?? {};
  return [
    events === 0 ? ok('events', 'ok') : warning('events', 'failed', { count: events }, 'taskuno events retry --all'),
    failed === 0 ? ok('jobs', 'ok') : warning('jobs', 'failed', { count: failed }, 'taskuno jobs retry --all'),
    late === 0
      ? ok('queues', 'ok')
      : warning('queues', 'late', { count: late, minutes: lateMinutes }, 'taskuno queue status'),
    worker(workers, late),
  ];
}

/** Without a worker nothing is mailed, announced or purged. It matters most if jobs already wait. */
function worker(workers: number, late: number): Finding {
  if (workers > 0) return ok('workers', 'ok', { count: workers });
  const finding = late > 0 ? failure : warning;
  return finding('workers', 'none', {}, 'JOBS=on HTTP=off taskuno serve');
}
