import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import {
  dropTargetForElements,
  type ElementDropTargetEventBasePayload,
} from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useEffect, useEffectEvent, useState } from 'react';
import { tasks } from '../../data/tasks/tasks.ts';
import type { BoardState } from './board-state.ts';
import type { Cell } from './cells.ts';
import { cellData, isCard } from './drag-data.ts';

/** Whether something is dragged over a cell: over its cards, below the last one, or refused there. */
type Over = 'no' | 'card' | 'below' | 'refused';

/** Accepts cards, beside others or below the last. What can't be put there is told so when it is dropped. */
export function useDropTarget(
  element: HTMLElement | null,
  { laneId, columnId }: Cell,
  { refusalOf }: Pick<BoardState, 'refusalOf'>,
): Over {
  const [over, setOver] = useState<Over>('no');
  const isRefused = useEffectEvent((taskId: string) => {
    const task = tasks.get(taskId);
    return task !== undefined && refusalOf(task, { laneId, columnId }) !== null;
  });
  useEffect(() => {
    if (!element) return;
    const note = ({ source, location }: Pick<ElementDropTargetEventBasePayload, 'source' | 'location'>) => {
      if (isCard(source.data) && isRefused(source.data.taskId)) setOver('refused');
      else setOver(location.current.dropTargets[0]?.element === element ? 'below' : 'card');
    };
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isCard(source.data),
      getData: () => cellData({ laneId, columnId }),
      onDragEnter: note,
      onDrag: note,
      onDragLeave: () => setOver('no'),
      onDrop: () => setOver('no'),
    });
  }, [element, laneId, columnId]);
  return over;
}

export function overClass(over: Over): string | false {
  if (over === 'refused') return 'column-over column-refused';
  return over !== 'no' && 'column-over';
}

/** Scrolls an element when a card is dragged to its edge. */
export function useScrollWhileDragging(element: HTMLElement | null): void {
  useEffect(
    () => (element ? autoScrollForElements({ element, canScroll: ({ source }) => isCard(source.data) }) : undefined),
    [element],
  );
}
