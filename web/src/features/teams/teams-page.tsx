import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { archivedTeamsQuery, teamsQuery } from '../../data/teams/queries.ts';
import { TeamRow } from './team-row.tsx';

/** The organization's teams that I may read. */
export function TeamsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/teams' });
  const may = useOrganizationPermissions();
  const { data: all } = useSuspenseQuery(teamsQuery);
  const { data: archived = [] } = useQuery(archivedTeamsQuery(organizationId));
  const teams = all.filter((team) => team.organizationId === organizationId);
  const create = may?.makeTeams === true && (
    <Link
      to="/organizations/$organizationId/new-team"
      params={{ organizationId }}
      className={buttonClass({ tone: 'primary' })}
    >
      <Icon of={Plus} />
      {t('sidebar.newTeam')}
    </Link>
  );
  return (
    <Page title={t('sidebar.teams')} action={create}>
      {teams.length === 0 && (
        <EmptyState
          title={t('teams.emptyTitle')}
          text={t(may?.makeTeams === true ? 'teams.emptyText' : 'teams.emptyForMembers')}
        >
          {create}
        </EmptyState>
      )}
      {teams.length > 0 && (
        <ul aria-label={t('sidebar.teams')}>
          {teams.map((team) => (
            <TeamRow key={team.id} team={team} />
          ))}
        </ul>
      )}
      {archived.length > 0 && (
        <section aria-labelledby="archived-teams" className="grid gap-1">
          <h2 id="archived-teams" className="px-3 text-meta font-medium text-muted">
            {t('teams.archived')}
          </h2>
          <ul>
            {archived.map((team) => (
              <TeamRow key={team.id} team={team} />
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
