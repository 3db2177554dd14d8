import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';

/** The jobs that this process is running. */
export interface HeldJobs {
  take(ids: readonly string[]): void;
  /** Call when jobs end. They count as held a moment longer, until the queue has stored their outcome. */
  finish(ids: readonly string[]): void;
}

/** Reports this process to the others, and releases the jobs of dead processes. */
export interface Instances {
  readonly held: HeldJobs;
  /** Resolves when this process is registered: before it takes a job. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface InstancesOptions {
  readonly sql: Sql;
  readonly log: Logger;
  /** Called with the queues whose jobs were released, so that they are fetched at once. */
  readonly onReleased: (queues: readonly string[]) => void;
}

const reportEveryMs = 1_000;
/** A process without a report for this long counts as dead, if the observer's own reports succeed. */
const goneAfterMs = 4_000;
/**
 * A report this slow or late means that the database or this process is overloaded: then no other process is judged.
 */
const slowMs = 1_500;
/** Only jobs running longer than this are reported, and only jobs that ran longer are released by others. */
const reportedAfterMs = 500;
const releasedAfterMs = 2_500;
const finishedKeptMs = 2_000;

interface Peer {
  readonly id: string;
  readonly seenAt: string;
  readonly ageMs: number;
  readonly jobs: readonly string[];
}

/**
 * Each process that runs jobs updates its row every second. A process that sees another's row unchanged for four
 * seconds releases that process's jobs: the queue alone would wait one minute.
 */
export function createInstances({ sql, log, onReleased }: InstancesOptions): Instances {
  const id = randomUUID();
  const stopping = new AbortController();
  const held = createHeldJobs();
  /** When each other process's row was last seen to change. Null until the first report of this process. */
  let observed: Map<string, { seenAt: string; since: number }> | null = null;
  let running: Promise<void> | undefined;

  async function loop(): Promise<void> {
    for (;;) {
      const dueAt = performance.now() + reportEveryMs;
      await sleep(reportEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await round(performance.now() - dueAt);
      } catch (error) {
        observed = new Map();
        if (!isDatabaseAway(error)) log.error({ err: error }, 'the jobs of other processes could not be checked');
      }
    }
  }

  async function round(lateMs: number): Promise<void> {
    const startedAt = performance.now();
    const heldIds = held.ids();
    const peers = await report(sql, id, held.reported());
    if (lateMs + performance.now() - startedAt > slowMs) {
      observed = new Map();
      return;
    }
    observed = observe(observed, peers);
    const isGone = (peer: Peer) => performance.now() - (observed?.get(peer.id)?.since ?? Infinity) >= goneAfterMs;
    const living = peers.filter((peer) => !isGone(peer)).flatMap(({ jobs }) => jobs);
    for (const peer of peers.filter(isGone)) {
      const released = await release(sql, peer, [...heldIds, ...living]);
      if (released.length === 0) continue;
      log.warn({ instance: peer.id, jobs: released.length }, 'a process has stopped: taking over its jobs');
      onReleased([...new Set(released)]);
    }
  }

  return {
    held,
    async start() {
      await round(0);
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
      if (running) await sql`delete from platform.instance where id = ${id}`.catch(() => undefined);
    },
  };
}

/** At the first look the row's age counts; later only changes that were seen. */
function observe(before: Map<string, { seenAt: string; since: number }> | null, peers: readonly Peer[]) {
  const now = performance.now();
  return new Map(
    peers.map(({ id, seenAt, ageMs }) => {
      const previous = before?.get(id);
      if (previous?.seenAt === seenAt) return [id, previous];
      return [id, { seenAt, since: before === null ? now - ageMs : now }];
    }),
  );
}

async function report(sql: Sql, id: string, jobs: readonly string[]): Promise<Peer[]> {
  return sql<Peer[]>`
    with mine as (
      insert into platform.instance (id, seen_at, jobs)
      values (${id}, clock_timestamp(), ${JSON.stringify(jobs)}::jsonb)
      on conflict (id) do update set seen_at = excluded.seen_at, jobs = excluded.jobs)
    select id, seen_at as "seenAt", jobs, extract(epoch from clock_timestamp() - seen_at) * 1000 as "ageMs"
    from platform.instance where id <> ${id}`;
}

/**
 * Releases the jobs of a dead process. Only one of several observers releases them.
 * @returns the queue of each released job.
 */
async function release(sql: Sql, peer: Peer, heldElsewhere: readonly string[]): Promise<string[]> {
  return sql.begin(async (transaction) => {
    const tx = transaction as TransactionSql;
    const mine =
      await tx`delete from platform.instance where id = ${peer.id} and seen_at = ${peer.seenAt} returning id`;
    if (mine.length === 0) return [];
    const rows = await tx<{ name: string }[]>`
      update pgboss.job set state = 'retry', heartbeat_on = null, start_after = now()
      where state = 'active' and name not like ${'\\_\\_pgboss%'}
        and started_on < now() - ${`${releasedAfterMs} ms`}::interval
        and id <> all(${[...heldElsewhere]}::uuid[])
      returning name`;
    return rows.map(({ name }) => name);
  });
}

function createHeldJobs() {
  const jobs = new Map<string, { takenAt: number; finishedAt: number }>();
  return {
    take(ids: readonly string[]) {
      for (const id of ids) jobs.set(id, { takenAt: performance.now(), finishedAt: Infinity });
    },
    finish(ids: readonly string[]) {
      for (const id of ids) {
        const job = jobs.get(id);
        if (job) job.finishedAt = performance.now();
      }
    },
    ids: (): string[] => [...jobs.keys()],
    reported(): string[] {
      const now = performance.now();
      for (const [id, { finishedAt }] of jobs) if (now - finishedAt > finishedKeptMs) jobs.delete(id);
      const isLong = ({ takenAt, finishedAt }: { takenAt: number; finishedAt: number }) =>
        Math.min(now, finishedAt) - takenAt > reportedAfterMs;
      return [...jobs].filter(([, job]) => isLong(job)).map(([id]) => id);
    },
  };
}
