/** Runs functions one at a time for each key, in the order of the calls. */
export type KeyedQueue = <Result>(key: string, work: (hasWaited: boolean) => Promise<Result>) => Promise<Result>;

export function createKeyedQueue(): KeyedQueue {
  const lastOf = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = lastOf.get(key);
    const result = before ? before.then(() => work(true)) : work(false);
    const end = result.then(
      () => undefined,
      () => undefined,
    );
    lastOf.set(key, end);
    try {
      return await result;
    } finally {
      if (lastOf.get(key) === end) lastOf.delete(key);
    }
  };
}
