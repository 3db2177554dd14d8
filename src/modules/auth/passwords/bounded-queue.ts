export interface BoundedQueue {
  /**
   * Runs `work` when its turn comes.
   * @throws what `refuse` makes, where too many wait already.
   */
  run<Result>(work: () => Promise<Result>, refuse: () => Error): Promise<Result>;
  /** Whether it would refuse now: to be asked before anything is spent on what comes first. */
  isFull(): boolean;
}

export interface BoundedQueueOptions {
  readonly maxRunning: number;
  readonly maxWaiting: number;
  /** While others wait, a place rests as long as its work took before it is taken again: half its core is free. */
  readonly restsBetween?: boolean;
}

/** Lets few do dear work at once, few more wait for it, and refuses the rest at once. */
export function createBoundedQueue({
  maxRunning,
  maxWaiting,
  restsBetween = false,
}: BoundedQueueOptions): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const isFull = () => running >= maxRunning && waiting.length >= maxWaiting;
  // Whoever ends hands their place over, so that nobody slips in between.
  const handOver = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    isFull,
    async run(work, refuse) {
      if (isFull()) throw refuse();
      if (running < maxRunning) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        if (restsBetween && waiting.length > 0) setTimeout(handOver, performance.now() - startedAt);
        else handOver();
      }
    },
  };
}
