import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Category, Progress } from '../../api/types.ts';
import { formatNumber, formatPercent } from '../../i18n/numbers.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { BurnUp } from './burn-up.tsx';
import { ForecastText } from './forecast-text.tsx';
import { progressQuery } from '../../data/statistics/queries.ts';

const categories: readonly Category[] = ['todo', 'in_progress', 'done', 'cancelled'];

/** The progress of a project, its history and forecast. */
export function ProjectProgress({ projectId }: { projectId: string }) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(progressQuery(projectId));
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowSkeletons />;
  const isEmpty = categories.every((category) => data.byCategory[category] === 0);
  if (isEmpty) return <EmptyState title={t('progress.emptyTitle')} text={t('progress.emptyText')} />;
  return (
    <div className="grid gap-6">
      <Counts progress={data} />
      <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h3 className="font-medium">{t('progress.burnUp')}</h3>
        <BurnUp days={data.burnUp} />
      </section>
      <section className="grid gap-1">
        <h3 className="font-medium">{t('progress.forecast')}</h3>
        <ForecastText forecast={data.forecast} isDone={data.total > 0 && data.byCategory.done === data.total} />
      </section>
    </div>
  );
}

function Counts({ progress: { total, byCategory, percent } }: { progress: Progress }) {
  const { t } = useTexts();
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="flex items-baseline gap-3">
        <span className="figure text-display font-semibold">{formatPercent(Math.round(percent) / 100)}</span>
        <span className="text-soft">
          {t('progress.counts', { done: formatNumber(byCategory.done), total: formatNumber(total) })}
        </span>
      </p>
      <progress className="progress" max={100} value={percent} aria-label={t('progress.title')} />
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {categories.map((category) => (
          <li key={category} className="flex items-center gap-2 text-soft">
            <StatusRing category={category} />
            {t(`workflow.categories.${category}`)}
            <span className="figure text-ink">{formatNumber(byCategory[category])}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
