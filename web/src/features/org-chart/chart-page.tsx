import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Chart } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { MembersParts } from '../navigation/members-parts.tsx';
import { ChartFind } from './chart-find.tsx';
import { ChartPersonCard } from './chart-person.tsx';
import { ChartTree } from './chart-tree.tsx';
import './chart.css';
import { chartQuery } from '../../data/org-chart/queries.ts';
import { useChart } from './use-chart.ts';

/** The organization chart. */
export function ChartPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/chart' });
  const { data: chart, error, refetch } = useQuery(chartQuery(organizationId));
  if (chart) return <DrawnChart organizationId={organizationId} chart={chart} />;
  return (
    <Page title={t('sidebar.members')} parts={<MembersParts organizationId={organizationId} />}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <RowSkeletons />}
    </Page>
  );
}

function DrawnChart({ organizationId, chart }: { organizationId: string; chart: Chart }) {
  const { t } = useTexts();
  const state = useChart(chart);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selectedPerson = selectedId === null ? undefined : state.people.get(selectedId);
  const goTo = (userId: string) => {
    state.find(userId);
    setSelectedId(userId);
  };
  return (
    <Page
      title={t('sidebar.members')}
      parts={<MembersParts organizationId={organizationId} />}
      action={<ChartFind people={chart.people} onFind={goTo} />}
      width="whole"
    >
      <Counts chart={chart} />
      <div className="relative flex min-h-0 flex-1">
        <ChartTree chart={chart} state={state} chosenId={selectedId} onChoose={setSelectedId} />
        {selectedPerson && (
          <ChartPersonCard
            key={selectedPerson.userId}
            organizationId={organizationId}
            chart={chart}
            person={selectedPerson}
            manager={selectedPerson.managerId === null ? undefined : state.people.get(selectedPerson.managerId)}
            onGoTo={goTo}
            onClose={() => setSelectedId(null)}
          />
        )}
      </div>
    </Page>
  );
}

/** The number of people per position; if nobody has a manager, how to start. */
function Counts({ chart: { people, positions } }: { chart: Chart }) {
  const { t } = useTexts();
  const isFlat = people.length > 1 && people.every(({ managerId }) => managerId === null);
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-meta text-muted">
      {isFlat && <p className="w-full text-soft">{t('chart.flat')}</p>}
      <p>{t('chart.people', { count: people.length })}</p>
      {positions
        .filter(({ count }) => count > 0)
        .map(({ position, count }) => (
          <p key={position}>
            {t(`positions.${position}`)} <span className="figure text-ink">{formatNumber(count)}</span>
          </p>
        ))}
    </div>
  );
}
