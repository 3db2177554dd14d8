import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { statusName } from '../tasks/status-name.ts';

type Column = Statistics['workInProgress']['byStatus'][number];

/** How much is in each column that counts as work. Columns of one name in several teams are one, and have no limit. */
export function ColumnBars({ columns: all }: { columns: readonly Column[] }) {
  const { t } = useTexts();
  const columns = [...Map.groupBy(all, ({ name }) => name).values()].flatMap(together);
  if (columns.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  const most = Math.max(...columns.map(({ count, limit }) => Math.max(count, limit ?? 0)), 1);
  return (
    <ul className="grid gap-2">
      {columns.map(({ statusId, name, count, limit }) => (
        <li
          key={statusId}
          className="grid grid-cols-[9rem_minmax(0,1fr)_auto] max-sm:grid-cols-[6rem_minmax(0,1fr)_auto] items-center gap-3"
        >
          <bdi className="truncate">{statusName(name)}</bdi>
          <Bar part={count / most} isTooMuch={limit !== null && count > limit} />
          <span className="figure text-soft">
            {limit === null
              ? formatNumber(count)
              : t('board.countOfLimit', { count: formatNumber(count), limit: formatNumber(limit) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function together(columns: readonly Column[]): Column[] {
  const [first, ...others] = columns;
  if (!first || others.length === 0) return [...columns];
  return [{ ...first, limit: null, count: columns.reduce((sum, { count }) => sum + count, 0) }];
}

function Bar({ part, isTooMuch = false }: { part: number; isTooMuch?: boolean }) {
  return (
    <span aria-hidden className="h-2 rounded-full bg-hover">
      <span
        className={`block h-2 rounded-full ${isTooMuch ? 'bg-warning' : 'bg-accent'}`}
        style={{ width: `${Math.round(part * 100)}%` }}
      />
    </span>
  );
}
