import type { FocusEvent, KeyboardEvent } from 'react';
import type { Status } from '../../api/types.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { BoardState, CardPosition } from './board-state.ts';
import type { Lift } from './use-lift.ts';
import type { BoardView } from '../../data/boards/view.ts';
import { firstCard, nextCard, type Step, stepOf } from './walk.ts';

interface BoardKeys {
  /** Moves the focus from the focused card, or to the first one. */
  readonly step: (step: Step) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
}

/** Arrow keys move the focus from card to card, or move a lifted card. */
export function useBoardKeys(
  statuses: readonly Status[],
  view: BoardView,
  board: Omit<BoardState, 'liftedId' | 'selectedIds'>,
  lift: Lift,
): BoardKeys {
  function onKeyDown(event: KeyboardEvent): void {
    const from = positionOf(event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    const isHandled = lift.liftedId === undefined ? walk(event.key, from) : carry(event.key, from);
    if (isHandled) event.preventDefault();
  }

  function walk(key: string, from: CardPosition): boolean {
    if (key === ' ') {
      const task = tasks.get(from.taskId);
      if (task && board.mayWork) lift.lift(task);
      return true;
    }
    const step = stepOf(key);
    if (step === null) return false;
    goTo(step, from);
    return true;
  }

  function goTo(step: Step, from: CardPosition | null): void {
    const columns = statuses.map(({ id }) => ({ statusId: id, ids: view.content(id).cards.map((card) => card.id) }));
    const next = from ? nextCard(columns, from, step) : firstCard(columns);
    if (next) board.setFocusTarget(next);
  }

  function carry(key: string, { taskId }: CardPosition): boolean {
    const step = stepOf(key);
    if (step !== null) {
      const hand = lift.carry(step);
      if (hand) board.setFocusTarget({ statusId: hand.statusId, taskId });
      return true;
    }
    if (key === 'Escape' || key === 'Tab') lift.cancel();
    else if (key === ' ' || key === 'Enter') lift.drop();
    else return false;
    const task = tasks.get(taskId);
    if (task && key !== 'Tab') board.setFocusTarget({ statusId: task.statusId, taskId });
    return key !== 'Tab';
  }

  return {
    onKeyDown,
    step: (step) => goTo(step, document.activeElement && positionOf(document.activeElement)),
    onFocus: ({ target }) => {
      const position = positionOf(target);
      if (position) board.noteFocus(position);
    },
  };
}

function positionOf(target: EventTarget): CardPosition | null {
  const card = target instanceof Element ? target.closest('[data-card]') : null;
  const task = card instanceof HTMLElement ? tasks.get(card.dataset['card'] ?? '') : undefined;
  return task ? { statusId: task.statusId, taskId: task.id } : null;
}
