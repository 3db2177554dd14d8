import { useTexts } from '../../i18n/use-texts.ts';
import type { Progress } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { FiguresTable } from './figures-table.tsx';

type Day = Progress['burnUp'][number];

const width = 640;
const height = 200;
const fewestDays = 3;

/** Total and completed work by day. Time runs in the reading direction. */
export function BurnUp({ days }: { days: readonly Day[] }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last || days.length < fewestDays) return <p className="text-soft">{t('progress.tooFew')}</p>;
  const max = Math.max(...days.map(({ total }) => total), 1);
  const isRightToLeft = dateFormat.language === 'fa';
  const x = (index: number) => {
    const way = (index / (days.length - 1)) * width;
    return isRightToLeft ? width - way : way;
  };
  const y = (count: number) => height - (count / max) * height;
  const line = (valueOf: (day: Day) => number) =>
    days.map((day, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(valueOf(day)).toFixed(1)}`).join('');
  const done = line((day) => day.done);
  const values = { done: formatNumber(last.done), total: formatNumber(last.total) };
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex gap-3">
        <div aria-hidden className="figure flex flex-col justify-between text-meta text-muted">
          <span>{formatNumber(max)}</span>
          <span>{formatNumber(0)}</span>
        </div>
        <svg
          viewBox={`0 -2 ${width} ${height + 4}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('progress.chart', { ...values, since: formatDay(first.date, dateFormat, now) })}
          className="h-50 min-w-0 flex-1 overflow-visible"
        >
          <line x1="0" x2={width} y1={height} y2={height} className="chart-axis" />
          <path d={`${done}L${x(days.length - 1)} ${height}L${x(0)} ${height}Z`} className="chart-area" />
          <path d={line((day) => day.total)} className="chart-line chart-total" />
          <path d={done} className="chart-line chart-done" />
        </svg>
      </div>
      <figcaption className="flex flex-wrap justify-between gap-x-4 ps-6 text-meta text-muted">
        <span>{formatDay(first.date, dateFormat, now)}</span>
        <span className="flex gap-4">
          <Key className="bg-line-strong">{t('progress.all')}</Key>
          <Key className="bg-done">{t('progress.done')}</Key>
        </span>
        <span>{formatDay(last.date, dateFormat, now)}</span>
      </figcaption>
      <FiguresTable
        title={t('progress.burnUp')}
        heads={[t('progress.day'), t('progress.all'), t('progress.done')]}
        rows={changes(days).map(({ date, total, done: ready }) => ({ day: date, figures: [total, ready] }))}
      />
    </figure>
  );
}

/** The days on which something changed, and the last one. */
function changes(days: readonly Day[]): Day[] {
  return days.filter(({ total, done }, index) => {
    const before = days[index - 1];
    return before?.total !== total || before.done !== done || index === days.length - 1;
  });
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`h-0.5 w-4 rounded-full ${className}`} />
      {children}
    </span>
  );
}
