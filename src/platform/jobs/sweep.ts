const atOnce = 1_000;

/**
 * Which of the ids that a module keeps are no longer its neighbour's: what an event about their end has missed. What
 * is only marked as deleted still exists.
 */
export async function goneOf<Id extends string>(
  kept: readonly Id[],
  existing: (ids: Id[]) => Promise<readonly Id[]>,
): Promise<Id[]> {
  const gone: Id[] = [];
  for (let from = 0; from < kept.length; from += atOnce) {
    const asked = kept.slice(from, from + atOnce);
    const found = new Set(await existing(asked));
    gone.push(...asked.filter((id) => !found.has(id)));
  }
  return gone;
}
