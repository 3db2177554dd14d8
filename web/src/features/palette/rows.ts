import type { ReactNode } from 'react';
import { folded } from '../../../../src/shared/folded.ts';
import { fit, searchWords } from '../../data/search/local-search.ts';

export const groups = ['recent', 'tasks', 'comments', 'projects', 'teams', 'people', 'commands', 'create'] as const;
export type Group = (typeof groups)[number];

/** A line of the palette. */
export interface Row {
  readonly id: string;
  readonly group: Group;
  readonly label: string;
  /** Shown at its end: a key, a shortcut. */
  readonly detail?: string | undefined;
  /** Further words that the search finds. */
  readonly also?: string | undefined;
  readonly icon: ReactNode;
  readonly run: () => void;
}

const maxOfGroup = 5;

/** The rows of a group that match the words, the best ones first. */
export function matching(rows: readonly Row[], query: string, limit: number = maxOfGroup): readonly Row[] {
  const words = searchWords(query);
  return rows
    .flatMap((row) => {
      const score = fit(folded(`${row.label} ${row.also ?? ''}`), words);
      return score === null ? [] : { row, score };
    })
    .toSorted((a, b) => a.score - b.score)
    .slice(0, limit)
    .map(({ row }) => row);
}
