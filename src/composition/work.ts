import { mapSettled } from '#platform/batches.ts';
import type { Actor } from '#platform/context.ts';
import type { Sql } from '#platform/database/connection.ts';
import { purgeEventLog } from '#platform/events/purge.ts';
import { purgeRateLimits } from '#platform/http/rate-limits.ts';
import { batchHandlerOf } from '#platform/events/event-jobs.ts';
import { handlerOf } from '#platform/events/subscribe.ts';
import type { Job, WorkDefinition } from '#platform/jobs/job.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import type { HostedModule } from '#platform/modules/module.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Storage } from '#platform/storage/storage.ts';

/** The name of the queue of a module's subscription or job. */
function queueName(module: HostedModule, name: string): string {
  return `${module.name}.${name}`;
}

/** The queue of jobs with several events each, for a subscription that handles events together. */
function batchQueueName(module: HostedModule, subscription: HostedModule['subscriptions'][number]): string | null {
  const isTogether = 'handleBatch' in subscription || 'handleSettled' in subscription;
  return isTogether ? `${queueName(module, subscription.name)}.batch` : null;
}

/** Scheduled work that belongs to no module. */
export interface PlatformJob {
  readonly queue: string;
  /** Null for a job that only runs when it is sent. */
  readonly cron: string | null;
  run(): Promise<void>;
}

/** The platform's scheduled jobs: delete events older than seven days, and abandoned uploads. */
export function platformJobs(events: Sql, storage: Storage): PlatformJob[] {
  return [
    { queue: 'platform.event-log', cron: '23 * * * *', run: () => purgeEventLog(events) },
    { queue: 'platform.rate-limits', cron: '*/10 * * * *', run: () => purgeRateLimits(events) },
    { queue: 'platform.uploads', cron: '43 * * * *', run: () => storage.sweep() },
  ];
}

/** The modules and jobs for the queues and the schedule. */
export interface Work {
  readonly modules: readonly HostedModule[];
  readonly platform: readonly PlatformJob[];
}

/** Creates the queues and stores which queue subscribes to which event. Runs before new code serves. */
export async function registerWork(sql: Sql, queue: Queue, { modules, platform }: Work): Promise<void> {
  const queues = [
    ...platform.map((job) => ({ name: job.queue })),
    ...modules.flatMap((module) =>
      module.subscriptions.flatMap((subscription) => {
        const { retry } = subscription;
        return queuesOf(module, subscription).map((each) => ({ name: each, ...(retry ? { retry } : {}) }));
      }),
    ),
    ...modules.flatMap((module) => module.jobs.map(({ name }) => ({ name: queueName(module, name) }))),
  ];
  const shared = queues.find(({ name }, i) => queues.findIndex((other) => other.name === name) < i);
  // Two kinds of work with one queue would take each other's jobs and complete them.
  if (shared) throw new Error(`two kinds of work are called ${shared.name}`);
  await queue.ensure(queues);
  const rows = modules.flatMap((module) =>
    module.subscriptions.flatMap((subscription) => {
      const name = queueName(module, subscription.name);
      const batchQueue = batchQueueName(module, subscription);
      return subscription.events.map((event) => ({ event, subscriber: name, queue: name, batch_queue: batchQueue }));
    }),
  );
  await sql`
    insert into platform.subscription (event, subscriber, queue, batch_queue)
    select event, subscriber, queue, batch_queue from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (event text, subscriber text, queue text, batch_queue text)
    on conflict (event, subscriber) do update set queue = excluded.queue, batch_queue = excluded.batch_queue`;
  // Removes old subscriptions.
  await sql`
    delete from platform.subscription known
    where split_part(subscriber, '.', 1) = any(${modules.map(({ name }) => name)})
      and not exists (
        select from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (event text, subscriber text)
        where row.event = known.event and row.subscriber = known.subscriber)`;
}

/** Starts the subscriptions that send nothing out of the app, and no scheduled job. Returns their queues. */
export async function startInternalWork(sql: Sql, queue: Queue, { modules }: Work): Promise<string[]> {
  const queues: string[] = [];
  for (const module of modules) {
    const subscriptions = module.subscriptions.filter(({ isOutgoing }) => isOutgoing !== true);
    await startSubscriptions(sql, queue, module, subscriptions, undefined);
    queues.push(...subscriptions.flatMap((subscription) => queuesOf(module, subscription)));
  }
  return queues;
}

