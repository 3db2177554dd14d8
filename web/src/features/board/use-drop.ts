import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/extract-closest-edge';
import { useEffect } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { announce } from '../../ui/announcer.tsx';
import { type Destination, isAllowedMove, moveTask } from '../../data/tasks/move-task.ts';
import { positionOf } from '../../data/tasks/order.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { positionBeside, isCard, isColumn } from './drag-data.ts';
import { settleCard } from './settle-card.ts';

/** Moves cards that are dropped on the board. */
export function useDrop(statuses: readonly Status[]): void {
  const { t } = useTexts();
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => isCard(source.data),
        onDrop({ source, location }) {
          const [target] = location.current.dropTargets;
          const task = isCard(source.data) ? tasks.get(source.data.taskId) : undefined;
          if (!target || !task) return;
          const destination = destinationOf(target.data, statuses);
          if (!destination || isUnmoved(task, destination)) return;
          if (!isAllowedMove(statuses, task.statusId, destination.status.id)) return;
          void moveTask(task, destination);
          settleCard(task.id);
          announce(t('board.dropped', { title: task.title, status: statusName(destination.status.name) }));
        },
      }),
    [statuses, t],
  );
}

function destinationOf(target: Record<string | symbol, unknown>, statuses: readonly Status[]): Destination | null {
  const statusId = isCard(target) || isColumn(target) ? target.statusId : undefined;
  const status = statuses.find(({ id }) => id === statusId);
  if (!status) return null;
  if (!isCard(target)) return { status, position: {} };
  return { status, position: positionBeside(target.taskId, extractClosestEdge(target) === 'top' ? 'top' : 'bottom') };
}

function isUnmoved(task: { id: string; teamId: string; statusId: string }, { status, position }: Destination): boolean {
  if (status.id !== task.statusId) return false;
  const column = tasks.column(task.teamId, task.statusId).filter(({ archivedAt }) => archivedAt === null);
  const now = column.findIndex(({ id }) => id === task.id);
  const { before, after } = position;
  if (before !== undefined) return positionOf(column, task.id).before === before;
  return after === undefined ? now === column.length - 1 : column[now - 1]?.id === after;
}
