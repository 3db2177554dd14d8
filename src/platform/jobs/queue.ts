import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { Parameter, TransactionSql } from '../database/connection.ts';
import type { ConnectionTarget } from '../database/connection-target.ts';
import { nodePostgresOptions } from '../database/node-postgres.ts';
import { createFailureScopes, type FailureScopes, runUntilFailure } from '../failure-scopes.ts';
import { failureKind, isTemporary, TemporaryError } from '../failures.ts';
import type { Logger } from '../observability/logger.ts';
import type { HeldJobs } from './instances.ts';

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

export interface QueueDefinition {
  readonly name: string;
  readonly retry?: RetryPolicy;
}

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
  /** Handles waiting jobs together and returns the outcome of each, in order. */
  readonly handle: (jobs: readonly Job[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
}

export interface Schedule {
  readonly queue: string;
  /** Five fields, in UTC. */
  readonly cron: string;
}

export interface QueueStatus {
  readonly name: string;
  /** Due now, or fetched once and due later. */
  readonly waiting: number;
  readonly active: number;
  /** Failed permanently; in the queue's dead-letter queue. */
  readonly failed: number;
}

/** A permanently failed job. */
export interface FailedJob {
  readonly id: string;
  readonly queue: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
  readonly data: unknown;
}

/** The app's job queue: pg-boss behind a small interface. */
export interface Queue {
  start(): Promise<void>;
  /** Creates missing queues, each with its dead-letter queue. */
  ensure(queues: readonly QueueDefinition[]): Promise<void>;
  /** Adds jobs in a transaction of the relay: they exist if it commits. */
  insert(tx: TransactionSql, queue: string, jobs: readonly NewJob[]): Promise<void>;
  work(definition: WorkDefinition): Promise<void>;
  schedule(schedules: readonly Schedule[]): Promise<void>;
  schedules(): Promise<Schedule[]>;
  /** Adds a job that runs now. */
  send(queue: string): Promise<void>;
  /** Whether a job whose data contains this object is waiting or running. */
  has(queue: string, data: object): Promise<boolean>;
  status(): Promise<QueueStatus[]>;
  /** The permanently failed jobs, oldest first: of one queue, or of all. */
  failed(queue?: string): Promise<FailedJob[]>;
  /**
   * Puts permanently failed jobs back into their queue as new jobs: all, or those with these ids.
   * @returns how many.
   */
  redrive(queue: string, ids?: readonly string[]): Promise<number>;
  /** Fetches from these queues now. */
  wake(queues: readonly string[]): void;
  stop(): Promise<void>;
}

/** Fetching and completing cost two statements for any number of jobs. */
const fetchedTogether = 50;
const tenYearsSeconds = 10 * 365 * 86_400;
const defaultRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 1, longestDelaySeconds: 600 };
/** pg-boss never fails a job permanently by itself: the kind of failure decides that, and pg-boss does not know it. */
const unlimitedRetries = 1_000_000;
const maxListed = 1_000;
const postponeAgainMs = 1_000;

function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

export interface QueueOptions {
  readonly target: ConnectionTarget;
  readonly log: Logger;
  /** Assigns uncaught exceptions to jobs. */
  readonly failures?: FailureScopes;
  /** Whether this process maintains the queue (expiry, retention, schedules). Otherwise it only adds jobs. */
  readonly supervises: boolean;
  /** Is told which jobs run here. */
  readonly held?: HeldJobs;
}