/** The queues whose jobs send something out of the app. */
export function outgoingQueues({ modules }: Work): string[] {
  return modules.flatMap((module) =>
    module.subscriptions
      .filter(({ isOutgoing }) => isOutgoing === true)
      .flatMap((subscription) => queuesOf(module, subscription)),
  );
}

/** All queues that jobs of a subscription may be in. */
function queuesOf(module: HostedModule, subscription: HostedModule['subscriptions'][number]): string[] {
  const { name, formerNames = [] } = subscription;
  const batchQueue = batchQueueName(module, subscription);
  return [...[name, ...formerNames].map((each) => queueName(module, each)), ...(batchQueue ? [batchQueue] : [])];
}

async function startSubscriptions(
  sql: Sql,
  queue: Queue,
  module: HostedModule,
  subscriptions: HostedModule['subscriptions'],
  tracing: Tracing | undefined,
): Promise<void> {
  for (const subscription of subscriptions) {
    const isLong = 'handle' in subscription && subscription.isLong === true;
    const single = queueName(module, subscription.name);
    const work = {
      ...(subscription.retry ? { retry: subscription.retry } : {}),
      ...(isLong ? { longConcurrency: subscription.concurrency ?? 1 } : {}),
      handle: traced(tracing, single, handlerOf(subscription, module.contextOf)),
    };
    for (const name of [subscription.name, ...(subscription.formerNames ?? [])])
      await queue.work({ queue: queueName(module, name), ...work });
    const batchQueue = batchQueueName(module, subscription);
    if (batchQueue === null) continue;
    const handle = batchHandlerOf({
      sql,
      subscriber: single,
      handle: work.handle,
      add: (jobs) => queue.add(single, jobs),
    });
    await queue.work({ queue: batchQueue, ...work, jobsPerFetch: 4, handle });
  }
}

/** Starts the work: subscriptions and scheduled jobs. */
export async function startWork(
  sql: Sql,
  queue: Queue,
  { modules, platform }: Work,
  tracing: Tracing | undefined,
): Promise<void> {
  for (const job of platform) {
    const handle = traced(tracing, job.queue, (jobs) => mapSettled(jobs, 1, () => job.run()));
    await queue.work({ queue: job.queue, handle });
  }
  for (const module of modules) {
    await startSubscriptions(sql, queue, module, module.subscriptions, tracing);
    for (const job of module.jobs) {
      const name = queueName(module, job.name);
      const actor: Actor = { kind: 'job', name, userId: null };
      const run = ({ id }: Job) => job.run(module.contextOf({ actor, requestId: id }));
      await queue.work({ queue: name, handle: traced(tracing, name, (jobs) => mapSettled(jobs, 1, run)) });
    }
  }
  await queue.schedule([
    ...platform.map((job) => ({ queue: job.queue, cron: job.cron })),
    ...modules.flatMap((module) => module.jobs.map(({ name, cron }) => ({ queue: queueName(module, name), cron }))),
  ]);
}

type Handler = WorkDefinition['handle'];

/** Runs the jobs in a span of the trace that caused the first of them, linked to the traces of the others. */
function traced(tracing: Tracing | undefined, queue: string, handle: Handler): Handler {
  if (!tracing) return handle;
  return (jobs) => {
    const [parent = null, ...links] = new Set(jobs.flatMap(({ data }) => traceOf(data) ?? []));
    const attributes = { 'messaging.batch.message_count': jobs.length };
    return tracing.inSpan({ name: `job ${queue}`, kind: 'consumer', attributes, parent, links }, async (set) => {
      const results = await handle(jobs);
      set('taskuno.failed_jobs', results.filter(({ status }) => status === 'rejected').length);
      return results;
    });
  };
}

function traceOf(data: unknown): string | undefined {
  const { trace } = (data ?? {}) as { readonly trace?: unknown };
  return typeof trace === 'string' ? trace : undefined;
}
