/** Runs work when it is its turn. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Runs work for the same key one after another, so that requests arrive in order. */
export interface KeyedQueue {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** The same for one key. */
  inTurn(key: string): InTurn;
  /** Settles when nothing is running for this key. */
  settled(key: string): Promise<void>;
  /** Settles when nothing is running any longer; null if nothing is running. */
  whenIdle(): Promise<void> | null;
}

export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<void>>();
  const queue: KeyedQueue = {
    run(key, work) {
      const result = (last.get(key) ?? Promise.resolve()).then(work);
      const settledResult = result.then(
        () => undefined,
        () => undefined,
      );
      last.set(key, settledResult);
      void settledResult.then(() => {
        if (last.get(key) === settledResult) last.delete(key);
      });
      return result;
    },
    inTurn: (key) => (work) => queue.run(key, work),
    async settled(key) {
      for (let turn = last.get(key); turn; turn = last.get(key)) await turn;
    },
    whenIdle: () => (last.size === 0 ? null : untilEmpty(last)),
  };
  return queue;
}

async function untilEmpty(running: ReadonlyMap<string, Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.all(running.values());
}
