/**
 * Of all ids in order: the next one that is left after some disappear, else the previous one; null if none is left, or
 * the current one is not among them.
 */
export function neighbourOf(ids: readonly string[], current: string, isLeft: (id: string) => boolean): string | null {
  const index = ids.indexOf(current);
  if (index < 0) return null;
  return ids.slice(index + 1).find(isLeft) ?? ids.slice(0, index).findLast(isLeft) ?? null;
}
