import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { announce } from '../../ui/announcer.tsx';
import { isAllowedMove, moveTask, patchFor } from '../../data/tasks/move-task.ts';
import { positionAt } from '../../data/tasks/order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { BoardView } from '../../data/boards/view.ts';
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

/** Moves a card by keys. A lifted card is shown at its new position; nothing is sent before it is dropped. */
export function useLift(statuses: readonly Status[], view: BoardView): Lift {
  const { t } = useTexts();
  const [liftedCard, setLiftedCard] = useState<LiftedCard | null>(null);
  const latest = useRef(liftedCard);
  useEffect(() => {
    latest.current = liftedCard;
  });
  useEffect(() => () => latest.current?.rollback(), []);

  /** The visible cards among which a lifted one can be moved. */
  const others = (task: KnownTask, statusId: string) => view.content(statusId).cards.filter(({ id }) => id !== task.id);
  const nameOf = (statusId: string) => statusName(statuses.find(({ id }) => id === statusId)?.name ?? '');

  function show(task: KnownTask, hand: Hand): LiftedCard {
    const status = statuses.find(({ id }) => id === hand.statusId);
    if (!status) throw new Error('a card is carried over columns of its board');
    const position = positionAt(others(task, hand.statusId), hand.index);
    return { task, hand, rollback: tasks.patch(task.id, patchFor(task, { status, position })) };
  }

  function announcePosition({ statusId, index }: Hand, key: 'board.lifted' | 'board.carried', task: KnownTask): void {
    const count = others(task, statusId).length + 1;
    announce(
      t(key, {
        title: task.title,
        status: nameOf(statusId),
        position: formatNumber(index + 1),
        total: formatNumber(count),
      }),
    );
  }

  return {
    liftedId: liftedCard?.task.id,
    lift(task) {
      const index = view.content(task.statusId).cards.findIndex(({ id }) => id === task.id);
      const hand = { statusId: task.statusId, index: Math.max(index, 0) };
      setLiftedCard(show(task, hand));
      announcePosition(hand, 'board.lifted', task);
    },
    carry(step) {
      if (!liftedCard) return null;
      const { task, hand, rollback } = liftedCard;
      const columns = statuses
        .filter(({ id }) => isAllowedMove(statuses, task.statusId, id))
        .map(({ id }) => ({ statusId: id, ids: others(task, id).map((card) => card.id) }));
      const next = nextPlace(columns, hand, step);
      if (!next) return null;
      rollback();
      setLiftedCard(show(task, next));
      announcePosition(next, 'board.carried', task);
      return next;
    },
    drop() {
      if (!liftedCard) return;
      const { task, hand, rollback } = liftedCard;
      const status = statuses.find(({ id }) => id === hand.statusId);
      rollback();
      setLiftedCard(null);
      const position = positionAt(others(task, hand.statusId), hand.index);
      if (status) void moveTask(task, { status, position });
      announce(t('board.dropped', { title: task.title, status: nameOf(hand.statusId) }));
    },
    cancel() {
      if (!liftedCard) return;
      liftedCard.rollback();
      setLiftedCard(null);
      announce(t('board.cancelled', { title: liftedCard.task.title }));
    },
  };
}
