import { type Boss, queryRows } from './boss.ts';

/** When a queue gets a job by itself. */
export interface Schedule {
  readonly queue: string;
  /** Five fields, in UTC. */
  readonly cron: string;
}

export interface JobRun {
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
}

export interface ScheduledQueue extends Schedule {
  /** Null if it did not run within the last day. */
  readonly lastRun: JobRun | null;
}

interface RunRow extends Schedule {
  readonly state: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: string | null;
}

/** The schedules by name, each with its last run. */
export async function readSchedules(boss: Boss): Promise<ScheduledQueue[]> {
  const rows = await queryRows<RunRow>(boss, schedulesText);
  return rows.map(({ queue, cron, state, startedAt, finishedAt, error }) => {
    if (startedAt === null) return { queue, cron, lastRun: null };
    const run: JobRun = {
      state: state === 'completed' ? 'done' : state === 'active' ? 'running' : 'failed',
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
      error: state === 'completed' || state === 'active' ? null : error,
    };
    return { queue, cron, lastRun: run };
  });
}

/** A job that has failed permanently is a row of the dead-letter queue, which knows its source. */
const schedulesText = `
  select
    schedule.name as queue,
    schedule.cron,
    run.state,
    run.started_on as "startedAt",
    run.completed_on as "finishedAt",
    coalesce(run.output->>'message', run.output#>>'{value,message}') as error
  from pgboss.schedule
    left join lateral (
      select state::text, started_on, completed_on, output
      from pgboss.job
      where job.name = schedule.name and started_on is not null
      order by started_on desc
      limit 1
    ) run on true
  order by schedule.name`;
