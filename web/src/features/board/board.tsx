import { type ComponentType, type MouseEvent, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { classNames } from '../../lib/class-names.ts';
import { useSelection } from '../../lib/use-selection.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import type { BoardColumn } from '../../data/boards/columns.ts';
import { changeBoardDisplay, useBoardDisplay } from '../../data/boards/display.ts';
import { type Lane, laneReader } from '../../data/boards/lanes.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { TaskKeys } from '../task-actions/task-keys.tsx';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { findTasksBy } from '../../data/tasks/focus-task.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { hasPage } from '../../data/tasks/create-task.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { type BoardGiven, type BoardState, useBoardState } from './board-state.ts';
import { CardActions } from './card-actions.tsx';
import { Column } from './column.tsx';
import { FoldedColumn } from './folded-column.tsx';
import { focusedCard, pointedCard } from '../task-actions/pointed-card.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { useDrop } from './use-drop.ts';
import { useScrollWhileDragging } from './use-drop-target.ts';
import { useLift } from './use-lift.ts';

const LazyBulkBar = lazyPart(
  async () => {
    const [{ BulkBar }] = await Promise.all([import('../task-actions/bulk-bar.tsx'), addTextsOf('tasks')]);
    return BulkBar;
  },
  { failed: closing(({ selection }) => selection.clear()) },
);

/** What a board with lanes has of its own. */
export interface LaneParts {
  readonly Lanes: ComponentType<LanesProps>;
  readonly MoveMenu: ComponentType<MoveMenuProps>;
}

export interface LanesProps {
  readonly board: BoardState;
  readonly readLanes: () => readonly Lane[];
  readonly scroller: HTMLElement | null;
  readonly isFolded: (column: BoardColumn) => boolean;
  readonly fold: (id: string, willFold: boolean) => void;
}

export interface MoveMenuProps {
  readonly task: KnownTask;
  readonly anchor: Element;
  readonly board: BoardState;
  readonly readLanes: () => readonly Lane[];
  readonly onClose: () => void;
}

interface BoardProps extends BoardGiven {
  readonly lanes?: LaneParts;
  readonly onOpen: (taskId: string) => void;
}

const noLanes = { by: undefined, order: [], always: [], when: { timeZone: 'UTC', now: new Date(0) } };

/** What identifies a lane among all that can be collapsed. */
export const laneKey = (by: string, laneId: string) => `${by}:${laneId}`;

export function Board({ lanes: parts, onOpen, ...given }: BoardProps) {
  const { t } = useTexts();
  const { columns, view, grouping, scope } = given;
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [moving, setMoving] = useState<{ readonly task: KnownTask; readonly anchor: Element } | null>(null);
  const { folded } = useBoardDisplay();
  const isFolded = ({ id, category }: BoardColumn) => folded[id] ?? category === 'cancelled';
  const fold = (id: string, willFold: boolean) => changeBoardDisplay({ folded: { ...folded, [id]: willFold } });
  const openColumns = columns.filter((column) => !isFolded(column));
  const openIds = openColumns.map(({ id }) => id).join();
  const options = grouping?.options ?? noLanes;
  const readLanes = useMemo(
    () =>
      laneReader(
        view,
        openIds.split(',').map((id) => ({ id })),
        options,
      ),
    [view, openIds, options],
  );
  /** The lanes that are not collapsed. */
  const readOpenLanes = () =>
    readLanes().filter(({ id }) => grouping === undefined || folded[laneKey(grouping.by, id)] !== true);
  const readIds = () =>
    readOpenLanes().flatMap(({ cells }) => [...cells.values()].flatMap((cards) => cards.map(({ id }) => id)));
  const state = useBoardState(given);
  const lift = useLift(state, readOpenLanes);
  const keys = useBoardKeys(state, lift, readOpenLanes);
  usePageOrder(readIds);
  const selection = useSelection(readIds());
  const board: BoardState = { ...state, liftedId: lift.liftedId, selectedIds: selection.ids };
  useDrop(
    board,
    ({ laneId, columnId }) =>
      readLanes()
        .find(({ id }) => id === laneId)
        ?.cells.get(columnId) ?? [],
  );
  useScrollWhileDragging(scroller);

  const complete = (taskId = pointedCard()) => {
    const task = tasks.get(taskId ?? '');
    if (!task) return;
    const hadFocus = focusedCard() === task.id;
    const next = nextTo(task);
    void toggleDone(
      task,
      columns.flatMap(({ statuses }) => statuses.filter(({ teamId }) => teamId === task.teamId)),
    );
    if (hadFocus) board.setFocusTarget({ taskId: next?.id ?? task.id });
  };
  /** Where the focus goes when a card leaves its cell: to the next card, or the previous one. */
  const nextTo = (task: KnownTask) => {
    const { laneId, columnId } = board.cellOf(task);
    const cards =
      readLanes()
        .find(({ id }) => id === laneId)
        ?.cells.get(columnId) ?? [];
    const index = cards.findIndex(({ id }) => id === task.id);
    return cards[index + 1] ?? cards[index - 1];
  };
  const find = useEffectEvent((taskId: string) => {
    const task = tasks.get(taskId);
    if (!task || !scope.teams.some(({ id }) => id === task.teamId)) return false;
    const { columnId } = board.cellOf(task);
    if (!openColumns.some(({ id }) => id === columnId)) return false;
    board.setFocusTarget({ taskId });
    return true;
  });
  useEffect(() => findTasksBy(find), []);
  const select = () => {
    const id = pointedCard();
    if (id !== null) selection.toggle(id);
  };
  const targetIds = () => (selection.ids.size > 0 ? [...selection.ids] : [pointedCard()].filter((id) => id !== null));
  const shortcuts = [
    { keys: 'j', label: t('shortcuts.next'), run: () => keys.step('down') },
    { keys: 'k', label: t('shortcuts.previous'), run: () => keys.step('up') },
    ...(board.mayWork
      ? [
          { keys: 'x', label: t('shortcuts.select'), run: select },
          // With a selection, the key applies to all selected tasks: see the bar.
          ...(selection.ids.size === 0 ? [{ keys: 'e', label: t('shortcuts.complete'), run: () => complete() }] : []),
        ]
      : []),
    { keys: 'ArrowUp ArrowDown ArrowLeft ArrowRight', label: t('shortcuts.walk') },
    { keys: 'Enter', label: t('shortcuts.open') },
    ...(board.mayWork ? [{ keys: 'Space', label: t('shortcuts.lift') }] : []),
  ];
  useShortcuts(t('shortcuts.card'), shortcuts, 'beside');

  /** Cards are plain links; a plain click stays in the app. */
  const follow = (event: MouseEvent) => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-card]') : null;
    const taskId = card?.dataset['card'];
    if (taskId === undefined || event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (event.shiftKey) return board.mayWork ? selection.toggle(taskId, true) : undefined;
    if (hasPage(taskId)) onOpen(taskId);
  };
  /** On a board with lanes, one task can be moved to another lane too. */
  const openMoveMenu = ([taskId, ...others]: readonly string[], anchor: Element) => {
    const task = others.length === 0 ? tasks.get(taskId ?? '') : undefined;
    if (!parts || !task) return false;
    setMoving({ task, anchor });
    return true;
  };

  return (
    // One handler serves the keys and clicks of all cards; each card is itself a link.
    <>
      <div
        ref={setScroller}
        className={classNames('board', parts !== undefined && 'board-lanes')}
        onClick={follow}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        {parts ? (
          <parts.Lanes board={board} readLanes={readLanes} scroller={scroller} isFolded={isFolded} fold={fold} />
        ) : (
          columns.map((column) =>
            isFolded(column) ? (
              <FoldedColumn key={column.id} column={column} view={view} onUnfold={() => fold(column.id, false)} />
            ) : (
              <Column key={column.id} column={column} board={board} onFold={() => fold(column.id, true)} />
            ),
          )
        )}
      </div>
      {board.mayWork && <CardActions scroller={scroller} onComplete={complete} />}
      {board.mayWork && <TaskKeys title={t('shortcuts.card')} targetIds={targetIds} onMove={openMoveMenu} />}
      {parts && moving && (
        <parts.MoveMenu {...moving} board={board} readLanes={readLanes} onClose={() => setMoving(null)} />
      )}
      {selection.ids.size > 0 && <LazyBulkBar selection={selection} />}
    </>
  );
}
