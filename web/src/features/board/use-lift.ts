import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import type { Lane } from '../../data/boards/lanes.ts';
import { moveTask } from '../../data/tasks/close-task.ts';
import { patchFor } from '../../data/tasks/move-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { BoardState } from './board-state.ts';
import { positionInCell } from './cells.ts';
import { type LiftedPosition, nextPosition, type Step } from './keyboard-position.ts';

interface LiftedCard {
  readonly task: KnownTask;
  readonly position: LiftedPosition;
  /** Removes the card from the position where it is shown meanwhile. */
  readonly rollback: () => void;
}

export interface Lift {
  readonly liftedId: string | undefined;
  lift(task: KnownTask): void;
  moveLifted(step: Step): LiftedPosition | null;
  drop(): void;
  cancel(): void;
}

/**
 * Moves a card by keys. A lifted card is shown at its new position; nothing is sent before it is dropped.
 * @param readLanes The lanes that are not collapsed, as they are now.
 */
export function useLift(
  board: Pick<BoardState, 'cellOf' | 'destinationIn' | 'refusalOf' | 'nameOf'>,
  readLanes: () => readonly Lane[],
): Lift {
  const { t } = useTexts();
  const [liftedCard, setLiftedCard] = useState<LiftedCard | null>(null);
  const latest = useRef(liftedCard);
  useEffect(() => {
    latest.current = liftedCard;
  });
  useEffect(() => () => latest.current?.rollback(), []);
  // Whoever goes on elsewhere has not dropped the card.
  const leave = useEffectEvent(({ target, type }: Event) => {
    const card = target instanceof Element ? target.closest<HTMLElement>('[data-card]')?.dataset['card'] : undefined;
    if (type === 'pointerdown' || card !== latest.current?.task.id) cancel();
  });
  const isLifted = liftedCard !== null;
  useEffect(() => {
    if (!isLifted) return undefined;
    document.addEventListener('focusin', leave);
    document.addEventListener('pointerdown', leave, { capture: true });
    return () => {
      document.removeEventListener('focusin', leave);
      document.removeEventListener('pointerdown', leave, { capture: true });
    };
  }, [isLifted]);

  /** The visible cards among which a lifted one can be moved. */
  const others = (task: KnownTask, { laneId, columnId }: Omit<LiftedPosition, 'index'>) => {
    const cards =
      readLanes()
        .find(({ id }) => id === laneId)
        ?.cells.get(columnId) ?? [];
    return cards.filter(({ id }) => id !== task.id);
  };
  const destinationOf = (task: KnownTask, position: LiftedPosition) =>
    board.destinationIn(task, position, (statusId) => positionInCell(others(task, position), position.index, statusId));

  function show(task: KnownTask, position: LiftedPosition): LiftedCard {
    const destination = destinationOf(task, position);
    if (!destination) throw new Error('a card is moved over cells that it may be put into');
    return { task, position, rollback: tasks.patch(task.id, patchFor(task, destination)) };
  }

  function announcePosition(position: LiftedPosition, key: 'board.lifted' | 'board.carried', task: KnownTask): void {
    const count = others(task, position).length + 1;
    announce(
      t(key, {
        title: task.title,
        status: board.nameOf(position),
        position: formatNumber(position.index + 1),
        total: formatNumber(count),
      }),
    );
  }

  function cancel(): void {
    if (!liftedCard) return;
    liftedCard.rollback();
    setLiftedCard(null);
    announce(t('board.cancelled', { title: liftedCard.task.title }));
  }

  return {
    liftedId: liftedCard?.task.id,
    lift(task) {
      const cell = board.cellOf(task);
      const cards =
        readLanes()
          .find(({ id }) => id === cell.laneId)
          ?.cells.get(cell.columnId) ?? [];
      const position = {
        ...cell,
        index: Math.max(
          cards.findIndex(({ id }) => id === task.id),
          0,
        ),
      };
      if (!destinationOf(task, position)) {
        showToast({ tone: 'danger', text: t('board.refused.rights', { key: task.key }) });
        return;
      }
      setLiftedCard(show(task, position));
      announcePosition(position, 'board.lifted', task);
    },
    moveLifted(step) {
      if (!liftedCard) return null;
      const { task, position, rollback } = liftedCard;
      const lanes = readLanes().map(({ id: laneId, cells }) => ({
        laneId,
        columns: [...cells.keys()]
          .filter((columnId) => board.refusalOf(task, { laneId, columnId }) === null)
          .map((columnId) => ({ columnId, ids: others(task, { laneId, columnId }).map(({ id }) => id) })),
      }));
      const next = nextPosition(lanes, position, step);
      if (!next) return null;
      rollback();
      setLiftedCard(show(task, next));
      announcePosition(next, 'board.carried', task);
      return next;
    },
    drop() {
      if (!liftedCard) return;
      const { task, position, rollback } = liftedCard;
      const destination = destinationOf(task, position);
      rollback();
      setLiftedCard(null);
      if (destination) void moveTask(task, destination);
      announce(t('board.dropped', { title: task.title, status: board.nameOf(position) }));
    },
    cancel,
  };
}
