const chunkSize = 1_000;

/**
 * Finds the stored ids that no longer exist in another module: events of their deletion may have been missed.
 * Soft-deleted objects still exist.
 * @param existing Returns those of the given ids that exist.
 */
export async function missingIds<Id extends string>(
  retainedIds: readonly Id[],
  existing: (ids: Id[]) => Promise<readonly Id[]>,
): Promise<Id[]> {
  const removedIds: Id[] = [];
  for (let from = 0; from < retainedIds.length; from += chunkSize) {
    const batch = retainedIds.slice(from, from + chunkSize);
    const existingIds = new Set(await existing(batch));
    removedIds.push(...batch.filter((id) => !existingIds.has(id)));
  }
  return removedIds;
}
