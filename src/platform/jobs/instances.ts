import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';

/** The jobs that this process has in work. */
export interface HeldJobs {
  take(ids: readonly string[]): void;
  /** Done with them; they count as held for a moment longer, until the queue has written how they went. */
  finish(ids: readonly string[]): void;
}

/** Lets other processes know of this one, and takes over the jobs of those that are gone. */
export interface Instances {
  readonly held: HeldJobs;
  /** Resolves once this process is known: before it takes a job. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface InstancesOptions {
  readonly sql: Sql;
  readonly log: Logger;
  /** Called with the queues whose jobs were released: they may be fetched at once. */
  readonly onReleased: (queues: readonly string[]) => void;
}

const reportEveryMs = 1_000;
/** So long without a report, seen by somebody whose own reports arrive, and a process counts as gone. */
const goneAfterMs = 4_000;
/** A report that took so long, or came so late, says that the database or this process is slow: no time to judge others. */
const slowMs = 1_500;
/** Only jobs that take some time are reported, and only such that have been in work for longer are taken over. */
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
 * Each process that works on jobs writes a row every second. Whoever sees another's row stand still for four seconds
 * releases the jobs which that process had in work: the queue alone would wait for a minute.
 */
export function createInstances({ sql, log, onReleased }: InstancesOptions): Instances {
  const id = randomUUID();
  const stopping = new AbortController();
  const held = createHeldJobs();
  /** When each other process was last seen to change. Null until the first report of this one. */
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
    const mine = held.ids();
    const peers = await report(sql, id, held.reported());
    if (lateMs + performance.now() - startedAt > slowMs) {
      observed = new Map();
      return;
    }
    observed = observe(observed, peers);
    const isGone = (peer: Peer) => performance.now() - (observed?.get(peer.id)?.since ?? Infinity) >= goneAfterMs;
    const living = peers.filter((peer) => !isGone(peer)).flatMap(({ jobs }) => jobs);
    for (const peer of peers.filter(isGone)) {
      const released = await release(sql, peer, [...mine, ...living]);
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

/** At the first look a row's own age tells how long it has stood still; later only what was seen counts. */
function observe(before: Map<string, { seenAt: string; since: number }> | null, peers: readonly Peer[]) {
  const now = performance.now();
  return new Map(
    peers.map(({ id, seenAt, ageMs }) => {
      const known = before?.get(id);
      if (known?.seenAt === seenAt) return [id, known];
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

/** Returns the queue of each job that was released. Of several who see that a process is gone, one releases its jobs. */
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
