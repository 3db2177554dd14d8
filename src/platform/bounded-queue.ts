export interface BoundedQueue {
  /**
   * Runs `work` when its turn comes.
   * @throws what `refuse` makes, where too many wait already.
   */
  run<Result>(work: () => Promise<Result>, refuse: () => Error): Promise<Result>;
}

/** Lets few do dear work at once, few more wait for it, and refuses the rest at once. */
export function createBoundedQueue({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): BoundedQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async run(work, refuse) {
      if (running >= atOnce) {
        if (waiting.length >= mostWaiting) throw refuse();
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        waiting.shift()?.();
      }
    },
  };
}
