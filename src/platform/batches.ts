/** Groups items into arrays of at most `size`. */
export async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Divides items into arrays of at most `size`, in order. */
export function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/**
 * Calls `work` for all items, at most `concurrency` at a time, and returns the outcome of each. A failure does not stop
 * the others.
 */
export async function mapSettled<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>[]> {
  const results: PromiseSettledResult<unknown>[] = [];
  const waiting = items.entries();
  const takeTurns = async () => {
    for (const [i, item] of waiting) {
      const [result] = await Promise.allSettled([work(item)]);
      results[i] = result;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, takeTurns));
  return results;
}
