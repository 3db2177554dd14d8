import { generateKeyBetween } from 'fractional-indexing';

export interface Ranked {
  readonly id: string;
  readonly rank: string;
}

/** The board's order: ranks are compared byte by byte, as on the server. */
export function byRank(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The position of a card: `before` or `after` another; with neither, at the end of the column. */
export interface ColumnPosition {
  readonly before?: string;
  readonly after?: string;
}

/** The position at an index among the other cards of the column. */
export function positionAt(column: readonly Ranked[], index: number): ColumnPosition {
  const below = column[index];
  if (below) return { before: below.id };
  const last = column.at(-1);
  return last ? { after: last.id } : {};
}

/** The provisional rank of a card until the server assigns one. */
export function rankFor(column: readonly Ranked[], { before, after }: ColumnPosition): string {
  const neighbourIndex = column.findIndex(({ id }) => id === (before ?? after));
  if (neighbourIndex < 0) return generateKeyBetween(column.at(-1)?.rank ?? null, null);
  const below = before === undefined ? neighbourIndex + 1 : neighbourIndex;
  return between(column[below - 1]?.rank ?? null, column[below]?.rank ?? null);
}

/** Two cards have the same rank for a moment, until their newer ranks arrive. */
function between(above: string | null, below: string | null): string {
  return generateKeyBetween(above, above !== null && below !== null && above >= below ? null : below);
}

/** The current position of a card, for an undo. */
export function positionOf(column: readonly Ranked[], id: string): ColumnPosition {
  const index = column.findIndex((card) => card.id === id);
  const below = column[index + 1];
  const above = column[index - 1];
  if (below) return { before: below.id };
  return above ? { after: above.id } : {};
}
