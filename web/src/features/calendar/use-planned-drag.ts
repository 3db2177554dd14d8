import { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { disableNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/utils/disable-native-drag-preview';
import { type RefObject, useEffect, useState } from 'react';
import { draggableCopy } from '../../ui/draggable-copy.ts';
import { touchDrag } from '../../ui/touch-drag.ts';
import { dragData } from './drag-data.ts';

interface PlannedDrag {
  readonly taskId: string;
  readonly mayMove: boolean;
  readonly isInGrid: boolean;
  /** The classes of the copy below the pointer. */
  readonly preview: string;
}

/**
 * Makes a task draggable, and the ends of a bar: its grips are marked with `data-grip`.
 * @param ends Which ends are there, so that new ones are found.
 * @returns whether it is dragged.
 */
export function usePlannedDrag(
  ref: RefObject<HTMLElement | null>,
  { taskId, mayMove, isInGrid, preview }: PlannedDrag,
  ends = '',
): boolean {
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || !mayMove) return undefined;
    const grips = ends.split(' ').flatMap((end) => {
      const grip = element.querySelector<HTMLElement>(`[data-grip="${end}"]`);
      return grip && (end === 'start' || end === 'end') ? [{ grip, end } as const] : [];
    });
    return combine(
      draggableCopy({
        element,
        preview,
        getInitialData: () => dragData(taskId, 'whole', isInGrid),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      ...grips.flatMap(({ grip, end }) => [
        touchDrag(grip),
        draggable({
          element: grip,
          getInitialData: () => dragData(taskId, end, isInGrid),
          onGenerateDragPreview: ({ nativeSetDragImage }) => disableNativeDragPreview({ nativeSetDragImage }),
        }),
      ]),
    );
  }, [ref, taskId, mayMove, isInGrid, preview, ends]);
  return isDragged;
}
