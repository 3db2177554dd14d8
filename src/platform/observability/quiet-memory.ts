import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Quiet means less than this share of one core since the last check. */
const quietShare = 0.1;
/**
 * The second collection tells V8 that the allocation rate is low, so it shrinks the space for new objects. Without
 * `last-resort` it keeps most of the freed memory for later use.
 */
const collections = [undefined, { type: 'major', flavor: 'last-resort' }] as const;

type Collect = (kind: (typeof collections)[number]) => void;

/**
 * Returns memory to the system after a busy period. V8 collects only when it allocates, so an idle process would keep
 * its garbage, several times its live data. Both pauses fall into quiet time; the longer one takes about 150 ms for 50
 * MB of live data.
 */
export function collectWhenQuiet(checkIntervalMs = 3_000): void {
  const check = quietCheck({ intervalMs: checkIntervalMs, cpuMs: processCpuMs, collect: garbageCollector() });
  setInterval(check, checkIntervalMs).unref();
}

export interface QuietCheckOptions {
  /** The time between two checks. */
  readonly intervalMs: number;
  /** The processor time of the process so far. */
  readonly cpuMs: () => number;
  readonly collect: Collect;
}

/** What runs at every check: it collects in quiet time, and not again until there was work. */
export function quietCheck({ intervalMs, cpuMs, collect }: QuietCheckOptions): () => void {
  let collectionCount = 0;
  let isOwnWork = false;
  let before = cpuMs();
  return () => {
    const now = cpuMs();
    const isQuiet = now - before < intervalMs * quietShare;
    before = now;
    // V8 continues to sweep after a collection. That is not real work, and would start the next collection endlessly.
    if (isOwnWork) isOwnWork = false;
    else if (!isQuiet) collectionCount = 0;
    else if (collectionCount < collections.length) {
      collect(collections[collectionCount]);
      collectionCount += 1;
      before = cpuMs();
      isOwnWork = true;
    }
  };
}

/** Node offers no other way to request a collection without a command-line flag. */
export function garbageCollector(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
