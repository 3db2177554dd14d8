import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import type { BoardView } from '../../data/boards/view.ts';
import { isAllowedMove } from '../../data/tasks/move-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import { columnData, isCard } from './drag-data.ts';

interface FoldedColumnProps {
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly view: BoardView;
  readonly onUnfold: () => void;
}

/** A column without its cards: its name and how many it has. Cards can be dropped on it. */
export function FoldedColumn({ status: { id, name, category }, statuses, view, onUnfold }: FoldedColumnProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLElement>(null);
  const [isOver, setOver] = useState(false);
  const { count } = useSyncExternalStore(view.subscribe, () => view.content(id));
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isCard(source.data) && isAllowedMove(statuses, source.data.statusId, id),
      getData: () => columnData(id),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    });
  }, [id, statuses]);
  const label = statusName(name);
  return (
    <section
      ref={ref}
      aria-label={label}
      data-column={id}
      className={classNames('column column-folded', isOver && 'column-over')}
    >
      <button
        type="button"
        aria-expanded={false}
        title={t('board.unfold', { status: label })}
        onClick={onUnfold}
        className="column-unfold"
      >
        <StatusRing category={category} />
        <bdi className="font-medium">{label}</bdi>
        {count !== null && <span className="text-meta text-muted">{formatNumber(count)}</span>}
      </button>
    </section>
  );
}
