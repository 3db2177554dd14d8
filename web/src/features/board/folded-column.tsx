import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import type { BoardView } from '../../data/boards/view.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import { cellData, isCard } from './drag-data.ts';

interface FoldedColumnProps {
  readonly column: BoardColumn;
  readonly view: BoardView;
  /** Only its head is shown, above lanes. */
  readonly isShort?: boolean;
  readonly onUnfold: () => void;
}

/** A column without its cards: its name and how many it has. Cards can be dropped on it. */
export function FoldedColumn({ column: { id, name, category }, view, isShort = false, onUnfold }: FoldedColumnProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLElement>(null);
  const [isOver, setOver] = useState(false);
  const { count } = useSyncExternalStore(view.subscribe, () => view.content(id));
  useEffect(() => {
    const element = ref.current;
    // Above lanes it has no lane of its own.
    if (!element || isShort) return;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => isCard(source.data),
      getData: () => cellData({ laneId: '', columnId: id }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    });
  }, [id, isShort]);
  const label = statusName(name);
  return (
    <section
      ref={ref}
      aria-label={label}
      data-column={id}
      className={classNames('column column-folded', isShort && 'column-short', isOver && 'column-over')}
    >
      <button
        type="button"
        aria-expanded={false}
        title={t('board.unfold', { status: label })}
        onClick={onUnfold}
        className="column-unfold"
      >
        <StatusRing category={category} />
        <bdi className={isShort ? 'sr-only' : 'font-medium'}>{label}</bdi>
        {count !== null && <span className={isShort ? 'sr-only' : 'text-meta text-muted'}>{formatNumber(count)}</span>}
      </button>
    </section>
  );
}
