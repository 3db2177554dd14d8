import { useTexts } from '../../i18n/use-texts.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { Statistics } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { statusName } from '../../data/workflow/status-name.ts';

type Column = Statistics['workInProgress']['byStatus'][number];

/** The work in progress of each column. Columns of the same name are combined, with the teams that have tasks there. */
export function ColumnBars({ columns: all }: { columns: readonly Column[] }) {
  const { t } = useTexts();
  const columns = [...groupBy(all, ({ name }) => name)].map(combine);
  if (columns.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  const max = Math.max(...columns.map(({ count, limit }) => Math.max(count, limit ?? 0)), 1);
  const figure = ({ count, limit }: Pick<Column, 'count' | 'limit'>) =>
    limit === null
      ? formatNumber(count)
      : t('board.countOf', { count: formatNumber(count), total: formatNumber(limit) });
  return (
    <ul className="grid gap-2">
      {columns.map(({ name, count, limit, teams }) => (
        <li
          key={name}
          className="grid grid-cols-[9rem_minmax(0,1fr)_auto] max-sm:grid-cols-[6rem_minmax(0,1fr)_auto] items-center gap-x-3"
        >
          <bdi className="truncate">{statusName(name)}</bdi>
          <Bar part={count / max} isTooMuch={isTooMuch({ count, limit })} />
          <span className="figure text-soft">{figure({ count, limit })}</span>
          {teams.length > 0 && (
            <ul className="col-start-2 flex flex-wrap gap-x-3 text-meta text-muted">
              {teams.map((column) => (
                <li key={column.statusId} className={isTooMuch(column) ? 'text-warning' : ''}>
                  <bdi>{column.teamName}</bdi> <span className="figure">{figure(column)}</span>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

interface CombinedColumn extends Pick<Column, 'name' | 'count' | 'limit'> {
  /** The teams with tasks there, if several teams have such a column. */
  readonly teams: readonly Column[];
}

function combine([name, columns]: [string, readonly Column[]]): CombinedColumn {
  const [only, ...others] = columns;
  const count = columns.reduce((sum, column) => sum + column.count, 0);
  if (only && others.length === 0) return { name, count, limit: only.limit, teams: [] };
  return { name, count, limit: null, teams: columns.filter((column) => column.count > 0) };
}

function isTooMuch({ count, limit }: Pick<Column, 'count' | 'limit'>): boolean {
  return limit !== null && count > limit;
}

function Bar({ part, isTooMuch: isOver }: { part: number; isTooMuch: boolean }) {
  return (
    <span aria-hidden className="h-2 rounded-full bg-hover">
      <span
        className={`block h-2 rounded-full ${isOver ? 'bg-warning' : 'bg-accent'}`}
        style={{ width: `${Math.round(part * 100)}%` }}
      />
    </span>
  );
}
