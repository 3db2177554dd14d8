export interface BoundedQueue {
  /**
   * Runs `work` when its turn comes.
   * @throws what `refuse` makes, where too many wait already.
   */
  run<Result>(work: () => Promise<Result>, refuse: () => Error): Promise<Result>;
  /** Whether it would refuse now: to be asked before anything is spent on what comes first. */
  isFull(): boolean;
}

/** Lets few do dear work at once, few more wait for it, and refuses the rest at once. */
export function createBoundedQueue({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const isFull = () => running >= atOnce && waiting.length >= mostWaiting;

  return {
    isFull,
    async run(work, refuse) {
      if (isFull()) throw refuse();
      if (running < atOnce) running += 1;
      // Whoever ends hands their place over, so that nobody slips in between.
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
