import type { Parameter, TransactionSql } from '../database/connection.ts';
import { createFailureScopes, type FailureScopes } from '../failure-scopes.ts';
import { type BossOptions, createBoss } from './boss.ts';
import { ensureQueues, type QueueDefinition } from './ensure-queues.ts';
import { type FailedJob, failedJobs, holdJobs, redriveJobs } from './failed-jobs.ts';
import type { HeldJobs } from './instances.ts';
import type { NewJob } from './job.ts';
import { countWorkers, type QueueStatus, queueStatus, unfinishedJobs } from './queue-status.ts';
import { readSchedules, type Schedule, type ScheduledQueue } from './schedules.ts';
import { createWorkers, type Workers } from './workers.ts';

/** The app's job queue: pg-boss behind a small interface. */
export interface Queue extends Workers {
  start(): Promise<void>;
  /** Creates missing queues, each with its dead-letter queue. */
  ensure(queues: readonly QueueDefinition[]): Promise<void>;
  /** Adds jobs in a transaction of the relay: they exist if it commits. */
  insert(tx: TransactionSql, queue: string, jobs: readonly NewJob[]): Promise<void>;
  /** Adds jobs outside of a transaction. */
  add(queue: string, jobs: readonly NewJob[]): Promise<void>;
  /** Sets when queues get jobs by themselves; without a time, never. */
  schedule(schedules: readonly (Pick<Schedule, 'queue'> & { readonly cron: string | null })[]): Promise<void>;
  /** The schedules by name, each with its last run. */
  schedules(): Promise<ScheduledQueue[]>;
  /** Adds a job that runs now. */
  send(queue: string): Promise<void>;
  /** Whether a job whose data contains this object is waiting or running. */
  has(queue: string, data: object): Promise<boolean>;
  status(): Promise<QueueStatus[]>;
  /** How many processes run jobs now. */
  workers(): Promise<number>;
  /** The permanently failed jobs, oldest first: of one queue, or of all. */
  failed(queue?: string): Promise<FailedJob[]>;
  /**
   * Puts permanently failed jobs back into their queue as new jobs: all, or those with these ids.
   * @returns how many.
   */
  redrive(queue: string, ids?: readonly string[]): Promise<number>;
  /**
   * Moves all waiting jobs of these queues to their dead-letter queues, from where `redrive` brings them back.
   * @returns how many.
   */
  hold(queues: readonly string[], reason: string): Promise<number>;
  /** How many jobs of these queues are due or running. */
  unfinished(queues: readonly string[]): Promise<number>;
  stop(): Promise<void>;
}

export interface QueueOptions extends BossOptions {
  /** Assigns uncaught exceptions to jobs. */
  readonly failures?: FailureScopes;
  /** Is told which jobs run here. */
  readonly held?: HeldJobs;
}

export function createQueue(options: QueueOptions): Queue {
  const { log, held, failures = createFailureScopes() } = options;
  const boss = createBoss(options);
  const state = { hasStarted: false, isStopping: false };
  const workers = createWorkers({ boss, log, failures, held, isStopping: () => state.isStopping });

  return {
    ...workers,
    async start() {
      await boss.start();
      state.hasStarted = true;
    },
    ensure: (queues) => ensureQueues(boss, queues),
    async insert(tx, queue, jobs) {
      const db = {
        executeSql: async (text: string, values: Parameter[] = []) => ({
          rows: [...(await tx.unsafe(text, values, { prepare: true }))],
        }),
      };
      await boss.insert(queue, [...jobs], { db });
    },
    async add(queue, jobs) {
      await boss.insert(queue, [...jobs]);
    },
    async schedule(schedules) {
      for (const { queue, cron } of schedules) {
        if (cron === null) await boss.unschedule(queue);
        else await boss.schedule(queue, cron);
      }
    },
    schedules: () => readSchedules(boss),
    async send(queue) {
      await boss.send(queue, {});
    },
    async has(queue, data) {
      const jobs = await boss.findJobs(queue, { data });
      return jobs.some((job) => job.state === 'created' || job.state === 'retry' || job.state === 'active');
    },
    status: () => queueStatus(boss),
    workers: () => countWorkers(boss),
    failed: (queue) => failedJobs(boss, queue),
    redrive: (queue, ids) => redriveJobs(boss, queue, ids),
    hold: (queues, reason) => holdJobs(boss, queues, reason),
    unfinished: (queues) => unfinishedJobs(boss, queues),
    async stop() {
      state.isStopping = true;
      if (state.hasStarted) await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}
