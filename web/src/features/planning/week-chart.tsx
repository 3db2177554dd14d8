import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { FiguresTable } from './figures-table.tsx';

/** Created and completed tasks by week, the current one last. */
export function WeekChart({ weeks }: { weeks: Statistics['weeks'] }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const max = Math.max(...weeks.flatMap(({ created, done }) => [created, done]), 1);
  const tall = (count: number) => ({ height: `${(count / max) * 100}%` });
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <ol className="flex h-36 items-stretch gap-1 border-b border-line">
        {weeks.map(({ week, created, done }) => {
          const text = t('statistics.week', {
            date: formatDay(week, dateFormat, now),
            created: formatNumber(created),
            done: formatNumber(done),
          });
          return (
            <li key={week} title={text} className="flex flex-1 items-end justify-center gap-0.5">
              <span className="sr-only">{text}</span>
              <span aria-hidden className="w-full max-w-4 rounded-t-[3px] bg-line-strong" style={tall(created)} />
              <span aria-hidden className="w-full max-w-4 rounded-t-[3px] bg-done" style={tall(done)} />
            </li>
          );
        })}
      </ol>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-meta text-muted">
        <span>{weeks[0] && formatDay(weeks[0].week, dateFormat, now)}</span>
        <span className="flex gap-4">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px] bg-line-strong" />
            {t('statistics.created')}
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px] bg-done" />
            {t('statistics.done')}
          </span>
        </span>
        <span>{t('statistics.thisWeek')}</span>
      </figcaption>
      <FiguresTable
        title={t('statistics.throughput')}
        heads={[t('statistics.weekOf'), t('statistics.created'), t('statistics.done')]}
        rows={weeks.map(({ week, created, done }) => ({ day: week, figures: [created, done] }))}
      />
    </figure>
  );
}
