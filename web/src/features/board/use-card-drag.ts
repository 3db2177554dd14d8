import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { attachClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/attach-closest-edge';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/extract-closest-edge';
import { type RefObject, useEffect, useState } from 'react';
import { draggableCopy } from '../../ui/draggable-copy.ts';
import type { Cell } from './cells.ts';
import { cardData, isCard } from './drag-data.ts';

interface CardDrag {
  readonly isDragged: boolean;
  /** The side at which the dragged card would be inserted. */
  readonly edge: 'top' | 'bottom' | null;
}

const still: CardDrag = { isDragged: false, edge: null };

/** Makes a card draggable, and a target for others. */
export function useCardDrag(
  ref: RefObject<HTMLElement | null>,
  taskId: string,
  { laneId, columnId }: Cell,
  mayMove: boolean,
): CardDrag {
  const [drag, setDrag] = useState(still);

  useEffect(() => {
    const element = ref.current;
    if (!element || !mayMove) return;
    const isSelf = ({ data }: { readonly data: Record<string | symbol, unknown> }) =>
      isCard(data) && data.taskId === taskId;
    return combine(
      draggableCopy({
        element,
        preview: 'card card-lifted',
        getInitialData: () => cardData(taskId, { laneId, columnId }),
        onDragStart: () => setDrag({ isDragged: true, edge: null }),
        onDrop: () => setDrag(still),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => isCard(source.data),
        // On itself it stays where it is: no side.
        getData: ({ input, source }) =>
          attachClosestEdge(cardData(taskId, { laneId, columnId }), {
            element,
            input,
            allowedEdges: isSelf(source) ? [] : ['top', 'bottom'],
          }),
        getIsSticky: ({ source }) => !isSelf(source),
        onDrag: ({ self }) => {
          const edge = extractClosestEdge(self.data);
          const side = edge === 'top' || edge === 'bottom' ? edge : null;
          setDrag((before) => (before.edge === side ? before : { isDragged: false, edge: side }));
        },
        onDragLeave: ({ source }) => !isSelf(source) && setDrag(still),
        onDrop: () => setDrag(still),
      }),
    );
  }, [ref, taskId, laneId, columnId, mayMove]);

  return drag;
}
