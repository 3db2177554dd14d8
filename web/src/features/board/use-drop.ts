import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/extract-closest-edge';
import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { moveTask } from '../../data/tasks/close-task.ts';
import type { Destination } from '../../data/tasks/move-task.ts';
import { positionOf } from '../../data/tasks/order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { BoardState } from './board-state.ts';
import { type Cell, positionInCell } from './cells.ts';
import { isCard, isCell } from './drag-data.ts';
import { settleCard } from './settle-card.ts';

type DropTarget = Record<string | symbol, unknown>;

/**
 * Moves cards that are dropped on the board, or says why that can't be.
 * @param cardsIn The cards of a cell.
 */
export function useDrop(
  board: Pick<BoardState, 'destinationIn' | 'refusalOf' | 'nameOf' | 'grouping'>,
  cardsIn: (cell: Cell) => readonly KnownTask[],
): void {
  const { t } = useTexts();
  const drop = useEffectEvent((task: KnownTask, target: DropTarget) => {
    if ((!isCard(target) && !isCell(target)) || target['taskId'] === task.id) return;
    const { laneId, columnId } = target;
    const cell = { laneId, columnId };
    const refusal = board.refusalOf(task, cell);
    if (refusal !== null) return void showToast({ tone: 'danger', text: refusal });
    const cards = cardsIn(cell).filter(({ id }) => id !== task.id);
    const destination = board.destinationIn(task, cell, (statusId) => {
      // Below the last card of a column, more may have yet to be read.
      if (!isCard(target)) return board.grouping ? positionInCell(cards, cards.length, statusId) : {};
      const index = cards.findIndex(({ id }) => id === target.taskId);
      return positionInCell(cards, extractClosestEdge(target) === 'top' ? index : index + 1, statusId);
    });
    if (!destination || isUnmoved(task, destination)) return;
    void moveTask(task, destination);
    settleCard(task.id);
    announce(t('board.dropped', { title: task.title, status: board.nameOf(cell) }));
  });
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => isCard(source.data),
        onDrop({ source, location }) {
          const [target] = location.current.dropTargets;
          const task = isCard(source.data) ? tasks.get(source.data.taskId) : undefined;
          if (target && task) drop(task, target.data);
        },
      }),
    [],
  );
}

function isUnmoved(task: KnownTask, { status, position, also }: Destination): boolean {
  if (also || status.id !== task.statusId) return false;
  const column = tasks.column(task.teamId, task.statusId).filter(({ archivedAt }) => archivedAt === null);
  const now = column.findIndex(({ id }) => id === task.id);
  const { before, after } = position;
  if (before !== undefined) return positionOf(column, task.id).before === before;
  return after === undefined ? now === column.length - 1 : column[now - 1]?.id === after;
}
