import type { Queue } from '#platform/jobs/queue.ts';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { type OutputOptions, print, table } from './output.ts';
import { withQueue } from './with-modules.ts';

interface RetryOptions extends OutputOptions {
  readonly all?: boolean;
  readonly id?: readonly string[];
  readonly dryRun?: boolean;
}

/** Prints the numbers of waiting, running and failed jobs. */
export async function queueStatus(options: OutputOptions): Promise<void> {
  const status = await withQueue(async ({ queue, setAside }) => ({
    queues: await queue.status(),
    eventsSetAside: (await setAside.list()).length,
  }));
  const rows = status.queues.map(({ name, waiting, active, failed, oldestSeconds }) => [
    name,
    ...[waiting, active, failed].map(String),
    oldestSeconds < 1 ? '' : `${Math.round(oldestSeconds)} s`,
  ]);
  const aside = `Failed events: ${status.eventsSetAside}`;
  print(status, [...table([['queue', 'waiting', 'active', 'failed', 'oldest'], ...rows]), aside], options);
}

/** Prints the scheduled jobs with their last run. */
export async function listJobs(options: OutputOptions): Promise<void> {
  const jobs = await withQueue(({ queue }) => queue.schedules());
  const rows = jobs.map(({ queue, cron, lastRun }) => [
    queue,
    cron,
    lastRun === null ? 'not run within the last day' : `${lastRun.state} ${lastRun.finishedAt ?? lastRun.startedAt}`,
  ]);
  print(
    jobs.map(({ queue, ...job }) => ({ name: queue, ...job })),
    rows.length === 0 ? ['No scheduled jobs. Start the server once.'] : table(rows),
    options,
  );
}

/** Starts a scheduled job now; the running server executes it. */
export async function runJob(name: string, options: OutputOptions): Promise<void> {
  await withQueue(async ({ queue }) => {
    const schedules = await queue.schedules();
    if (!schedules.some((job) => job.queue === name))
      throw refusal(`There is no job ${name}. List them with taskuno jobs list.`);
    await queue.send(name);
  });
  print({ started: name }, [`${name} queued; the running server executes it.`], options);
}

/** Prints the failed jobs with their errors. */
export async function failedJobs(queueName: string | undefined, options: OutputOptions): Promise<void> {
  const jobs = await withQueue(({ queue }) => queue.failed(queueName));
  const rows = jobs.map(({ id, queue, at, attempts, error }) => [id, at, queue, `${attempts} ×`, oneLine(error)]);
  print(jobs, jobs.length === 0 ? ['No failed jobs.'] : table(rows), options);
}

/** Puts failed jobs back into their queues: of one queue, some, or all. */
export async function retryJobs(
  name: string | undefined,
  { all, id: ids, dryRun = false, ...options }: RetryOptions,
): Promise<void> {
  if (name === undefined && !all && !ids) throw misused('Specify a queue, --id or --all.');
  const count = await withQueue(({ queue }) =>
    ids ? retryById(queue, name, ids, dryRun) : retryQueues(queue, name, dryRun),
  );
  print({ retried: dryRun ? 0 : count }, [`${dryRun ? 'Would retry jobs' : 'Jobs retried'}: ${count}`], options);
}

async function retryById(
  queue: Queue,
  name: string | undefined,
  ids: readonly string[],
  dryRun: boolean,
): Promise<number> {
  const failed = (await queue.failed(name)).filter(({ id }) => ids.includes(id));
  checkKnown(ids, failed);
  if (dryRun) return failed.length;
  let count = 0;
  for (const [own, jobs] of Map.groupBy(failed, (job) => job.queue)) {
    count += await queue.redrive(
      own,
      jobs.map(({ id }) => id),
    );
  }
  return count;
}

async function retryQueues(queue: Queue, name: string | undefined, dryRun: boolean): Promise<number> {
  const queues = (await queue.status()).filter((one) => name === undefined || one.name === name);
  if (queues.length === 0 && name !== undefined)
    throw refusal(`There is no queue ${name}. List them with taskuno queue status.`);
  let count = 0;
  for (const { name: own, failed } of queues) {
    if (failed > 0) count += dryRun ? failed : await queue.redrive(own);
  }
  return count;
}

/** Prints the failed events with their errors. */
export async function failedEvents(options: OutputOptions): Promise<void> {
  const events = await withQueue(({ setAside }) => setAside.list());
  const rows = events.map(({ id, at, module, type, error }) => [id, at, module, type ?? '', oneLine(error)]);
  print(events, events.length === 0 ? ['No failed events.'] : table(rows), options);
}

/** Relays set-aside events again. */
export async function retryEvents({ all, id: ids, dryRun = false, ...options }: RetryOptions): Promise<void> {
  if (!all && !ids) throw misused('Specify --id or --all.');
  const retried = await withQueue(async ({ setAside }) => {
    const failed = await setAside.list();
    if (ids) checkKnown(ids, failed);
    if (dryRun) return ids ?? failed.map(({ id }) => id);
    return setAside.retry(ids ?? null);
  });
  const line = `${dryRun ? 'Would retry events' : 'Events retried'}: ${retried.length}`;
  print({ retried: dryRun ? 0 : retried.length }, [line], options);
}

function checkKnown(ids: readonly string[] | undefined, existing: readonly { readonly id: string }[]): void {
  const missing = (ids ?? []).filter((id) => !existing.some((one) => one.id === id));
  if (missing.length > 0) throw refusal(`Not found among the failed entries: ${missing.join(', ')}`);
}

function misused(message: string): StartError {
  return new StartError(exitCodes.configuration, message);
}

function refusal(message: string): StartError {
  return new StartError(exitCodes.refused, message);
}

const maxErrorLength = 200;

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, maxErrorLength);
}
