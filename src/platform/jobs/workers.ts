import { setTimeout as sleep } from 'node:timers/promises';
import type { FailureScopes } from '../failure-scopes.ts';
import type { Logger } from '../observability/logger.ts';
import { type Outcome, resultOf, tryJobs } from './attempt.ts';
import type { Boss } from './boss.ts';
import type { HeldJobs } from './instances.ts';
import { defaultRetry, type Job, type WorkDefinition } from './job.ts';
import { postpone } from './postpone.ts';

export interface WorkersOptions {
  readonly boss: Boss;
  readonly log: Logger;
  readonly failures: FailureScopes;
  readonly held: HeldJobs | undefined;
  readonly isStopping: () => boolean;
}

/** The workers of this process: they fetch jobs, run them and decide what happens after a failure. */
export interface Workers {
  work(definition: WorkDefinition): Promise<void>;
  /** Fetches from these queues now. */
  wake(queues: readonly string[]): void;
  /** Fetches from all queues now. */
  wakeAll(): void;
}

/** Fetching and completing cost two statements for any number of jobs. */
const defaultJobsPerFetch = 50;

type FetchedJob = Omit<Job, 'attempt'> & { readonly retryCount: number };

export function createWorkers(options: WorkersOptions): Workers {
  const { boss } = options;
  const workerIds = new Map<string, string[]>();

  function wake(queues: Iterable<string>): void {
    for (const queue of queues) for (const id of workerIds.get(queue) ?? []) boss.notifyWorker(id);
  }

  return {
    async work(definition) {
      const { queue, longConcurrency, jobsPerFetch = defaultJobsPerFetch } = definition;
      const isLong = longConcurrency !== undefined;
      const ids: string[] = [];
      workerIds.set(queue, ids);
      const fetching = {
        batchSize: isLong ? 1 : jobsPerFetch,
        burstWhenBatchFull: !isLong,
        perJobResults: true,
        pollingIntervalSeconds: 2,
        // Polling finds retries and deferred jobs: no NOTIFY announces them.
        notifyPollingIntervalSeconds: 5,
      } as const;
      for (let i = 0; i < (longConcurrency ?? 1); i += 1) {
        const handle = async (fetched: readonly FetchedJob[]) => {
          const results = await runBatch(options, definition, fetched);
          // Of long jobs each fetch is a full batch: more may wait. A batch that is not full means that no job waits.
          const id = ids[i];
          if (isLong && id !== undefined) boss.notifyWorker(id);
          return results;
        };
        ids.push(await boss.work(queue, fetching, handle));
      }
    },
    wake,
    wakeAll: () => wake(workerIds.keys()),
  };
}

async function runBatch(
  options: WorkersOptions,
  { queue, retry = defaultRetry, jobsPerFetch = defaultJobsPerFetch, handle }: WorkDefinition,
  fetched: readonly FetchedJob[],
) {
  const { log, failures, held } = options;
  const jobs = fetched.map(({ id, data, retryCount, signal }) => ({ id, data, attempt: retryCount + 1, signal }));
  const ids = jobs.map(({ id }) => id);
  held?.take(ids);
  const startedAt = performance.now();
  const outcomes = await tryJobs(failures, jobs, retry.retryLimit, handle);
  // Requests have priority: a queue with a backlog works half of the time.
  if (jobs.length === jobsPerFetch) await sleep(performance.now() - startedAt);
  logFailures(log, queue, outcomes);
  const later = outcomes.filter(({ kind }) => kind === 'later');
  if (later.length > 0) await postpone(options, queue, later);
  held?.finish(ids);
  return outcomes.map(resultOf);
}

function logFailures(log: Logger, queue: string, outcomes: readonly Outcome[]): void {
  for (const { job, kind, reason } of outcomes) {
    if (kind === 'completed') continue;
    log.warn({ queue, jobId: job.id, attempt: job.attempt, outcome: kind, err: reason }, 'job failed');
  }
}
