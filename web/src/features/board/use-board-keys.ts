import type { FocusEvent, KeyboardEvent } from 'react';
import { tasks } from '../../data/tasks/tasks.ts';
import type { Lane } from '../../data/boards/lanes.ts';
import type { BoardState } from './board-state.ts';
import type { Lift } from './use-lift.ts';
import { firstCard, nextCard, type Step, stepOf } from './keyboard-position.ts';

interface BoardKeys {
  /** Moves the focus from the focused card, or to the first one. */
  readonly step: (step: Step) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
}

/** Arrow keys move the focus from card to card, or move a lifted card. */
export function useBoardKeys(
  board: Pick<BoardState, 'mayWork' | 'setFocusTarget' | 'noteFocus'>,
  lift: Lift,
  readLanes: () => readonly Lane[],
): BoardKeys {
  function onKeyDown(event: KeyboardEvent): void {
    const from = cardAt(event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
    const isHandled = lift.liftedId === undefined ? moveFocusBy(event.key, from) : moveLiftedBy(event.key, from);
    if (isHandled) event.preventDefault();
  }

  function moveFocusBy(key: string, from: string): boolean {
    if (key === ' ') {
      const task = tasks.get(from);
      if (task && board.mayWork) lift.lift(task);
      return true;
    }
    const step = stepOf(key);
    if (step === null) return false;
    goTo(step, from);
    return true;
  }

  function goTo(step: Step, from: string | null): void {
    const lanes = readLanes().map(({ id, cells }) => ({
      laneId: id,
      columns: [...cells].map(([columnId, cards]) => ({ columnId, ids: cards.map((card) => card.id) })),
    }));
    const taskId = from === null ? firstCard(lanes) : nextCard(lanes, from, step);
    if (taskId !== null) board.setFocusTarget({ taskId });
  }

  function moveLiftedBy(key: string, taskId: string): boolean {
    const step = stepOf(key);
    if (step !== null) {
      if (lift.moveLifted(step)) board.setFocusTarget({ taskId });
      return true;
    }
    if (key === 'Escape' || key === 'Tab') lift.cancel();
    else if (key === ' ' || key === 'Enter') lift.drop();
    // Letters are for cards in their place.
    else return key.length === 1;
    if (key !== 'Tab') board.setFocusTarget({ taskId });
    return key !== 'Tab';
  }

  return {
    onKeyDown,
    step: (step) => goTo(step, document.activeElement && cardAt(document.activeElement)),
    onFocus: ({ target }) => {
      const task = tasks.get(cardAt(target) ?? '');
      if (task) board.noteFocus(task);
    },
  };
}

function cardAt(target: EventTarget): string | null {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-card]') : null;
  return card?.dataset['card'] ?? null;
}
