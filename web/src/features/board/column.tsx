import { useState, useSyncExternalStore } from 'react';
import { classNames } from '../../lib/class-names.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { CardList } from './card-list.tsx';
import { ColumnHead } from './column-head.tsx';
import { CellFoot } from './cell-foot.tsx';
import type { BoardState } from './board-state.ts';
import { overClass, useDropTarget, useScrollWhileDragging } from './use-drop-target.ts';

interface ColumnProps {
  readonly column: BoardColumn;
  readonly board: BoardState;
  readonly onFold: () => void;
}

/** A column with its cards and the field for a new one. */
export function Column({ column, board, onFold }: ColumnProps) {
  const { view } = board;
  const cell = { laneId: '', columnId: column.id };
  // Held as state, because the content measures it and must render again once it exists.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const over = useDropTarget(scroller, cell, board);
  useScrollWhileDragging(scroller);
  const content = useSyncExternalStore(view.subscribe, () => view.content(column.id));
  // It would move down when the cards arrive.
  const isRead = content.count !== null || content.error !== null;
  return (
    <section aria-label={statusName(column.name)} data-column={column.id} className="column">
      <ColumnHead
        column={column}
        content={content}
        isFiltered={board.isFiltered}
        onAdd={board.mayWork ? () => board.compose(cell) : undefined}
        onFold={onFold}
      />
      <div ref={setScroller} className={classNames('column-body', overClass(over))}>
        <CardList cell={cell} content={content} board={board} scroller={scroller} />
        {over === 'below' && <div aria-hidden className="drop-line" />}
        {isRead && <CellFoot cell={cell} column={column} board={board} scroller={scroller} />}
      </div>
    </section>
  );
}
