import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '../database/database.ts';
import { type BatchOptions, type Outcome, relayBatch } from './relay-batch.ts';

export type { RelayStep } from './relay-batch.ts';

export interface RelayOptions extends BatchOptions {
  readonly pollIntervalMs?: number;
}

export interface Relay {
  start(): void;
  /** Looks for new events now. */
  wake(): void;
  /**
   * Relays until no visible row is left in the outboxes. For tests and for a clean stop.
   * @throws the error of the first module whose outbox could not be read, once the others are empty.
   */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const maxBatchSize = 500;
const retryBusyMs = 20;
const minBackoffMs = 200;
const maxBackoffMs = 5_000;
const retryAwayMs = 5_000;
/**
 * The shortest pause between batches, in milliseconds. Events published meanwhile go into the next batch. Under load
 * the pause is as long as the last batch took.
 */
const leastRestMs = 10;

/**
 * Creates the relay. It moves events from the modules' outboxes into the event log and onto the subscribers' queues.
 * Every instance may run one: the row `platform.relay` is both lock and counter, so positions stay in order, and the
 * lock of a dead process ends with its connection.
 */
export function createRelay(options: RelayOptions): Relay {
  const { log, pollIntervalMs = 1_000 } = options;
  const state = { isWoken: false, batchSize: maxBatchSize, backoffMs: 0 };
  /** Modules whose server is away, and when they are tried again. */
  const away = new Map<string, number>();
  const stopping = new AbortController();
  let signal: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      state.isWoken = false;
      const startedAt = performance.now();
      await drainQuietly();
      await pause(Math.max(leastRestMs, performance.now() - startedAt));
      if (state.isWoken || stopping.signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollIntervalMs);
        signal = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function drainQuietly(): Promise<void> {
    try {
      for (const error of await drainReachable()) log.debug({ err: error }, 'an outbox is away; relaying the others');
    } catch (error) {
      state.backoffMs = Math.min(maxBackoffMs, Math.max(minBackoffMs, state.backoffMs * 2));
      const retryMs = state.backoffMs;
      if (isDatabaseAway(error)) log.debug({ err: error, retryMs }, 'the relay is waiting for the database');
      else log.error({ err: error, retryMs }, 'the relay failed; retrying');
      await pause(retryMs);
    }
  }

  async function drain(): Promise<void> {
    away.clear();
    const [error] = await drainReachable();
    if (error !== undefined) throw error;
  }

  /**
   * Relays the outboxes of all modules together. Where the server of one is away, each is relayed by itself, and that
   * one is skipped for a while. Returns the errors of modules that are skipped from now on.
   * @throws the error of the relay's own database.
   */
  async function drainReachable(): Promise<unknown[]> {
    const now = performance.now();
    const [reachable, skipped] = partition(options.modules, (module) => !away.has(module));
    const retried = skipped.filter((module) => (away.get(module) ?? 0) <= now);
    let alone = retried;
    try {
      await drainOf(reachable);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      await options.sql`select 1`;
      alone = options.modules.filter((module) => !skipped.includes(module) || retried.includes(module));
    }
    const errors: unknown[] = [];
    for (const module of alone) {
      try {
        await drainOf([module]);
        away.delete(module);
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        away.set(module, performance.now() + retryAwayMs);
        errors.push(error);
      }
    }
    return errors;
  }

  async function drainOf(modules: readonly string[]): Promise<void> {
    if (modules.length === 0) return;
    for (;;) {
      const outcome = await relayNext(modules);
      if (outcome === 'emptied') return;
      if (outcome === 'busy') await sleep(retryBusyMs);
    }
  }

  /** Halves the batch after a failure: a smaller batch needs less disk, memory and time. */
  async function relayNext(modules: readonly string[]): Promise<Outcome> {
    try {
      const outcome = await relayBatch({ ...options, modules }, state.batchSize);
      state.batchSize = maxBatchSize;
      state.backoffMs = 0;
      return outcome;
    } catch (error) {
      state.batchSize = Math.max(1, Math.floor(state.batchSize / 2));
      throw error;
    }
  }

  /** Waits; returns early if the relay is stopped. */
  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  return {
    start() {
      running = loop();
    },
    wake() {
      state.isWoken = true;
      signal?.();
    },
    drain,
    async stop() {
      stopping.abort();
      signal?.();
      await running;
    },
  };
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
