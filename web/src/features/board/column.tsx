import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status, Team } from '../../api/types.ts';
import { classNames } from '../../lib/class-names.ts';
import { isAllowedMove } from '../../data/tasks/move-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { CardList } from './card-list.tsx';
import { ColumnHead } from './column-head.tsx';
import { Composer } from './composer.tsx';
import { columnData, isCard } from './drag-data.ts';
import type { BoardState } from './board-state.ts';
import type { BoardView } from '../../data/boards/view.ts';

interface ColumnProps {
  readonly team: Team;
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly view: BoardView;
  readonly board: BoardState;
  readonly onFold: () => void;
}

/** A status with its cards and the field for a new one. */
export function Column({ team, status, statuses, view, board, onFold }: ColumnProps) {
  const { t } = useTexts();
  // Held as state, because the content measures it and must render again once it exists.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const over = useDropTarget(scroller, status.id, statuses);
  const content = useSyncExternalStore(view.subscribe, () => view.content(status.id));
  const isComposing = board.composing === status.id;
  const compose = () => board.compose(status.id);
  // It would move down when the cards arrive.
  const isRead = content.count !== null || content.error !== null;
  return (
    <section aria-label={statusName(status.name)} data-column={status.id} className="column">
      <ColumnHead
        status={status}
        content={content}
        isFiltered={board.isFiltered}
        onAdd={board.mayWork ? compose : undefined}
        onFold={onFold}
      />
      <div ref={setScroller} className={classNames('column-body', over !== 'no' && 'column-over')}>
        <CardList team={team} status={status} content={content} view={view} board={board} scroller={scroller} />
        {over === 'below' && <div aria-hidden className="drop-line" />}
        {board.mayWork && isRead && (
          <div className="column-foot">
            {isComposing ? (
              <Composer team={team} status={status} board={board} scroller={scroller} />
            ) : (
              <button type="button" className="column-add" onClick={compose}>
                {t('board.add')}
              </button>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

/** Whether something is dragged over a column, and if so over its cards or below the last one. */
type Over = 'no' | 'card' | 'below';

/**
 * Accepts cards, if the workflow allows the move: beside others or below the last. The column scrolls when one is
 * dragged to its edge.
 */
function useDropTarget(element: HTMLElement | null, statusId: string, statuses: readonly Status[]): Over {
  const [over, setOver] = useState<Over>('no');
  useEffect(() => {
    if (!element) return;
    return combine(
      dropTargetForElements({
        element,
        canDrop: ({ source }) => isCard(source.data) && isAllowedMove(statuses, source.data.statusId, statusId),
        getData: () => columnData(statusId),
        onDrag: ({ location }) => setOver(location.current.dropTargets[0]?.element === element ? 'below' : 'card'),
        onDragLeave: () => setOver('no'),
        onDrop: () => setOver('no'),
      }),
      autoScrollForElements({ element, canScroll: ({ source }) => isCard(source.data) }),
    );
  }, [element, statusId, statuses]);
  return over;
}
