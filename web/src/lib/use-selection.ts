import { useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Selects or deselects one; with `isRange` everything between it and the last one. */
  toggle(id: string, isRange?: boolean): void;
  setAll(ids: readonly string[], isChosen: boolean): void;
  clear(): void;
}

/** Which rows are selected. @param order All rows as they are shown. */
export function useSelection(order: readonly string[]): Selection {
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  // Rows that are no longer shown are no longer selected.
  const visibleIds = new Set(order);
  const ids = new Set([...selectedIds].filter((id) => visibleIds.has(id)));
  return {
    ids,
    toggle(id, isRange = false) {
      const from = last === null ? -1 : order.indexOf(last);
      const to = order.indexOf(id);
      const next = new Set(ids);
      if (isRange && from >= 0)
        for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
      else if (next.has(id)) next.delete(id);
      else next.add(id);
      setSelectedIds(next);
      setLast(id);
    },
    setAll(idsToSet, isChosen) {
      const next = new Set(ids);
      for (const id of idsToSet) {
        if (isChosen) next.add(id);
        else next.delete(id);
      }
      setSelectedIds(next);
    },
    clear() {
      setSelectedIds(new Set());
      setLast(null);
    },
  };
}
