import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { organizationStatisticsQuery, statisticsQuery } from '../../data/statistics/queries.ts';
import { StatisticsView } from './statistics-view.tsx';
import { TeamLink } from '../teams/team-link.tsx';

/** The statistics of a team. */
export function StatisticsPage() {
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/statistics' });
  const team = useTeam(teamId);
  if (!team) return <UnknownTeam teamId={teamId} />;
  return <StatisticsOf query={statisticsQuery(teamId)} parent={<TeamLink team={team} />} />;
}

/** The statistics of all readable teams of an organization. */
export function OrganizationStatisticsPage() {
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/statistics' });
  const organization = useOrganization();
  return (
    <StatisticsOf
      query={organizationStatisticsQuery(organizationId)}
      parts={<Name className="truncate text-muted">{organization?.name ?? ''}</Name>}
    />
  );
}

interface StatisticsOfProps extends Pick<ComponentProps<typeof Page>, 'parent' | 'parts'> {
  readonly query: ReturnType<typeof statisticsQuery>;
}

function StatisticsOf({ query, ...head }: StatisticsOfProps) {
  const { t } = useTexts();
  const read = useQuery(query);
  const { data } = read;
  return (
    <Page title={t('statistics.title')} {...head}>
      <Unread query={read} />
      {data && <StatisticsView statistics={data} />}
    </Page>
  );
}
