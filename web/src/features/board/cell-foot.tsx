import { useTexts } from '../../i18n/use-texts.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import type { BoardState } from './board-state.ts';
import { type Cell, isSameCell } from './cells.ts';
import { Composer } from './composer.tsx';

interface CellFootProps {
  readonly cell: Cell;
  readonly column: BoardColumn;
  readonly board: BoardState;
  readonly scroller: HTMLElement | null;
}

/** The end of a cell: a button for new cards, or the field for one. */
export function CellFoot({ cell, column, board, scroller }: CellFootProps) {
  const { t } = useTexts();
  const preset = board.presetOf(cell.laneId);
  if (!board.mayWork || preset === null) return null;
  return (
    <div className="column-foot">
      {isSameCell(board.composing, cell) ? (
        <Composer cell={cell} column={column} preset={preset} board={board} scroller={scroller} />
      ) : (
        <button
          type="button"
          aria-label={board.grouping ? t('board.addTo', { status: board.nameOf(cell) }) : undefined}
          className="column-add"
          onClick={() => board.compose(cell)}
        >
          {t('board.add')}
        </button>
      )}
    </div>
  );
}
