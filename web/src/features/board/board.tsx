import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Field, Label, Status, Team } from '../../api/types.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { useSelection } from '../../lib/use-selection.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { changeBoardDisplay, useBoardDisplay } from '../../data/boards/display.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { TaskKeys } from '../task-actions/task-keys.tsx';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { findTasksBy } from '../../data/tasks/focus-task.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { hasPage } from '../../data/tasks/create-task.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { type BoardState, useBoardState } from './board-state.ts';
import { Column } from './column.tsx';
import { isCard } from './drag-data.ts';
import { FoldedColumn } from './folded-column.tsx';
import { focusedCard, pointedCard } from './pointed-card.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { useDrop } from './use-drop.ts';
import { useLift } from './use-lift.ts';
import type { BoardView } from '../../data/boards/view.ts';

const LazyBulkBar = lazyPart(
  async () => {
    const [{ BulkBar }] = await Promise.all([import('../task-actions/bulk-bar.tsx'), addTextsOf('tasks')]);
    return BulkBar;
  },
  { failed: closing(({ selection }) => selection.clear()) },
);

interface BoardProps {
  readonly team: Team;
  readonly statuses: readonly Status[];
  readonly labels: ReadonlyMap<string, Label>;
  readonly fields: readonly Field[];
  readonly view: BoardView;
  readonly mayWork: boolean;
  readonly openTaskId: string | undefined;
  readonly newTasksFor: string | undefined;
  readonly isFiltered: boolean;
}

export function Board({ team, statuses, view, ...stateProps }: BoardProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const state = useBoardState({ statuses, ...stateProps });
  const lift = useLift(statuses, view);
  const keys = useBoardKeys(statuses, view, state, lift);
  const { folded } = useBoardDisplay();
  const isFolded = ({ id, category }: Status) => folded[id] ?? category === 'cancelled';
  const fold = (id: string, willFold: boolean) => changeBoardDisplay({ folded: { ...folded, [id]: willFold } });
  const openStatuses = statuses.filter((status) => !isFolded(status));
  usePageOrder(() => openStatuses.flatMap(({ id }) => view.content(id).cards.map((card) => card.id)));
  const selection = useSelection(openStatuses.flatMap(({ id }) => view.content(id).cards.map((card) => card.id)));
  const board: BoardState = { ...state, liftedId: lift.liftedId, selectedIds: selection.ids };
  useDrop(statuses);

  useEffect(() => {
    const element = scroller.current;
    return element ? autoScrollForElements({ element, canScroll: ({ source }) => isCard(source.data) }) : undefined;
  }, []);

  const complete = () => {
    const task = tasks.get(pointedCard() ?? '');
    if (!task) return;
    const hadFocus = focusedCard() === task.id;
    const next = nextTo(task);
    void toggleDone(task, statuses);
    const statusId = tasks.get(task.id)?.statusId ?? task.statusId;
    if (hadFocus) board.setFocusTarget(next ?? { statusId, taskId: task.id });
  };
  /** Where the focus goes when a card leaves its column: to the next card, or the previous one. */
  const nextTo = ({ id, statusId }: KnownTask) => {
    const { cards } = view.content(statusId);
    const index = cards.findIndex((card) => card.id === id);
    const next = cards[index + 1] ?? cards[index - 1];
    return next && { statusId, taskId: next.id };
  };
  const find = useEffectEvent((taskId: string) => {
    const task = tasks.get(taskId);
    if (!task || task.teamId !== team.id || !openStatuses.some(({ id }) => id === task.statusId)) return false;
    board.setFocusTarget({ statusId: task.statusId, taskId });
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
          ...(selection.ids.size === 0 ? [{ keys: 'e', label: t('shortcuts.complete'), run: complete }] : []),
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
    if (!hasPage(taskId)) return;
    void navigate({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId: team.id, taskId }, search: true });
  };

  return (
    // One handler serves the keys and clicks of all cards; each card is itself a link.
    <>
      <div ref={scroller} className="board" onClick={follow} onKeyDown={keys.onKeyDown} onFocus={keys.onFocus}>
        {statuses.map((status) => {
          const columnProps = { status, statuses, view };
          return isFolded(status) ? (
            <FoldedColumn key={status.id} {...columnProps} onUnfold={() => fold(status.id, false)} />
          ) : (
            <Column key={status.id} {...columnProps} team={team} board={board} onFold={() => fold(status.id, true)} />
          );
        })}
      </div>
      {board.mayWork && <TaskKeys title={t('shortcuts.card')} targetIds={targetIds} />}
      {selection.ids.size > 0 && <LazyBulkBar selection={selection} />}
    </>
  );
}
