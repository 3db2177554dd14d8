import type { CardPosition } from './board-state.ts';

export type Step = 'up' | 'down' | 'back' | 'on' | 'first' | 'last';

interface ColumnOfIds {
  readonly statusId: string;
  readonly ids: readonly string[];
}

const isRightToLeft = () => document.documentElement.dir === 'rtl';

/** The step that a key stands for; left and right are swapped in right-to-left text. */
export function stepOf(key: string, rightToLeft: boolean = isRightToLeft()): Step | null {
  switch (key) {
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'ArrowLeft':
      return rightToLeft ? 'on' : 'back';
    case 'ArrowRight':
      return rightToLeft ? 'back' : 'on';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return null;
  }
}

/** The first card of the board. */
export function firstCard(columns: readonly ColumnOfIds[]): CardPosition | null {
  const column = columns.find(({ ids }) => ids.length > 0);
  const taskId = column?.ids[0];
  return column && taskId !== undefined ? { statusId: column.statusId, taskId } : null;
}

/** The card that a step leads to, skipping empty columns. Null if there is none. */
export function nextCard(columns: readonly ColumnOfIds[], from: CardPosition, step: Step): CardPosition | null {
  const at = columns.findIndex(({ statusId }) => statusId === from.statusId);
  const column = columns[at];
  if (!column) return null;
  const row = column.ids.indexOf(from.taskId);
  if (step === 'back' || step === 'on') {
    const others = step === 'on' ? columns.slice(at + 1) : columns.slice(0, at).toReversed();
    const target = others.find(({ ids }) => ids.length > 0);
    const taskId = target?.ids[Math.min(row, target.ids.length - 1)];
    return target && taskId !== undefined ? { statusId: target.statusId, taskId } : null;
  }
  const rows = { up: row - 1, down: row + 1, first: 0, last: column.ids.length - 1 } as const;
  const taskId = column.ids[rows[step]];
  return taskId === undefined || taskId === from.taskId ? null : { statusId: from.statusId, taskId };
}

/** A lifted card: the column it is over, and the number of cards above it there. */
export interface Hand {
  readonly statusId: string;
  readonly index: number;
}

/** The next position of a lifted card. `ids` are the columns without it; empty columns count. */
export function nextPlace(columns: readonly ColumnOfIds[], hand: Hand, step: Step): Hand | null {
  const at = columns.findIndex(({ statusId }) => statusId === hand.statusId);
  const column = columns[at];
  if (!column) return null;
  if (step === 'back' || step === 'on') {
    const target = columns[step === 'on' ? at + 1 : at - 1];
    return target ? { statusId: target.statusId, index: Math.min(hand.index, target.ids.length) } : null;
  }
  const indexes = { up: hand.index - 1, down: hand.index + 1, first: 0, last: column.ids.length } as const;
  const index = indexes[step];
  return index < 0 || index > column.ids.length || index === hand.index ? null : { statusId: hand.statusId, index };
}
