import { FoldHorizontal, Plus, TriangleAlert } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { statusName } from '../../data/workflow/status-name.ts';
import type { ColumnContent } from '../../data/boards/view.ts';

interface ColumnHeadProps {
  readonly column: BoardColumn;
  readonly content: ColumnContent;
  readonly isFiltered: boolean;
  readonly onAdd: (() => void) | undefined;
  readonly onFold: () => void;
}

export function ColumnHead({ column: { name, category, limit }, content, isFiltered, onAdd, onFold }: ColumnHeadProps) {
  const { t } = useTexts();
  return (
    <header className="column-head">
      <StatusRing category={category} />
      <h2 className="own-direction min-w-0 truncate font-medium">{statusName(name)}</h2>
      <ColumnCount content={content} limit={limit} isFiltered={isFiltered} />
      <IconButton
        label={t('board.fold', { status: statusName(name) })}
        aria-expanded
        onClick={onFold}
        className="column-fold ms-auto"
      >
        <Icon of={FoldHorizontal} />
      </IconButton>
      {onAdd && (
        <IconButton label={t('board.addTo', { status: statusName(name) })} onClick={onAdd}>
          <Icon of={Plus} />
        </IconButton>
      )}
    </header>
  );
}

interface ColumnCountProps {
  readonly content: ColumnContent;
  readonly limit: number | null;
  readonly isFiltered: boolean;
}

/** How many cards a column has: with filters, how many of all pass; otherwise, how many of its limit. */
function ColumnCount({ content: { count, total }, limit, isFiltered }: ColumnCountProps) {
  const { t } = useTexts();
  if (count === null) return null;
  const isOverfull = limit !== null && total !== null && total > limit;
  const whole = isFiltered ? total : limit;
  const shown =
    whole === null
      ? formatNumber(count)
      : t('board.countOf', { count: formatNumber(count), total: formatNumber(whole) });
  return (
    <span
      className={classNames('text-meta whitespace-nowrap', isOverfull ? 'font-medium text-warning' : 'text-muted')}
      title={limit === null ? undefined : t(isOverfull ? 'board.overLimit' : 'board.limit', { count: limit })}
    >
      {isOverfull && <Icon of={TriangleAlert} size={14} className="me-1 inline-block align-[-2px]" />}
      <span aria-hidden={isFiltered && total !== null}>{shown}</span>
      {isFiltered && total !== null && (
        <span className="sr-only">{t('board.passing', { count: total, passing: formatNumber(count) })}</span>
      )}
      {isOverfull && <span className="sr-only">{t('board.overLimit', { count: limit })}</span>}
    </span>
  );
}
