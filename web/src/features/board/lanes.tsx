import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import { useBoardDisplay } from '../../data/boards/display.ts';
import type { Lane } from '../../data/boards/lanes.ts';
import { type BoardView, largestPage } from '../../data/boards/view.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { Button } from '../../ui/button.tsx';
import { laneKey, type LanesProps } from './board.tsx';
import { cardGap, likelyHeight } from './card-list.tsx';
import { ColumnHead } from './column-head.tsx';
import { FoldedColumn } from './folded-column.tsx';
import { LaneRow } from './lane-row.tsx';

/** The height of a lane's head, and of a cell's end: see the styles. */
const headHeight = 40;
const footHeight = 52;
/** The height of the columns' heads, which stay in sight. */
const columnsHeight = 44;

/** Lanes below each other, with the heads of their columns above them. Only visible lanes and cards are rendered. */
export function Lanes({ board, readLanes, scroller, isFolded, fold }: LanesProps) {
  const { view, columns, grouping } = board;
  const { folded } = useBoardDisplay();
  const [field, setField] = useState<HTMLElement | null>(null);
  const lanes = useSyncExternalStore(view.subscribe, readLanes);
  const openColumns = columns.filter((column) => !isFolded(column));
  const { isWhole, failed } = useWholeColumns(view, openColumns);
  const by = grouping?.by ?? '';
  const isLaneFolded = ({ id }: Lane) => folded[laneKey(by, id)] === true;
  const list = useVirtualizer({
    count: lanes.length,
    overscan: 1,
    getScrollElement: () => scroller,
    estimateSize: (index) => likelyLaneHeight(lanes[index], isLaneFolded),
    getItemKey: (index) => lanes[index]?.id ?? index,
    scrollMargin: field?.offsetTop ?? columnsHeight,
    scrollPaddingStart: columnsHeight,
  });
  // A lane that is not rendered is scrolled to, and then focuses the card.
  const reveal = useEffectEvent((taskId: string) => {
    const task = tasks.get(taskId);
    const index = lanes.findIndex(({ id }) => task !== undefined && id === grouping?.laneOf(task));
    if (index >= 0 && !list.getVirtualItems().some((item) => item.index === index)) list.scrollToIndex(index);
  });
  const { focusTarget } = board;
  useEffect(() => {
    if (focusTarget) reveal(focusTarget.taskId);
  }, [focusTarget]);
  return (
    <div className="lanes">
      <div className="lanes-columns">
        {columns.map((column) =>
          isFolded(column) ? (
            <FoldedColumn key={column.id} column={column} view={view} isShort onUnfold={() => fold(column.id, false)} />
          ) : (
            <LaneColumn key={column.id} column={column} board={board} onFold={() => fold(column.id, true)} />
          ),
        )}
      </div>
      {failed && <Failed column={failed} view={view} />}
      <div ref={setField} className="lanes-field" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ key, index, start }) => {
          const lane = lanes[index];
          return (
            lane && (
              <LaneRow
                key={key}
                ref={list.measureElement}
                index={index}
                top={start}
                offset={start - list.options.scrollMargin}
                lane={lane}
                columns={columns}
                isColumnFolded={isFolded}
                board={board}
                scroller={scroller}
                isCounted={isWhole}
                isFolded={isLaneFolded(lane)}
                onFold={(willFold) => fold(laneKey(by, lane.id), willFold)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function LaneColumn({
  column,
  board,
  onFold,
}: {
  column: BoardColumn;
  board: LanesProps['board'];
  onFold: () => void;
}) {
  const { view, isFiltered } = board;
  const content = useSyncExternalStore(view.subscribe, () => view.content(column.id));
  return (
    <div className="column">
      <ColumnHead column={column} content={content} isFiltered={isFiltered} onAdd={undefined} onFold={onFold} />
    </div>
  );
}

/** Reads all cards: which lanes there are, and what is in them, is known only then. */
function useWholeColumns(view: BoardView, columns: readonly BoardColumn[]) {
  // Cards of an earlier visit are read again first, which may leave the gaps where they were.
  const state = useSyncExternalStore(view.subscribe, () =>
    [view.isRead(), ...columns.map(({ id }) => view.content(id).gapAt ?? '')].join(),
  );
  const readOn = useEffectEvent((board: BoardView, [, ...gapByColumn]: readonly string[]) => {
    for (const [index, { id }] of columns.entries())
      if (gapByColumn[index] !== '' && board.content(id).error === null) board.more(id, largestPage);
  });
  useEffect(() => readOn(view, state.split(',')), [view, state]);
  const contents = columns.map(({ id }) => view.content(id));
  return {
    isWhole: contents.every(({ gapAt }) => gapAt === null),
    failed: columns.find((_, index) => contents[index]?.error !== null),
  };
}

function Failed({ column, view }: { column: BoardColumn; view: BoardView }) {
  const { t } = useTexts();
  return (
    <div role="alert" className="lanes-note">
      {problemText(view.content(column.id).error)}
      <Button size="small" onClick={() => view.retry(column.id)}>
        {t('common.retry')}
      </Button>
    </div>
  );
}

function likelyLaneHeight(lane: Lane | undefined, isFolded: (lane: Lane) => boolean): number {
  if (!lane || isFolded(lane)) return headHeight;
  const longest = Math.max(0, ...[...lane.cells.values()].map((cards) => cards.length));
  return headHeight + footHeight + longest * (likelyHeight + cardGap);
}
