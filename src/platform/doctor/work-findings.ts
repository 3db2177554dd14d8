import type { Sql } from '../database/connection.ts';
import { failure, type Finding, ok, warning } from './finding.ts';

const livelySeconds = 10;
const lateMinutes = 5;

/** Checks background work: events and jobs that failed for good, jobs that wait too long, processes that run them. */
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
    counted(
      'events',
      events,
      'events',
      'taskuno events failed shows the errors; taskuno events retry --all retries them.',
    ),
    counted('jobs', failed, 'jobs', 'taskuno jobs failed shows the errors; taskuno jobs retry --all retries them.'),
    queues(late),
    worker(workers, late),
  ];
}

function counted(id: string, count: number, what: string, fix: string): Finding {
  return count === 0 ? ok(id, `No failed ${what}.`) : warning(id, `${count} failed ${what}.`, fix);
}

function queues(late: number): Finding {
  if (late === 0) return ok('queues', 'No job waits for long.');
  return warning(
    'queues',
    `${late} jobs have waited for more than ${lateMinutes} minutes.`,
    'taskuno queue status shows where. Start another process with HTTP=off if one is not enough.',
  );
}

/** Without a worker nothing is mailed, announced or purged. It matters most if jobs already wait. */
function worker(workers: number, late: number): Finding {
  const id = 'workers';
  if (workers > 0) return ok(id, `Processes that run background jobs: ${workers}.`);
  const finding = late > 0 ? failure : warning;
  return finding(
    id,
    'No process runs background jobs.',
    'Start the server, or a worker: JOBS=on HTTP=off taskuno serve',
  );
}
