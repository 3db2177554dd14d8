import type { ColumnPosition } from '../../data/tasks/order.ts';

type DragData = Record<string | symbol, unknown>;

/** What is dragged, and where it can be dropped. */
export function cardData(taskId: string, statusId: string): DragData {
  return { kind: 'card', taskId, statusId };
}

export function columnData(statusId: string): DragData {
  return { kind: 'column', statusId };
}

export function isCard(data: DragData): data is DragData & { taskId: string; statusId: string } {
  return data['kind'] === 'card' && typeof data['taskId'] === 'string' && typeof data['statusId'] === 'string';
}

export function isColumn(data: DragData): data is DragData & { statusId: string } {
  return data['kind'] === 'column' && typeof data['statusId'] === 'string';
}

/** The position before or after a card. */
export function positionBeside(taskId: string, edge: 'top' | 'bottom'): ColumnPosition {
  return edge === 'top' ? { before: taskId } : { after: taskId };
}
