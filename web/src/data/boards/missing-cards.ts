import type { KnownTask } from '../tasks/store.ts';
import { tasks } from '../tasks/tasks.ts';

/** A part of a column, as the server returned it. */
export interface ReadRange {
  readonly statusId: string;
  /** The ranks that it lies between; the last one does not matter if the column ends there. */
  readonly from: string;
  readonly until: string;
  readonly isEnd: boolean;
}

/**
 * Cards that a board showed and the server did not return: what is known of them is outdated. They changed while no
 * event arrived, or with so many others that they were not read one by one.
 */
export interface MissingCards {
  /** Whether a card is missing. One that has changed since counts as there, and so does one with a pending change. */
  has(id: string): boolean;
  /** Notes which of the cards that were shown before a read are missing in what it returned; returns them. */
  note(shownBefore: readonly KnownTask[], range: ReadRange, returnedIds: ReadonlySet<string>): readonly KnownTask[];
  /** The server has returned these. */
  forget(ids: Iterable<string>): void;
}

export function createMissingCards(): MissingCards {
  const versions = new Map<string, number>();
  return {
    has: (id) => versions.get(id) === tasks.versionOf(id) && !tasks.isChanging(id),
    note(shownBefore, { statusId, from, until, isEnd }, returnedIds) {
      const missing = shownBefore.filter(
        ({ id, version, rank, ...card }) =>
          card.statusId === statusId &&
          rank > from &&
          (isEnd || rank < until) &&
          !returnedIds.has(id) &&
          tasks.versionOf(id) === version,
      );
      for (const { id, version } of missing) versions.set(id, version);
      return missing;
    },
    forget(ids) {
      for (const id of ids) versions.delete(id);
    },
  };
}
