import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger.ts';
import type { Sql } from './connection.ts';

/** Who reads: the person, and all organizations that they belong to. */
export interface Reader {
  readonly userId: string | null;
  readonly organizationIds: readonly string[];
}

/** Decides whether a read that may be late can go to a replica (docs/decisions/0570). */
export interface Replica {
  start(): Promise<void>;
  stop(): void;
  /** Whether it has everything that this reader has written or has been told of, and lags no more than the limit. */
  mayServe(reader: Reader): boolean;
  /** Something was written by this person, or in this organization: later reads of theirs must include it. */
  noteWrite(id: string): void;
  /** A read failed because it is away: it is not used until it answers again. */
  noteAway(error: unknown): void;
  /** How late it is in milliseconds; null while it does not answer, or is not a replica. */
  lagMs(): number | null;
}

export interface ReplicaOptions {
  readonly primary: Sql;
  readonly replica: Sql;
  readonly maxLagMs: number;
  readonly log: Logger;
  readonly pollIntervalMs?: number;
}

/** Where the primary's log was at a time: everything committed before the time is before the position. */
interface Sample {
  readonly at: number;
  readonly position: bigint;
}

const maxWrites = 100_000;

export function createReplica(options: ReplicaOptions): Replica {
  const { primary, replica, maxLagMs, log, pollIntervalMs = 250 } = options;
  // A write older than the limit is in any replica that may serve.
  const writes = new LRUCache<string, number>({ max: maxWrites, ttl: maxLagMs + 1_000 });
  let samples: Sample[] = [];
  /** Everything committed before this time is on the replica. */
  let completeTo: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isServing = true;

  async function poll(): Promise<void> {
    const at = performance.now();
    const [[written], [replayed]] = await Promise.all([
      primary<{ lsn: string }[]>`select pg_current_wal_lsn()::text as lsn`,
      replica<{ lsn: string | null }[]>`
        select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as lsn`,
    ]);
    samples.push({ at, position: positionOf(written?.lsn ?? '0/0') });
    samples = samples.filter((sample) => at - sample.at <= maxLagMs);
    if (!replayed?.lsn) throw new Error('the server at READ_DATABASE_URL is not a replica');
    const position = positionOf(replayed.lsn);
    completeTo = samples.findLast((sample) => sample.position <= position)?.at ?? completeTo;
    tell(isFresh(), null);
  }

  function isFresh(): boolean {
    return completeTo !== null && performance.now() - completeTo <= maxLagMs;
  }

  /** Whether it has what this person wrote, or was written in this organization. */
  function has(id: string): boolean {
    return (writes.get(id) ?? Number.NEGATIVE_INFINITY) < (completeTo ?? 0);
  }

  /** Logs once when it begins and ends to serve. */
  function tell(serves: boolean, error: unknown): void {
    if (serves === isServing) return;
    isServing = serves;
    if (serves) log.info('the replica serves reads again');
    else log.warn({ err: error }, 'the replica is away or too late: the primary serves all reads');
  }

  function noteAway(error: unknown): void {
    completeTo = null;
    tell(false, error);
  }

  async function loop(): Promise<void> {
    await poll().catch(noteAway);
    if (!isStopped) timer = setTimeout(() => void loop(), pollIntervalMs).unref();
  }

  return {
    start: loop,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
    mayServe({ userId, organizationIds }) {
      if (!isFresh()) return false;
      return (userId === null || has(userId)) && organizationIds.every(has);
    },
    noteWrite: (id) => void writes.set(id, performance.now()),
    noteAway,
    lagMs: () => (completeTo === null ? null : performance.now() - completeTo),
  };
}

/** A position in the write-ahead log, such as `16/B374D848`, as a number. */
function positionOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
