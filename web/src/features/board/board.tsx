import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Field, Label, Status, Team } from '../../api/types.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { findTasksBy } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { type BoardState, useBoardState } from './board-state.ts';
import { Column } from './column.tsx';
import { isCard } from './drag-data.ts';
import { MoveMenu } from './move-menu.tsx';
import { focusedCard, pointedCard } from './pointed-card.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { useDrop } from './use-drop.ts';
import { useLift } from './use-lift.ts';
import type { BoardView } from '../../data/boards/view.ts';

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
  const [movingId, setMovingId] = useState<string | null>(null);
  const state = useBoardState({ statuses, ...stateProps });
  const lift = useLift(statuses, view);
  const keys = useBoardKeys(statuses, view, state, lift);
  const board: BoardState = { ...state, liftedId: lift.liftedId };
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
    if (!task || task.teamId !== team.id) return false;
    board.setFocusTarget({ statusId: task.statusId, taskId });
    return true;
  });
  useEffect(() => findTasksBy(find), []);
  const write = [
    { keys: 'e', label: t('shortcuts.complete'), run: complete },
    { keys: 'm', label: t('shortcuts.move'), run: () => setMovingId(pointedCard()) },
  ];
  useShortcuts(t('shortcuts.board'), board.mayWork ? write : []);
  useShortcuts(t('shortcuts.card'), [
    { keys: 'ArrowUp ArrowDown ArrowLeft ArrowRight', label: t('shortcuts.walk') },
    { keys: 'Enter', label: t('shortcuts.open') },
    ...(board.mayWork ? [{ keys: 'Space', label: t('shortcuts.lift') }] : []),
  ]);

  /** Cards are plain links; a plain click stays in the app. */
  const follow = (event: MouseEvent) => {
    const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-card]') : null;
    const taskId = card?.dataset['card'];
    if (taskId === undefined || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (tasks.get(taskId)?.version === 0) return;
    void navigate({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId: team.id, taskId }, search: true });
  };

  return (
    // One handler serves the keys and clicks of all cards; each card is itself a link.
    <div ref={scroller} className="board" onClick={follow} onKeyDown={keys.onKeyDown} onFocus={keys.onFocus}>
      {statuses.map((status) => (
        <Column key={status.id} team={team} status={status} statuses={statuses} view={view} board={board} />
      ))}
      {movingId !== null && (
        <MoveMenu
          taskId={movingId}
          statuses={statuses}
          onClose={() => setMovingId(null)}
          onMoved={board.setFocusTarget}
        />
      )}
    </div>
  );
}
