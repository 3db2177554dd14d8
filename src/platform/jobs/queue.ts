import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { type ConnectionTarget, nodePostgresOptions, type TransactionSql } from '../database/connection.ts';
import type { Logger } from '../observability/logger.ts';

/** A job as it is put on a queue. A repeat with the same id adds nothing. */
export interface NewJob {
  readonly id: string;
  readonly data: object;
}

export interface RetryPolicy {
  readonly retryLimit: number;
  /** The first wait; it doubles, with jitter, up to `longestDelaySeconds`. */
  readonly delaySeconds: number;
  readonly longestDelaySeconds: number;
}

export interface QueueDefinition {
  readonly name: string;
  readonly retry?: RetryPolicy;
}

/** A job as its worker gets it. */
export interface Job {
  readonly id: string;
  readonly data: unknown;
  /** 1 at the first run. */
  readonly attempt: number;
  /** Aborted where the job is no longer this worker's. */
  readonly signal: AbortSignal;
}

export interface WorkDefinition {
  readonly queue: string;
  /** For jobs that take minutes: so many run side by side, each fetched alone, and none waits for a longer one. */
  readonly longConcurrency?: number;
  /** Gets the jobs that wait together and tells of each, in their order, how it went. */
  readonly handle: (jobs: readonly Job[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
}

export interface Schedule {
  readonly queue: string;
  /** Five fields, in UTC. */
  readonly cron: string;
}

export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
}

/** The queue of the app: pg-boss behind the few words that we use of it. */
export interface Queue {
  start(): Promise<void>;
  /** Makes missing queues, each with its dead-letter queue. */
  ensure(queues: readonly QueueDefinition[]): Promise<void>;
  /** Adds jobs within a transaction of the relay's: they exist if it commits. */
  insert(tx: TransactionSql, queue: string, jobs: readonly NewJob[]): Promise<void>;
  work(definition: WorkDefinition): Promise<void>;
  schedule(schedules: readonly Schedule[]): Promise<void>;
  /** Runs a queue's job now. */
  send(queue: string): Promise<void>;
  status(): Promise<QueueStatus[]>;
  /** Puts the jobs of a dead-letter queue back; returns how many. */
  redrive(queue: string): Promise<number>;
  stop(): Promise<void>;
}

/** Fetching and completing cost two statements however many jobs there are. */
const fetchedTogether = 50;
const tenYearsSeconds = 10 * 365 * 86_400;
const defaultRetry: RetryPolicy = { retryLimit: 14, delaySeconds: 1, longestDelaySeconds: 600 };

export function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

export interface QueueOptions {
  readonly target: ConnectionTarget;
  readonly log: Logger;
  /** Whether this process keeps the queue in order (expiry, retention, schedules); else it only adds jobs. */
  readonly supervises: boolean;
}

export function createQueue({ target, log, supervises }: QueueOptions): Queue {
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
  boss.on('error', (error) => log.error({ error: error.message }, 'queue error'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message, data: warning.data }, 'queue warning'));
  const hasStarted = { value: false };

  return {
    async start() {
      await boss.start();
      hasStarted.value = true;
    },
    async ensure(queues) {
      const existing = new Set((await boss.getQueues()).map(({ name }) => name));
      for (const { name, retry = defaultRetry } of queues) {
        if (existing.has(name)) continue;
        await boss.createQueue(deadLetterQueue(name), { retentionSeconds: tenYearsSeconds });
        await boss.createQueue(name, {
          retryLimit: retry.retryLimit,
          retryDelay: retry.delaySeconds,
          retryDelayMax: retry.longestDelaySeconds,
          retryBackoff: true,
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
        executeSql: async (text: string, values: unknown[] = []) => ({
          rows: [...(await tx.unsafe(text, values as never[]))],
        }),
      };
      await boss.insert(queue, [...jobs], { db });
    },
    async work({ queue, longConcurrency, handle }) {
      await boss.work(
        queue,
        {
          batchSize: longConcurrency === undefined ? fetchedTogether : 1,
          localConcurrency: longConcurrency ?? 1,
          burstWhenBatchFull: longConcurrency === undefined,
          perJobResults: true,
          pollingIntervalSeconds: 2,
          // A retry or a deferred job comes due without a NOTIFY.
          notifyPollingIntervalSeconds: 5,
        },
        async (fetched) => {
          const jobs = fetched.map(({ id, data, retryCount, signal }) => ({
            id,
            data,
            attempt: retryCount + 1,
            signal,
          }));
          const startedAt = performance.now();
          const results = await handle(jobs);
          // Requests come first: a queue that is behind works half of the time.
          if (jobs.length === fetchedTogether) await sleep(performance.now() - startedAt);
          return jobs.map(({ id, attempt }, i) => {
            const result = results[i];
            if (result?.status === 'fulfilled') return { id, status: 'completed' as const };
            const reason: unknown = result?.reason;
            log.warn({ queue, jobId: id, attempt, err: reason }, 'job failed');
            return { id, status: 'failed' as const, output: { message: messageOf(reason) } };
          });
        },
      );
    },
    async schedule(schedules) {
      for (const { queue, cron } of schedules) await boss.schedule(queue, cron);
    },
    async send(queue) {
      await boss.send(queue, {});
    },
    async status() {
      const queues = await boss.getQueues();
      return queues.map((queue) => ({
        name: queue.name,
        waiting: queue.queuedCount,
        active: queue.activeCount,
        failed: queue.name.endsWith('.dead') ? queue.queuedCount : 0,
      }));
    },
    redrive: (queue) => boss.redrive(deadLetterQueue(queue)),
    async stop() {
      if (hasStarted.value) await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
