const chunkSize = 1_000;

/**
 * Which of the ids that a module keeps are no longer its neighbour's: what an event about their end has missed. What
 * is only marked as deleted still exists.
 */
export async function goneOf<Id extends string>(
  retainedIds: readonly Id[],
  existing: (ids: Id[]) => Promise<readonly Id[]>,
): Promise<Id[]> {
  const removedIds: Id[] = [];
  for (let from = 0; from < retainedIds.length; from += chunkSize) {
    const asked = retainedIds.slice(from, from + chunkSize);
    const existingIds = new Set(await existing(asked));
    removedIds.push(...asked.filter((id) => !existingIds.has(id)));
  }
  return removedIds;
}
