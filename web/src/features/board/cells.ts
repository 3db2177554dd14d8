import type { ColumnPosition } from '../../data/tasks/order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

/** A column of a lane. A board without lanes has a single one, whose id is empty. */
export interface Cell {
  readonly laneId: string;
  readonly columnId: string;
}

export function isSameCell(a: Cell | null, b: Cell): boolean {
  return a !== null && a.laneId === b.laneId && a.columnId === b.columnId;
}

/**
 * The position of a task among the other cards of a cell, of which only those with its status have an order with it.
 * @param index The number of cards above it.
 */
export function positionInCell(
  cards: readonly Pick<KnownTask, 'id' | 'statusId'>[],
  index: number,
  statusId: string,
): ColumnPosition {
  const below = cards.slice(index).find((card) => card.statusId === statusId);
  if (below) return { before: below.id };
  const above = cards.slice(0, index).findLast((card) => card.statusId === statusId);
  return above ? { after: above.id } : {};
}
