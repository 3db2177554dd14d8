import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import { statusName } from '../../data/workflow/status-name.ts';
import type { BoardState, CardPosition } from './board-state.ts';
import { Card } from './card.tsx';
import { focusTaskSoon } from '../../data/tasks/focus-task.ts';
import { GhostCard } from './ghost-card.tsx';
import type { BoardView, ColumnContent } from '../../data/boards/view.ts';

interface CardListProps {
  readonly team: Team;
  readonly status: Status;
  readonly content: ColumnContent;
  readonly view: BoardView;
  readonly board: BoardState;
  readonly scroller: HTMLElement | null;
}

const likelyHeight = 84;
const gap = 8;

/** The cards of a column; only visible ones are rendered. A gap marks where more have to be read. */
export function CardList({ status, content, view, board, scroller }: CardListProps) {
  const { cards, gapAt } = content;
  const count = cards.length + (gapAt === null ? 0 : 1);
  const cardAt = (row: number) => (gapAt === null || row < gapAt ? cards[row] : cards[row - 1]);
  const list = useVirtualizer({
    count,
    gap,
    overscan: 3,
    getScrollElement: () => scroller,
    estimateSize: () => likelyHeight,
    getItemKey: (row) => (row === gapAt ? 'gap' : (cardAt(row)?.id ?? row)),
  });
  useWantedFocus(status.id, content, board, (row) => list.scrollToIndex(row, { align: 'auto' }));

  if (count === 0) return board.teachesIn === status.id ? <GhostCard /> : null;
  const rows = list.getVirtualItems();
  const stop = board.stopIn(
    status.id,
    rows.flatMap(({ index }) => (index === gapAt ? [] : (cardAt(index)?.id ?? []))),
  );
  return (
    <ul aria-label={statusName(status.name)} className="relative" style={{ height: list.getTotalSize() }}>
      {rows.map(({ key, index, start }) => {
        const task = index === gapAt ? undefined : cardAt(index);
        return (
          <li
            key={key}
            ref={list.measureElement}
            data-index={index}
            aria-setsize={gapAt === null ? count : -1}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            {task ? (
              <Card
                task={task}
                labels={board.labels}
                fields={board.fields}
                hiddenParts={board.hiddenParts}
                mayMove={board.mayWork}
                isOpen={board.openTaskId === task.id}
                isLifted={board.liftedId === task.id}
                isSelected={board.selectedIds.has(task.id)}
                isStop={stop === task.id}
              />
            ) : (
              <Gap view={view} statusId={status.id} content={content} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Reads more cards, page after page, while their place is visible. */
function Gap({ view, statusId, content }: { view: BoardView; statusId: string; content: ColumnContent }) {
  const { t } = useTexts();
  const { error } = content;
  useEffect(() => view.more(statusId));
  if (error !== null) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 p-2 text-meta text-soft">
        {problemText(error)}
        <Button size="small" onClick={() => view.retry(statusId)}>
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  return (
    // Never without height: the virtualizer would take its growth for a change above the first card, and scroll past
    // it.
    <div className="min-h-px">
      <Late>
        <div className="grid gap-2" role="status" aria-label={t('common.loading')}>
          <Skeleton className="h-20" />
          <Skeleton className="h-16" />
          <Skeleton className="h-20" />
        </div>
      </Late>
    </div>
  );
}

/** Scrolls to a card and focuses it after keyboard navigation. */
function useWantedFocus(
  statusId: string,
  { cards, gapAt }: ColumnContent,
  board: BoardState,
  scrollTo: (row: number) => void,
) {
  const { focusTarget } = board;
  // Only a new target moves the focus, not new cards.
  const focus = useEffectEvent((position: CardPosition) => {
    const index = position.statusId === statusId ? cards.findIndex(({ id }) => id === position.taskId) : -1;
    if (index < 0) return undefined;
    scrollTo(gapAt !== null && index >= gapAt ? index + 1 : index);
    return focusTaskSoon(position.taskId);
  });
  useEffect(() => (focusTarget ? focus(focusTarget) : undefined), [focusTarget]);
}