export function createQueue(queueOptions: QueueOptions): Queue {
  const { target, log, supervises, held, failures = createFailureScopes() } = queueOptions;
  const boss = new PgBoss({
    ...nodePostgresOptions(target),
    application_name: 'taskuno queue',
    schema: 'pgboss',
    max: 4,
    migrate: false,
    createSchema: false,
    supervise: supervises,
    schedule: supervises,
    useListenNotify: supervises,
    reindex: false,
    monitorVacuum: false,
  });
  // Every worker reports an outage at every poll, while the pools report it once.
  boss.on('error', (bossError) => {
    // A worker's error arrives as a copy that is not an Error.
    const error = bossError instanceof Error ? bossError : Object.assign(new Error(), bossError);
    log[isTemporary(error) ? 'debug' : 'error']({ error: error.message }, 'queue error');
  });
  boss.on('warning', (warning) => log.warn({ warning: warning.message, data: warning.data }, 'queue warning'));
  const state = { hasStarted: false, isStopping: false };
  /** The ids of the workers of each queue. */
  const workers = new Map<string, string[]>();

  async function rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const result = await boss.getDb().executeSql(text, [...values]);
    return result.rows as Row[];
  }

  /**
   * Puts jobs back after a temporary failure, without counting the attempt. They wait as long as the failure says, else
   * a quarter of their age, at most one minute. If this fails it is retried, so that the job is not lost.
   */
  async function postpone(queue: string, jobs: readonly Outcome[]): Promise<void> {
    const failedAttempts = jobs.map(({ job: { id, attempt }, reason }) => ({
      id,
      attempt: `${id}:${attempt - 1}`,
      output: { message: messageOf(reason) },
      wait: reason instanceof TemporaryError ? (reason.retryAfterSeconds ?? null) : null,
    }));
    for (;;) {
      try {
        await rows(postponeText, [queue, JSON.stringify(failedAttempts)]);
        return;
      } catch (error) {
        if (state.isStopping) throw error;
        log.debug({ queue, err: error }, 'jobs could not be requeued yet');
        await sleep(postponeAgainMs);
      }
    }
  }

  return {
    async start() {
      await boss.start();
      state.hasStarted = true;
    },
    async ensure(queues) {
      const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
      for (const { name, retry = defaultRetry } of queues) {
        const policy = {
          retryLimit: unlimitedRetries,
          retryBackoff: true,
          retryDelay: retry.delaySeconds,
          retryDelayMax: retry.longestDelaySeconds,
        };
        const existingQueue = existing.get(name);
        if (existingQueue) {
          const isSame =
            existingQueue.retryLimit === policy.retryLimit && existingQueue.retryDelay === policy.retryDelay;
          if (!isSame || existingQueue.retryDelayMax !== policy.retryDelayMax) await boss.updateQueue(name, policy);
          continue;
        }
        await boss.createQueue(deadLetterQueue(name), { retentionSeconds: tenYearsSeconds });
        await boss.createQueue(name, {
          ...policy,
          deadLetter: deadLetterQueue(name),
          heartbeatSeconds: 30,
          expireInSeconds: 3_600,
          retentionSeconds: tenYearsSeconds,
          deleteAfterSeconds: 86_400,
          notify: true,
        });
      }
    },
    async insert(tx, queue, jobs) {
      const db = {
        executeSql: async (text: string, values: Parameter[] = []) => ({
          rows: [...(await tx.unsafe(text, values))],
        }),
      };
      await boss.insert(queue, [...jobs], { db });
    },
    async work({ queue, longConcurrency, retry = defaultRetry, handle }) {
      const isLong = longConcurrency !== undefined;
      const own: string[] = [];
      workers.set(queue, own);
      const options = {
        batchSize: isLong ? 1 : fetchedTogether,
        burstWhenBatchFull: !isLong,
        perJobResults: true,
        pollingIntervalSeconds: 2,
        // Polling finds retries and deferred jobs: no NOTIFY announces them.
        notifyPollingIntervalSeconds: 5,
      } as const;
      const workOn = async (fetched: readonly FetchedJob[]) => {
        const jobs = fetched.map(({ id, data, retryCount, signal }) => ({ id, data, attempt: retryCount + 1, signal }));
        const ids = jobs.map(({ id }) => id);
        held?.take(ids);
        const startedAt = performance.now();
        const outcomes = await tryJobs(jobs, retry.retryLimit, (batch) => handleApart(failures, batch, handle));
        // Requests have priority: a queue with a backlog works half of the time.
        if (jobs.length === fetchedTogether) await sleep(performance.now() - startedAt);
        for (const { job, kind, reason } of outcomes) {
          if (kind === 'completed') continue;
          log.warn({ queue, jobId: job.id, attempt: job.attempt, outcome: kind, err: reason }, 'job failed');
        }
        const later = outcomes.filter(({ kind }) => kind === 'later');
        if (later.length > 0) await postpone(queue, later);
        held?.finish(ids);
        return outcomes.map(resultOf);
      };
      for (let i = 0; i < (longConcurrency ?? 1); i += 1) {
        const workOnAndGoOn = async (fetched: readonly FetchedJob[]) => {
          const results = await workOn(fetched);
          // Of long jobs each fetch is a full batch: more may wait. A batch that is not full means that no job waits.
          const worker = own[i];
          if (isLong && worker !== undefined) boss.notifyWorker(worker);
          return results;
        };
        own.push(await boss.work(queue, options, workOnAndGoOn));
      }
    },
    async schedule(schedules) {
      for (const { queue, cron } of schedules) await boss.schedule(queue, cron);
    },
    async schedules() {
      const schedules = await boss.getSchedules();
      return schedules.map(({ name, cron }) => ({ queue: name, cron }));
    },
    async send(queue) {
      await boss.send(queue, {});
    },
    async has(queue, data) {
      const jobs = await boss.findJobs(queue, { data });
      return jobs.some((job) => job.state === 'created' || job.state === 'retry' || job.state === 'active');
    },
    async status() {
      const counts = await rows<{ name: string; waiting: string; active: string; failed: string }>(statusText);
      return counts.map(({ name, waiting, active, failed }) => ({
        name,
        waiting: Number(waiting),
        active: Number(active),
        failed: Number(failed),
      }));
    },
    async failed(queue) {
      const failedJobs = await rows<Omit<FailedJob, 'at'> & { at: Date }>(failedText, [queue ?? null, maxListed]);
      return failedJobs.map((job) => ({ ...job, at: job.at.toISOString() }));
    },
    async redrive(queue, ids) {
      let count = 0;
      for (;;) {
        const jobCount = await boss.redrive(deadLetterQueue(queue), ids ? { ids: [...ids] } : {});
        count += jobCount;
        if (jobCount < maxListed) return count;
      }
    },
    wake(queues) {
      for (const worker of queues.flatMap((queue) => workers.get(queue) ?? [])) boss.notifyWorker(worker);
    },
    async stop() {
      state.isStopping = true;
      if (state.hasStarted) await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

type FetchedJob = Omit<Job, 'attempt'> & { readonly retryCount: number };

/** How an attempt at a job ended. */
interface Outcome {
  readonly job: Job;
  readonly kind: 'completed' | 'failed' | 'later' | 'given up';
  readonly reason?: unknown;
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

/** Handles jobs with attempts left. A job that killed its process at every attempt has none left. */
async function tryJobs(jobs: readonly Job[], retryLimit: number, handle: WorkDefinition['handle']): Promise<Outcome[]> {
  const hasAttempts = (job: Job) => job.attempt <= retryLimit + 1;
  const batch = jobs.filter(hasAttempts);
  const results = batch.length === 0 ? [] : await handle(batch);
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

/** pg-boss finds postponed jobs no longer active and leaves them unchanged. */
function resultOf({ job: { id }, kind, reason }: Outcome) {
  if (kind === 'completed') return { id, status: kind };
  const status = kind === 'given up' ? ('deadletter' as const) : ('failed' as const);
  return { id, status, output: { message: messageOf(reason) } };
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
