import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Statistics } from '../../api/types.ts';
import { formatDuration } from '../../i18n/durations.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../teams/use-team.ts';
import { statusName } from '../tasks/status-name.ts';
import { ForecastText } from './forecast-text.tsx';
import { statisticsQuery } from './queries.ts';
import { WeekChart } from './week-chart.tsx';

const dayHours = 24;

/** How work goes in a team. */
export function StatisticsPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/statistics' });
  const team = useTeam(teamId);
  const { data, error, refetch } = useQuery(statisticsQuery(teamId));
  if (!team) return <UnknownTeam teamId={teamId} />;
  return (
    <Page
      title={t('statistics.title')}
      parts={<Name className="truncate text-muted">{team.name}</Name>}
      action={
        <Link to="/teams/$teamId/board" params={{ teamId }} className={buttonClass({ size: 'small' })}>
          {t('archive.toBoard')}
        </Link>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <RowSkeletons />}
      {data && <TeamStatistics statistics={data} />}
    </Page>
  );
}

function TeamStatistics({ statistics }: { statistics: Statistics }) {
  const { t } = useTexts();
  const { weeks, workInProgress, overdue, cycleTime, forecast } = statistics;
  const done = weeks.reduce((sum, week) => sum + week.done, 0);
  const figures = [
    { name: t('statistics.done'), value: formatNumber(done), hint: t('statistics.weeks', { count: weeks.length }) },
    { name: t('statistics.inProgress'), value: formatNumber(workInProgress.total), hint: t('statistics.now') },
    { name: t('statistics.overdue'), value: formatNumber(overdue), hint: t('statistics.now') },
    {
      name: t('statistics.cycleTime'),
      value: cycleTime.medianHours === null ? '–' : daysText(cycleTime.medianHours, t('statistics.unit')),
      hint:
        cycleTime.p85Hours === null
          ? t('statistics.noCycle')
          : t('statistics.p85', { days: daysText(cycleTime.p85Hours, t('statistics.unit')) }),
    },
  ];
  return (
    <>
      <dl className="grid gap-px overflow-hidden rounded-normal border border-line bg-line sm:grid-cols-4">
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
        <InProgress columns={workInProgress.byStatus} />
      </Part>
      <Part title={t('statistics.load')}>
        <Load people={statistics.load} />
      </Part>
      <Part title={t('statistics.ageing')}>
        <Ageing tasks={statistics.ageing} />
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

/** Days to one digit, in the reader's figures. */
function daysText(hours: number, unit: string): string {
  return `${formatNumber(Math.round((hours / dayHours) * 10) / 10)} ${unit}`;
}

function InProgress({ columns }: { columns: Statistics['workInProgress']['byStatus'] }) {
  const { t } = useTexts();
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

function Load({ people }: { people: Statistics['load'] }) {
  const { t } = useTexts();
  if (people.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  return (
    <div className="overflow-x-auto">
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

function Ageing({ tasks }: { tasks: Statistics['ageing'] }) {
  const { t } = useTexts();
  if (tasks.length === 0) return <p className="text-soft">{t('statistics.nothing')}</p>;
  return (
    <ul className="grid">
      {tasks.map(({ id, key, title, days }) => (
        <li key={id} className="flex min-h-8 items-center gap-3">
          <span className="w-18 shrink-0 truncate text-meta text-muted" dir="ltr">
            {key}
          </span>
          <Link
            to="/tasks/$taskId"
            params={{ taskId: id }}
            className="own-direction min-w-0 flex-1 truncate hover:underline"
          >
            {title}
          </Link>
          <span className="text-meta whitespace-nowrap text-muted">{t('statistics.days', { count: days })}</span>
        </li>
      ))}
    </ul>
  );
}
