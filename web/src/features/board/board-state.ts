import { useState } from 'react';
import type { Field, Label, Status } from '../../api/types.ts';
import { type CardPart, useBoardDisplay } from '../../data/boards/display.ts';

export interface CardPosition {
  readonly statusId: string;
  readonly taskId: string;
}

/** State that the columns of a board share. */
export interface BoardState {
  readonly mayWork: boolean;
  readonly isFiltered: boolean;
  readonly labels: ReadonlyMap<string, Label>;
  /** The custom fields that cards show. */
  readonly fields: readonly Field[];
  readonly hiddenParts: readonly CardPart[];
  readonly selectedIds: ReadonlySet<string>;
  readonly openTaskId: string | undefined;
  readonly liftedId: string | undefined;
  /** The column in which a new card is being typed. */
  readonly composing: string | null;
  readonly compose: (statusId: string | null) => void;
  /** The assignee of new tasks: the person that the board is filtered by. */
  readonly newTasksFor: string | undefined;
  /** The empty column that explains how to create the first card. */
  readonly teachesIn: string | undefined;
  /** The card that should get the focus. */
  readonly focusTarget: CardPosition | null;
  readonly setFocusTarget: (position: CardPosition) => void;
  /** The card of each column that the Tab key reaches, among those in the page. */
  readonly stopIn: (statusId: string, taskIds: readonly string[]) => string | undefined;
  readonly noteFocus: (position: CardPosition) => void;
}

interface Given {
  readonly statuses: readonly Status[];
  readonly labels: ReadonlyMap<string, Label>;
  readonly fields: readonly Field[];
  readonly mayWork: boolean;
  readonly openTaskId: string | undefined;
  readonly newTasksFor: string | undefined;
  readonly isFiltered: boolean;
}

export function useBoardState({
  statuses,
  isFiltered,
  ...boardProps
}: Given): Omit<BoardState, 'liftedId' | 'selectedIds'> {
  const { hiddenParts } = useBoardDisplay();
  const [composing, compose] = useState<string | null>(null);
  const [focusTarget, setFocusTarget] = useState<CardPosition | null>(null);
  const [focused, setFocused] = useState<Readonly<Record<string, string>>>({});
  return {
    ...boardProps,
    isFiltered,
    hiddenParts,
    composing,
    compose,
    focusTarget,
    setFocusTarget,
    teachesIn: boardProps.mayWork && !isFiltered ? statuses.find(({ category }) => category === 'todo')?.id : undefined,
    stopIn(statusId, taskIds) {
      const last = focused[statusId];
      return last !== undefined && taskIds.includes(last) ? last : taskIds[0];
    },
    noteFocus({ statusId, taskId }) {
      setFocused((before) => (before[statusId] === taskId ? before : { ...before, [statusId]: taskId }));
    },
  };
}
