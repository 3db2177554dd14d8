import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';
import { formatDuration } from '../../i18n/durations.ts';
import { formatNumber } from '../../i18n/numbers.ts';

/** The open work of each person, the most first. */
export function LoadTable({ people }: { people: Statistics['load'] }) {
  const { t } = useTexts();
  if (people.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  return (
    // On a phone it scrolls, also by keys: for those it has the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={t('statistics.load')} tabIndex={0} className="overflow-x-auto">
      <table className="w-full text-start">
        <thead className="text-meta text-muted">
          <tr>
            {(['person', 'open', 'inProgress', 'overdue', 'estimate'] as const).map((name) => (
              <th key={name} scope="col" className="py-1.5 pe-4 text-start font-normal whitespace-nowrap">
                {t(`statistics.columnsOfLoad.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map(({ userId, name, open, inProgress, overdue, estimate }) => (
            <tr key={userId} className="border-t border-line">
              <th scope="row" className="py-2 pe-4 text-start font-normal">
                <bdi>{name ?? t('log.somebody')}</bdi>
              </th>
              <td className="figure py-2 pe-4">{formatNumber(open)}</td>
              <td className="figure py-2 pe-4">{formatNumber(inProgress)}</td>
              <td className={`figure py-2 pe-4 ${overdue > 0 ? 'text-danger' : ''}`}>{formatNumber(overdue)}</td>
              <td className="py-2 whitespace-nowrap">{estimate === 0 ? '–' : formatDuration(estimate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
