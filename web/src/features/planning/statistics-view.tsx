import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { AgeingList } from './ageing-list.tsx';
import { ColumnBars } from './column-bars.tsx';
import { ForecastText } from './forecast-text.tsx';
import { LoadTable } from './load-table.tsx';
import { WeekChart } from './week-chart.tsx';

const dayHours = 24;

/** Completed work, work in progress, work per person, and the forecast. */
export function StatisticsView({ statistics }: { statistics: Statistics }) {
  const { t } = useTexts();
  const { weeks, workInProgress, overdue, cycleTime, forecast } = statistics;
  const done = weeks.reduce((sum, week) => sum + week.done, 0);
  const figures = [
    { name: t('statistics.done'), value: formatNumber(done), hint: t('statistics.weeks', { count: weeks.length }) },
    { name: t('statistics.inProgress'), value: formatNumber(workInProgress.total), hint: t('statistics.now') },
    { name: t('statistics.overdue'), value: formatNumber(overdue), hint: t('statistics.now') },
    {
      name: t('statistics.cycleTime'),
      value: cycleTime.medianHours === null ? '–' : timeText(cycleTime.medianHours, t),
      hint:
        cycleTime.p85Hours === null
          ? t('statistics.noCycle')
          : t('statistics.p85', { days: timeText(cycleTime.p85Hours, t) }),
    },
  ];
  return (
    <>
      <dl className="grid gap-px overflow-hidden rounded-normal border border-line bg-line grid-cols-2 sm:grid-cols-4">
        {figures.map(({ name, value, hint }) => (
          <div key={name} className="grid content-start gap-0.5 bg-surface p-4">
            <dt className="text-soft">{name}</dt>
            <dd className="figure text-title font-semibold">{value}</dd>
            <dd className="text-meta text-muted">{hint}</dd>
          </div>
        ))}
      </dl>
      <Part title={t('statistics.throughput')}>
        <WeekChart weeks={weeks} />
      </Part>
      <Part title={t('statistics.columns')}>
        <ColumnBars columns={workInProgress.byStatus} />
      </Part>
      <Part title={t('statistics.load')}>
        <LoadTable people={statistics.load} />
      </Part>
      <Part title={t('statistics.ageing')}>
        <AgeingList tasks={statistics.ageing} />
      </Part>
      <Part title={t('progress.forecast')}>
        <ForecastText forecast={forecast} isDone={false} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Days with one decimal; less than one day in hours. */
function timeText(hours: number, t: TFunction<['web', 'shared']>): string {
  if (hours < 1) return t('statistics.underHour');
  if (hours < dayHours) return t('statistics.hours', { count: Math.round(hours) });
  return `${formatNumber(Math.round((hours / dayHours) * 10) / 10)} ${t('statistics.unit')}`;
}
