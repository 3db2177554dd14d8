import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { organizationStatisticsQuery, statisticsQuery } from '../../data/statistics/queries.ts';
import { StatisticsView } from './statistics-view.tsx';

/** The statistics of a team. */
export function StatisticsPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/statistics' });
  const team = useTeam(teamId);
  if (!team) return <UnknownTeam teamId={teamId} />;
  const toBoard = (
    <Link to="/teams/$teamId/board" params={{ teamId }} className={buttonClass({ size: 'small' })}>
      {t('archive.toBoard')}
    </Link>
  );
  return <StatisticsOf name={team.name} query={statisticsQuery(teamId)} action={toBoard} />;
}

/** The statistics of all readable teams of an organization. */
export function OrganizationStatisticsPage() {
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/statistics' });
  const organization = useOrganization();
  return <StatisticsOf name={organization?.name ?? ''} query={organizationStatisticsQuery(organizationId)} />;
}

interface StatisticsOfProps {
  readonly name: string;
  readonly query: ReturnType<typeof statisticsQuery>;
  readonly action?: ReactNode;
}

function StatisticsOf({ name, query, action }: StatisticsOfProps) {
  const { t } = useTexts();
  const read = useQuery(query);
  const { data } = read;
  return (
    <Page
      title={t('statistics.title')}
      parts={<Name className="truncate text-muted">{name}</Name>}
      {...(action ? { action } : {})}
    >
      <Unread query={read} />
      {data && <StatisticsView statistics={data} />}
    </Page>
  );
}
