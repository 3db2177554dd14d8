import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { rangeWithFocused } from '../../lib/range-with-focused.ts';
import { Button } from '../../ui/button.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import type { BoardState, FocusTarget } from './board-state.ts';
import type { Cell } from './cells.ts';
import { Card } from './card.tsx';
import { focusTaskSoon } from '../../data/tasks/focus-task.ts';
import { focusedCardIn } from '../task-actions/pointed-card.ts';
import { GhostCard } from './ghost-card.tsx';
import type { BoardView, ColumnContent } from '../../data/boards/view.ts';

interface CardListProps {
  readonly cell: Cell;
  readonly content: Pick<ColumnContent, 'cards' | 'gapAt' | 'error'>;
  readonly board: BoardState;
  readonly scroller: HTMLElement | null;
  /** How far below the top of the scrolled content the list begins. */
  readonly top?: number;
}

export const likelyHeight = 84;
export const cardGap = 8;

/** The cards of a cell; only visible ones are rendered. A gap marks where more have to be read. */
export function CardList({ cell, content, board, scroller, top = 0 }: CardListProps) {
  const { laneId, columnId } = cell;
  const { cards, gapAt } = content;
  const count = cards.length + (gapAt === null ? 0 : 1);
  const cardAt = (row: number) => (gapAt === null || row < gapAt ? cards[row] : cards[row - 1]);
  const own = useRef<HTMLUListElement>(null);
  const list = useVirtualizer({
    count,
    gap: cardGap,
    overscan: 3,
    scrollMargin: top,
    getScrollElement: () => scroller,
    estimateSize: () => likelyHeight,
    getItemKey: (row) => (row === gapAt ? 'gap' : (cardAt(row)?.id ?? row)),
    rangeExtractor: rangeWithFocused(() => {
      const id = focusedCardIn(own.current);
      const index = id === null ? -1 : cards.findIndex((card) => card.id === id);
      return gapAt !== null && index >= gapAt ? index + 1 : index;
    }),
  });
  useWantedFocus(content, board, (row) => list.scrollToIndex(row, { align: 'auto' }));

  if (count === 0) return board.teachesIn === columnId && !board.grouping ? <GhostCard /> : null;
  const rows = list.getVirtualItems();
  const stop = board.stopIn(
    cell,
    rows.flatMap(({ index }) => (index === gapAt ? [] : (cardAt(index)?.id ?? []))),
  );
  return (
    <ul ref={own} aria-label={board.nameOf(cell)} className="relative" style={{ height: list.getTotalSize() }}>
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
            style={{ transform: `translateY(${start - top}px)` }}
          >
            {task ? (
              <Card
                task={task}
                path={board.path}
                laneId={laneId}
                columnId={columnId}
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
              <Gap view={board.view} columnId={columnId} error={content.error} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Reads more cards, page after page, while their place is visible. */
function Gap({ view, columnId, error }: { view: BoardView; columnId: string; error: unknown }) {
  const { t } = useTexts();
  useEffect(() => view.more(columnId));
  if (error !== null) {
    return (
      <div role="alert" className="grid justify-items-start gap-2 p-2 text-meta text-soft">
        {problemText(error)}
        <Button size="small" onClick={() => view.retry(columnId)}>
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

/** Targets that have been focused: a list that is rendered later does not take the focus again. */
const reached = new WeakSet<FocusTarget>();

/** Scrolls to a card and focuses it after keyboard navigation. */
function useWantedFocus(
  { cards, gapAt }: Pick<ColumnContent, 'cards' | 'gapAt'>,
  { focusTarget }: BoardState,
  scrollTo: (row: number) => void,
) {
  // Only a new target moves the focus, not new cards.
  const focus = useEffectEvent((target: FocusTarget) => {
    const index = reached.has(target) ? -1 : cards.findIndex(({ id }) => id === target.taskId);
    if (index < 0) return undefined;
    reached.add(target);
    scrollTo(gapAt !== null && index >= gapAt ? index + 1 : index);
    return focusTaskSoon(target.taskId);
  });
  useEffect(() => (focusTarget ? focus(focusTarget) : undefined), [focusTarget]);
}
