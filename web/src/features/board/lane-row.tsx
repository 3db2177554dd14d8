import { ChevronDown } from 'lucide-react';
import { type Ref, useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import type { BoardColumn } from '../../data/boards/columns.ts';
import type { Lane } from '../../data/boards/lanes.ts';
import type { BoardState } from './board-state.ts';
import { CardList } from './card-list.tsx';
import { CellFoot } from './cell-foot.tsx';
import { overClass, useDropTarget } from './use-drop-target.ts';

interface LaneRowProps {
  readonly ref: Ref<HTMLElement>;
  readonly index: number;
  /** How far below the top of the scrolled content it begins. */
  readonly top: number;
  /** The same below the top of the first lane. */
  readonly offset: number;
  readonly lane: Lane;
  readonly columns: readonly BoardColumn[];
  readonly isColumnFolded: (column: BoardColumn) => boolean;
  readonly board: BoardState;
  readonly scroller: HTMLElement | null;
  /** Whether all cards are known, so that their number is. */
  readonly isCounted: boolean;
  readonly isFolded: boolean;
  readonly onFold: (willFold: boolean) => void;
}

const headHeight = 40;

/** A lane: its head, and a cell of cards for each column. */
export function LaneRow(props: LaneRowProps) {
  const { ref, index, top, offset, lane, columns, isColumnFolded, board, scroller, isCounted } = props;
  const { isFolded, onFold } = props;
  const { t } = useTexts();
  const cellsId = useId();
  const name = board.grouping?.nameOf(lane.id) ?? '';
  return (
    <section
      ref={ref}
      data-index={index}
      data-lane={lane.id}
      aria-label={name}
      className="lane"
      style={{ transform: `translateY(${offset}px)` }}
    >
      <h2 className="lane-head">
        <button
          type="button"
          aria-expanded={!isFolded}
          aria-controls={cellsId}
          className="lane-name"
          onClick={() => onFold(!isFolded)}
        >
          <Icon of={ChevronDown} size={14} className={classNames(isFolded && '-rotate-90 rtl:rotate-90')} />
          {board.grouping?.iconOf(lane.id)}
          <bdi className="truncate">{name}</bdi>
          {isCounted && (
            <>
              <span aria-hidden className="figure text-meta font-normal text-muted">
                {formatNumber(lane.count)}
              </span>
              <span className="sr-only">{t('board.laneCount', { count: lane.count })}</span>
            </>
          )}
        </button>
      </h2>
      <div id={cellsId} hidden={isFolded} className="lane-cells">
        {!isFolded &&
          columns.map((column) =>
            isColumnFolded(column) ? (
              <div key={column.id} className="lane-cell lane-cell-folded" />
            ) : (
              <LaneCell
                key={column.id}
                lane={lane}
                column={column}
                board={board}
                scroller={scroller}
                top={top + headHeight}
              />
            ),
          )}
      </div>
    </section>
  );
}

interface LaneCellProps extends Pick<LaneRowProps, 'lane' | 'board' | 'scroller' | 'top'> {
  readonly column: BoardColumn;
}

function LaneCell({ lane, column, board, scroller, top }: LaneCellProps) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const cell = { laneId: lane.id, columnId: column.id };
  const over = useDropTarget(element, cell, board);
  const content = { cards: lane.cells.get(column.id) ?? [], gapAt: null, error: null };
  return (
    <div ref={setElement} data-column={column.id} className={classNames('lane-cell', overClass(over))}>
      <CardList cell={cell} content={content} board={board} scroller={scroller} top={top} />
      {over === 'below' && <div aria-hidden className="drop-line" />}
      <CellFoot cell={cell} column={column} board={board} scroller={element} />
    </div>
  );
}
