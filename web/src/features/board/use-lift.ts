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
import { type Hand, nextPlace, type Step } from './walk.ts';

interface LiftedCard {
  readonly task: KnownTask;
  readonly hand: Hand;
  /** Removes the card from the position where it is shown meanwhile. */
  readonly rollback: () => void;
}

export interface Lift {
  readonly liftedId: string | undefined;
  lift(task: KnownTask): void;
  carry(step: Step): Hand | null;
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
  const others = (task: KnownTask, { laneId, columnId }: Omit<Hand, 'index'>) => {
    const cards =
      readLanes()
        .find(({ id }) => id === laneId)
        ?.cells.get(columnId) ?? [];
    return cards.filter(({ id }) => id !== task.id);
  };
  const destinationOf = (task: KnownTask, hand: Hand) =>
    board.destinationIn(task, hand, (statusId) => positionInCell(others(task, hand), hand.index, statusId));

  function show(task: KnownTask, hand: Hand): LiftedCard {
    const destination = destinationOf(task, hand);
    if (!destination) throw new Error('a card is carried over cells that it may be put into');
    return { task, hand, rollback: tasks.patch(task.id, patchFor(task, destination)) };
  }

  function announcePosition(hand: Hand, key: 'board.lifted' | 'board.carried', task: KnownTask): void {
    const count = others(task, hand).length + 1;
    announce(
      t(key, {
        title: task.title,
        status: board.nameOf(hand),
        position: formatNumber(hand.index + 1),
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
      const hand = {
        ...cell,
        index: Math.max(
          cards.findIndex(({ id }) => id === task.id),
          0,
        ),
      };
      if (!destinationOf(task, hand)) {
        showToast({ tone: 'danger', text: t('board.refused.rights', { key: task.key }) });
        return;
      }
      setLiftedCard(show(task, hand));
      announcePosition(hand, 'board.lifted', task);
    },
    carry(step) {
      if (!liftedCard) return null;
      const { task, hand, rollback } = liftedCard;
      const places = readLanes().map(({ id: laneId, cells }) => ({
        laneId,
        columns: [...cells.keys()]
          .filter((columnId) => board.refusalOf(task, { laneId, columnId }) === null)
          .map((columnId) => ({ columnId, ids: others(task, { laneId, columnId }).map(({ id }) => id) })),
      }));
      const next = nextPlace(places, hand, step);
      if (!next) return null;
      rollback();
      setLiftedCard(show(task, next));
      announcePosition(next, 'board.carried', task);
      return next;
    },
    drop() {
      if (!liftedCard) return;
      const { task, hand, rollback } = liftedCard;
      const destination = destinationOf(task, hand);
      rollback();
      setLiftedCard(null);
      if (destination) void moveTask(task, destination);
      announce(t('board.dropped', { title: task.title, status: board.nameOf(hand) }));
    },
    cancel,
  };
}
