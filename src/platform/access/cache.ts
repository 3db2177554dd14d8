import { LRUCache } from 'lru-cache';
import { isDatabaseAway } from '../database/database.ts';
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
  /** Whether cached values may be used: the last successful read of the changes is younger than `trustMs`. */
  isTrusted(): boolean;
  /** Reads the changes immediately. */
  refresh(): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

export interface AccessCacheOptions {
  readonly sources: () => readonly AccessSource[];
  readonly log: Logger;
  readonly pollIntervalMs?: number;
  readonly trustMs?: number;
  /** After a longer time without a successful read everything is dropped. */
  readonly maxGapMs?: number;
}

const rememberSeenMs = 60_000;
/** Sources return the changes of the last 30 seconds: after a longer gap some may be missing. */
const defaultMaxGapMs = 20_000;

export function createAccessCaches(options: AccessCacheOptions): AccessCaches {
  const { sources, log, pollIntervalMs = 500, trustMs = 2_000, maxGapMs = defaultMaxGapMs } = options;
  const caches: { forget(key: string): void; clear(): void }[] = [];
  const listeners: ((keys: readonly string[] | 'all') => void)[] = [];
  const seenAt = new Map<string, number>();
  let lastReadAt = Number.NEGATIVE_INFINITY;
  /** By the wall clock, which also advances while the machine is suspended. */
  let lastReadTime = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  const isTrusted = () => performance.now() - lastReadAt < trustMs;

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
    const startedAt = performance.now();
    const startedTime = Date.now();
    try {
      const changes = await Promise.all(sources().map(async ({ name, read: rows }) => ({ name, rows: await rows() })));
      forget(
        changes.flatMap(({ name, rows }) => rows.filter((row) => isNew(`${name}:${row.id}`)).map((row) => row.key)),
      );
      const gapMs = Math.max(startedAt - lastReadAt, Math.abs(startedTime - lastReadTime));
      if (lastReadAt > Number.NEGATIVE_INFINITY && gapMs > maxGapMs) forgetAll();
      lastReadAt = startedAt;
      lastReadTime = startedTime;
    } catch (error) {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'access changes could not be read');
    }
    for (const [id, at] of seenAt) if (startedAt - at > rememberSeenMs) seenAt.delete(id);
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

  return {
    cache<Value>(max: number, load: (key: string) => Promise<Value>) {
      const cache = keyedCache(max, load, isTrusted);
      caches.push(cache);
      return cache;
    },
    forget,
    isTrusted,
    onForget: (listener) => listeners.push(listener),
    refresh,
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
