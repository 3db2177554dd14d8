import { LRUCache } from 'lru-cache';
import { isDatabaseAway } from '../database/database.ts';
import { awayPartOf, DomainError } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';

/** A row of a module's `access_change` table. */
export interface AccessChange {
  readonly id: number;
  /** The key to drop from the caches: `session:<id>`, `user:<id>`, `organization:<id>`. */
  readonly key: string;
}

/** Reads a module's access changes of the last 30 seconds. */
export interface AccessSource {
  readonly name: string;
  readonly read: () => Promise<readonly AccessChange[]>;
}

export interface KeyedCache<Value> {
  /** The cached value, or the result of `load`. Concurrent loads of one key share one call. */
  get(key: string): Value | Promise<Value>;
}

/**
 * Caches of this process for access decisions. They are correct on every instance within one second, even if no NOTIFY
 * arrives: the change rows are read every `pollIntervalMs`. After `trustMs` without a successful read no cached value
 * is used.
 */
export interface AccessCaches {
  cache<Value>(max: number, load: (key: string) => Promise<Value>): KeyedCache<Value>;
  /** Drops these keys from all caches of this process, and discards loads of them that are still running. */
  forget(keys: readonly string[]): void;
  /** Calls `listener` with the keys that are dropped here, whichever instance made the change. */
  onForget(listener: (keys: readonly string[] | 'all') => void): void;
  /** Whether cached values may be used: the last successful read of the changes of each source is recent enough. */
  isTrusted(): boolean;
  /** Whether a source is in another process that does not answer. */
  isAnyAway(): boolean;
  /** Reads the changes immediately. */
  refresh(): Promise<void>;
  /** The same, for a caller who waits for a change that may be newer than a read which has begun. */
  refreshAnew(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

export interface AccessCacheOptions {
  readonly sources: () => readonly AccessSource[];
  readonly log: Logger;
  readonly pollIntervalMs?: number;
  readonly trustMs?: number;
  /** How long cached values are used while the process of their source is away, and so can't change them. */
  readonly awayTrustMs?: number;
  /** After a longer time without a successful read everything is dropped. */
  readonly maxGapMs?: number;
}

/** The last successful read of a source. */
interface SourceRead {
  readonly at: number;
  /** By the wall clock, which also advances while the machine is suspended. */
  readonly time: number;
  readonly isAway: boolean;
}

const defaultAwayTrustMs = 5 * 60_000;
const rememberSeenMs = 60_000;
/** Sources return the changes of the last 30 seconds: after a longer gap some may be missing. */
const defaultMaxGapMs = 20_000;

export function createAccessCaches(options: AccessCacheOptions): AccessCaches {
  const { sources, log, pollIntervalMs = 500, trustMs = 2_000, maxGapMs = defaultMaxGapMs } = options;
  const { awayTrustMs = defaultAwayTrustMs } = options;
  const caches: { forget(key: string): void; clear(): void }[] = [];
  const listeners: ((keys: readonly string[] | 'all') => void)[] = [];
  const seenAt = new Map<string, number>();
  const reads = new Map<string, SourceRead>();
  let trustedUntil = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let nextReading: Promise<void> | undefined;

  const isTrusted = () => performance.now() < trustedUntil;

  function forget(keys: readonly string[]): void {
    if (keys.length === 0) return;
    for (const cache of caches) for (const key of keys) cache.forget(key);
    for (const listener of listeners) listener(keys);
  }

  function forgetAll(): void {
    for (const cache of caches) cache.clear();
    for (const listener of listeners) listener('all');
  }

  async function read(): Promise<void> {
    const all = sources();
    await Promise.all(all.map(readSource));
    trustedUntil = Math.min(...all.map(({ name }) => trustEndOf(reads.get(name))));
    const now = performance.now();
    for (const [id, at] of seenAt) if (now - at > rememberSeenMs) seenAt.delete(id);
  }

  async function readSource({ name, read: rows }: AccessSource): Promise<void> {
    const [at, time] = [performance.now(), Date.now()];
    const last = reads.get(name);
    try {
      const changes = await rows();
      forget(changes.filter((row) => isNew(`${name}:${row.id}`)).map((row) => row.key));
      const gapMs = last ? Math.max(at - last.at, Math.abs(time - last.time)) : 0;
      if (gapMs > maxGapMs) forgetAll();
      reads.set(name, { at, time, isAway: false });
    } catch (error) {
      const isAway = awayPartOf(error) !== null;
      if (last) reads.set(name, { ...last, isAway });
      // A refusal says that the other process is without its database.
      if (!(error instanceof DomainError) && !isDatabaseAway(error))
        log.error({ err: error }, 'access changes could not be read');
    }
  }

  function trustEndOf(last: SourceRead | undefined): number {
    return last ? last.at + (last.isAway ? awayTrustMs : trustMs) : Number.NEGATIVE_INFINITY;
  }

  function isNew(id: string): boolean {
    if (seenAt.has(id)) return false;
    seenAt.set(id, performance.now());
    return true;
  }

  function refresh(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  /** However many callers wait, one reading is under way and one follows. */
  function refreshAnew(): Promise<void> {
    if (!reading) return refresh();
    nextReading ??= reading.then(() => {
      nextReading = undefined;
      return refresh();
    });
    return nextReading;
  }

  return {
    cache<Value>(max: number, load: (key: string) => Promise<Value>) {
      const cache = keyedCache(max, load, isTrusted);
      caches.push(cache);
      return cache;
    },
    forget,
    isTrusted,
    isAnyAway: () => [...reads.values()].some(({ isAway }) => isAway),
    onForget: (listener) => listeners.push(listener),
    refresh,
    refreshAnew,
    async start() {
      await refresh();
      timer = setInterval(() => void refresh(), pollIntervalMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}

function keyedCache<Value>(max: number, load: (key: string) => Promise<Value>, isTrusted: () => boolean) {
  const cache = new LRUCache<string, { value: Value }>({
    max,
    fetchMethod: async (key) => ({ value: await load(key) }),
    // If the key was dropped during the load, the value may be outdated: it serves this request and is not cached.
    ignoreFetchAbort: true,
  });
  return {
    get(key: string): Value | Promise<Value> {
      if (!isTrusted()) return load(key);
      // `fetch` alone would cost every hit a promise.
      const entry = cache.get(key);
      return entry ? entry.value : cache.forceFetch(key).then(({ value }) => value);
    },
    forget(key: string): void {
      cache.delete(key);
    },
    clear(): void {
      cache.clear();
    },
  };
}
