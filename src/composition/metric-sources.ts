import { statfs } from 'node:fs/promises';
import type { PoolLoad } from '#platform/database/pool.ts';
import type { Sql } from '#platform/database/connection.ts';
import type { QueueStatus } from '#platform/jobs/queue-status.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import type { MetricSource, Sample } from '#platform/observability/metrics.ts';

export interface MeasuredParts {
  readonly version: string;
  readonly pools: ReadonlyMap<string, Pick<Sql, 'load'>>;
  /** A connection that may read the outboxes. */
  readonly events: Sql;
  readonly queue: Pick<Queue, 'status'>;
  /** The modules of this process. */
  readonly modules: readonly string[];
  readonly openStreams: () => number;
  /** Emails by provider and outcome. */
  readonly mails: () => readonly Sample[];
  readonly dataDir: string;
}

/** What the metrics say about this process and its database, beside requests and the process itself. */
export function metricSources(parts: MeasuredParts): MetricSource[] {
  const { version, pools, events, queue, modules, openStreams, mails, dataDir } = parts;
  const queues = sharedRead(() => queue.status());
  const outboxes = sharedRead(() => readOutboxes(events, modules));
  const ofPools = (valuesOf: (load: PoolLoad) => Readonly<Record<string, number>>) => (): Sample[] =>
    [...pools].flatMap(([pool, sql]) =>
      Object.entries(valuesOf(sql.load())).map(([state, value]) => ({ labels: { pool, state }, value })),
    );
  const ofPool = (valueOf: (load: PoolLoad) => number) => (): Sample[] =>
    [...pools].map(([pool, sql]) => ({ labels: { pool }, value: valueOf(sql.load()) }));

  return [
    {
      name: 'taskuno_info',
      help: 'The version of the app.',
      kind: 'gauge',
      labels: ['version'],
      read: () => [{ labels: { version }, value: 1 }],
    },
    {
      name: 'taskuno_database_connections',
      help: 'Database connections of this process by pool: in use, and free.',
      kind: 'gauge',
      labels: ['pool', 'state'],
      read: ofPools(({ used, connections }) => ({ used, free: connections - used })),
    },
    {
      name: 'taskuno_database_waiting',
      help: 'Callers that wait for a database connection.',
      kind: 'gauge',
      labels: ['pool'],
      read: ofPool(({ waiting }) => waiting),
    },
    {
      name: 'taskuno_database_waits_total',
      help: 'How often a caller waited for a database connection.',
      kind: 'counter',
      labels: ['pool'],
      read: ofPool(({ waits }) => waits),
    },
    {
      name: 'taskuno_database_wait_seconds_total',
      help: 'How long callers waited for database connections.',
      kind: 'counter',
      labels: ['pool'],
      read: ofPool(({ waitedMs }) => waitedMs / 1_000),
    },
    {
      name: 'taskuno_queue_jobs',
      help: 'Jobs by queue: waiting, active, and failed permanently. Of the whole installation.',
      kind: 'gauge',
      labels: ['queue', 'state'],
      read: async () => (await queues()).flatMap(jobsByState),
    },
    {
      name: 'taskuno_queue_oldest_seconds',
      help: 'Age of the oldest job that is due, by queue. Of the whole installation.',
      kind: 'gauge',
      labels: ['queue'],
      read: async () =>
        (await queues()).map(({ name, oldestSeconds }) => ({ labels: { queue: name }, value: oldestSeconds })),
    },
    {
      name: 'taskuno_outbox_events',
      help: 'Events of the modules of this process that are not relayed yet; counted up to 10,000.',
      kind: 'gauge',
      labels: ['module'],
      read: async () => (await outboxes()).map(({ module, count }) => ({ labels: { module }, value: Number(count) })),
    },
    {
      name: 'taskuno_outbox_oldest_seconds',
      help: 'Age of the oldest event of the modules of this process that is not relayed yet.',
      kind: 'gauge',
      labels: ['module'],
      read: async () => (await outboxes()).map(({ module, seconds }) => ({ labels: { module }, value: seconds })),
    },
    {
      name: 'taskuno_events_set_aside',
      help: 'Events that could not be relayed. Of the whole installation.',
      kind: 'gauge',
      read: async () => {
        const rows = await events<{ count: string }[]>`select count(*) from platform.set_aside`;
        return rows.map(({ count }) => ({ value: Number(count) }));
      },
    },
    {
      name: 'taskuno_event_streams',
      help: 'Open event streams of this process.',
      kind: 'gauge',
      read: () => [{ value: openStreams() }],
    },
    {
      name: 'taskuno_mails_total',
      help: 'Attempts of this process to send emails, by provider and outcome: sent, failed (is tried again), refused.',
      kind: 'counter',
      labels: ['provider', 'outcome'],
      read: mails,
    },
    {
      name: 'taskuno_disk_bytes',
      help: 'Size and free space of the disk that holds the data folder.',
      kind: 'gauge',
      labels: ['kind'],
      async read() {
        const { bsize, blocks, bavail } = await statfs(dataDir);
        return [
          { labels: { kind: 'size' }, value: blocks * bsize },
          { labels: { kind: 'free' }, value: bavail * bsize },
        ];
      },
    },
  ];
}

function jobsByState({ name, waiting, active, failed }: QueueStatus): Sample[] {
  return Object.entries({ waiting, active, failed }).map(([state, value]) => ({
    labels: { queue: name, state },
    value,
  }));
}

interface OutboxState {
  readonly module: string;
  readonly count: string;
  readonly seconds: number;
}

const countedAtMost = 10_000;

function readOutboxes(events: Sql, modules: readonly string[]): Promise<readonly OutboxState[]> {
  const selects = modules.map(
    (module) => `
      select
        '${module}' as module,
        (select count(*) from (select from ${module}.outbox limit ${countedAtMost}) as counted) as count,
        coalesce((
          select greatest(0, extract(epoch from now() - (event->>'at')::timestamptz))::float8
          from ${module}.outbox order by seq limit 1), 0) as seconds`,
  );
  return Promise.resolve(events.unsafe<OutboxState[]>(selects.join(' union all ')));
}

/** Several metrics of one reply come from one read, and frequent readers share it. */
const sharedForMs = 1_000;

function sharedRead<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let last: { readonly at: number; readonly result: Promise<Result> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > sharedForMs) {
      last = { at: performance.now(), result: read() };
    }
    return last.result;
  };
}
