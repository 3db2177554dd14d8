import { FoldHorizontal, Plus, TriangleAlert } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { statusName } from '../../data/workflow/status-name.ts';
import type { ColumnContent } from '../../data/boards/view.ts';

interface ColumnHeadProps {
  readonly status: Status;
  readonly content: ColumnContent;
  readonly onAdd: (() => void) | undefined;
  readonly onFold: () => void;
}

export function ColumnHead({ status: { name, category, limit }, content: { count }, onAdd, onFold }: ColumnHeadProps) {
  const { t } = useTexts();
  const isOverfull = limit !== null && count !== null && count > limit;
  return (
    <header className="column-head">
      <StatusRing category={category} />
      <h2 className="own-direction min-w-0 truncate font-medium">{statusName(name)}</h2>
      {count !== null && (
        <span
          className={classNames('text-meta', isOverfull ? 'font-medium text-warning' : 'text-muted')}
          title={limit === null ? undefined : t(isOverfull ? 'board.overLimit' : 'board.limit', { count: limit })}
        >
          {isOverfull && <Icon of={TriangleAlert} size={14} className="me-1 inline-block align-[-2px]" />}
          {limit === null
            ? formatNumber(count)
            : t('board.countOfLimit', { count: formatNumber(count), limit: formatNumber(limit) })}
          {isOverfull && <span className="sr-only">{t('board.overLimit', { count: limit })}</span>}
        </span>
      )}
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
