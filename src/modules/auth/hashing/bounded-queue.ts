export interface BoundedQueue {
  /**
   * Runs `work` when there is room.
   * @throws the error of `refuse` if too many already wait.
   */
  run<Result>(work: () => Promise<Result>, refuse: () => Error): Promise<Result>;
  /** Whether `run` would refuse now. Check it before spending effort on preparations. */
  isFull(): boolean;
}

export interface BoundedQueueOptions {
  readonly maxRunning: number;
  readonly maxWaiting: number;
  /** While others wait, a slot pauses for as long as its last work took: half of its core stays free. */
  readonly restsBetween?: boolean;
}

/** Limits expensive work: a few run at once, a few more wait, the rest is refused immediately. */
export function createBoundedQueue({
  maxRunning,
  maxWaiting,
  restsBetween = false,
}: BoundedQueueOptions): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const isFull = () => running >= maxRunning && waiting.length >= maxWaiting;
  // A finished run passes its slot to the next waiter directly, so that no new call takes it.
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
