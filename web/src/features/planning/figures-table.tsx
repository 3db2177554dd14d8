import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';

interface FiguresTableProps {
  readonly title: string;
  /** The headings of the first column and of each figure. */
  readonly heads: readonly [string, ...string[]];
  readonly rows: readonly { readonly day: string; readonly figures: readonly number[] }[];
}

/** The data of a chart as a table; the newest first. */
export function FiguresTable({ title, heads, rows }: FiguresTableProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded-small text-meta text-muted hover:text-ink">
        {t('statistics.asTable')}
      </summary>
      {isOpen && (
        <div role="group" aria-label={title} className="mt-2">
          <table className="w-full">
            <thead className="text-meta text-muted">
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col" className="py-1.5 pe-4 text-start font-normal">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.toReversed().map(({ day, figures }) => (
                <tr key={day} className="border-t border-line">
                  <th scope="row" className="py-1.5 pe-4 text-start font-normal">
                    {formatDay(day, dateFormat, now)}
                  </th>
                  {figures.map((figure, index) => (
                    <td key={heads[index + 1]} className="figure py-1.5 pe-4">
                      {formatNumber(figure)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
