import type { Cell } from './cells.ts';

type DragData = Record<string | symbol, unknown>;

/** What is dragged, and where it can be dropped. */
export function cardData(taskId: string, cell: Cell): DragData {
  return { kind: 'card', taskId, ...cell };
}

export function cellData(cell: Cell): DragData {
  return { kind: 'cell', ...cell };
}

export function isCard(data: DragData): data is DragData & Cell & { taskId: string } {
  return data['kind'] === 'card' && typeof data['taskId'] === 'string' && hasCell(data);
}

export function isCell(data: DragData): data is DragData & Cell {
  return data['kind'] === 'cell' && hasCell(data);
}

function hasCell(data: DragData): boolean {
  return typeof data['laneId'] === 'string' && typeof data['columnId'] === 'string';
}
