export type Step = 'up' | 'down' | 'previous' | 'next' | 'first' | 'last';

interface ColumnOfIds {
  readonly columnId: string;
  readonly ids: readonly string[];
}

/** The lanes of a board from top to bottom; a board without lanes has one. */
export interface LaneOfIds {
  readonly laneId: string;
  readonly columns: readonly ColumnOfIds[];
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
      return rightToLeft ? 'next' : 'previous';
    case 'ArrowRight':
      return rightToLeft ? 'previous' : 'next';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return null;
  }
}

/** The first card of the board. */
export function firstCard(lanes: readonly LaneOfIds[]): string | null {
  return lanes.flatMap(({ columns }) => columns).find(({ ids }) => ids.length > 0)?.ids[0] ?? null;
}

/**
 * The card that a step leads to, skipping empty columns; up and down go on in the same column of the next lane that has
 * cards there. Null if there is none.
 */
export function nextCard(lanes: readonly LaneOfIds[], from: string, step: Step): string | null {
  const laneIndex = lanes.findIndex(({ columns }) => columns.some(({ ids }) => ids.includes(from)));
  const columns = lanes[laneIndex]?.columns ?? [];
  const columnIndex = columns.findIndex(({ ids }) => ids.includes(from));
  const column = columns[columnIndex];
  if (!column) return null;
  const row = column.ids.indexOf(from);
  if (step === 'previous' || step === 'next') {
    const others = step === 'next' ? columns.slice(columnIndex + 1) : columns.slice(0, columnIndex).toReversed();
    const target = others.find(({ ids }) => ids.length > 0);
    return target?.ids[Math.min(row, target.ids.length - 1)] ?? null;
  }
  const rows = { up: row - 1, down: row + 1, first: 0, last: column.ids.length - 1 } as const;
  const taskId = column.ids[rows[step]];
  if (taskId !== undefined) return taskId === from ? null : taskId;
  const others = step === 'up' ? lanes.slice(0, laneIndex).toReversed() : lanes.slice(laneIndex + 1);
  const cells = others.flatMap((lane) => lane.columns.filter(({ columnId }) => columnId === column.columnId));
  const ids = cells.find((cell) => cell.ids.length > 0)?.ids;
  return (step === 'up' ? ids?.at(-1) : ids?.[0]) ?? null;
}

/** A lifted card: the cell it is over, and the number of cards above it there. */
export interface LiftedPosition {
  readonly laneId: string;
  readonly columnId: string;
  readonly index: number;
}

/**
 * The next position of a lifted card. The lanes have the cells into which it may be put, without it; empty ones count.
 */
export function nextPosition(lanes: readonly LaneOfIds[], position: LiftedPosition, step: Step): LiftedPosition | null {
  const { laneId, columnId, index } = position;
  const laneIndex = lanes.findIndex((lane) => lane.laneId === laneId);
  const columns = lanes[laneIndex]?.columns ?? [];
  const columnIndex = columns.findIndex((column) => column.columnId === columnId);
  const column = columns[columnIndex];
  if (!column) return null;
  if (step === 'previous' || step === 'next') {
    const target = columns[step === 'next' ? columnIndex + 1 : columnIndex - 1];
    return target ? { laneId, columnId: target.columnId, index: Math.min(index, target.ids.length) } : null;
  }
  const indexes = { up: index - 1, down: index + 1, first: 0, last: column.ids.length } as const;
  const next = indexes[step];
  if (next >= 0 && next <= column.ids.length) return next === index ? null : { laneId, columnId, index: next };
  const others = step === 'up' ? lanes.slice(0, laneIndex).toReversed() : lanes.slice(laneIndex + 1);
  for (const lane of others) {
    const cell = lane.columns.find((one) => one.columnId === columnId);
    if (cell) return { laneId: lane.laneId, columnId, index: step === 'up' ? cell.ids.length : 0 };
  }
  return null;
}
