/** What of a task is dragged: all of it, or one of its ends. */
export type Handle = 'whole' | 'start' | 'end';

type DragData = Record<string | symbol, unknown>;

/** @param isInGrid Whether it is dragged from a day, and not from the tray. */
export function dragData(taskId: string, handle: Handle, isInGrid: boolean): DragData {
  return { kind: 'planned', taskId, handle, isInGrid };
}

export function isDragData(
  data: DragData,
): data is DragData & { readonly taskId: string; readonly handle: Handle; readonly isInGrid: boolean } {
  return data['kind'] === 'planned';
}
