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

export interface WorkDefinition {
  readonly queue: string;
  /** How many jobs run side by side. */
  readonly concurrency: number;
  /** Jobs that take minutes: each is fetched alone, so that a short one does not wait for a long one beside it. */
  readonly isLong?: boolean;
  readonly handle: (data: unknown, job: { id: string; attempt: number; signal: AbortSignal }) => Promise<void>;
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
    async work({ queue, concurrency, isLong = false, handle }) {
      await boss.work(
        queue,
        {
          batchSize: isLong ? 1 : concurrency,
          localConcurrency: isLong ? concurrency : 1,
          burstWhenBatchFull: !isLong,
          perJobResults: true,
          includeMetadata: true,
          pollingIntervalSeconds: 2,
          // A retry or a deferred job comes due without a NOTIFY.
          notifyPollingIntervalSeconds: 5,
        },
        (jobs) =>
          Promise.all(
            jobs.map(async (job) => {
              try {
                await handle(job.data, { id: job.id, attempt: job.retryCount + 1, signal: job.signal });
                return { id: job.id, status: 'completed' as const };
              } catch (error) {
                log.warn({ queue, jobId: job.id, attempt: job.retryCount + 1, err: error }, 'job failed');
                return { id: job.id, status: 'failed' as const, output: { message: messageOf(error) } };
              }
            }),
          ),
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
