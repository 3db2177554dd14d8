import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { usePermissions } from '../../data/organizations/use-permissions.ts';
import { AccessFields } from './access-fields.tsx';
import { teamQuery } from '../../data/teams/queries.ts';
import { MailAddress } from './mail-address.tsx';
import { TeamDot } from './team-dot.tsx';
import { TeamForm } from './team-form.tsx';
import { TeamMembers } from './team-members.tsx';
import { ArchiveTeam } from './archive-team.tsx';

/** A team's settings and members. */
export function TeamSettingsPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/settings' });
  const { data: team, error, refetch } = useQuery(teamQuery(teamId));
  if (team) return <TeamSettings key={team.id} team={team} />;
  return (
    <Page title={t('teams.settings')} width="narrow">
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <RowSkeletons />}
    </Page>
  );
}

function TeamSettings({ team }: { team: Team }) {
  const { t } = useTexts();
  const { id: teamId, organizationId, name, colour, description, archivedAt } = team;
  const may = usePermissions({ organizationId, teamId })?.team;
  return (
    <Page
      title={
        <span className="flex items-center gap-2">
          <TeamDot colour={colour} />
          <Name className="truncate">{name}</Name>
        </span>
      }
      action={
        archivedAt === null && (
          <Link to="/teams/$teamId/board" params={{ teamId }} className={buttonClass()}>
            {t('teams.toBoard')}
          </Link>
        )
      }
      width="narrow"
    >
      {archivedAt !== null && <p className="rounded-[6px] bg-hover px-3 py-2">{t('teams.isArchived')}</p>}
      {may && (
        <>
          {may.changeSettings ? (
            <TeamForm team={team} />
          ) : (
            description !== '' && <p className="own-direction whitespace-pre-wrap">{description}</p>
          )}
          <TeamMembers team={team} may={may} />
          <Section title={t('teams.access')}>
            <AccessFields team={team} isReadOnly={!may.changeSettings} />
          </Section>
          {may.createTasks && archivedAt === null && <MailAddress teamId={teamId} isAdmin={may.changeSettings} />}
          {may.changeSettings && <ArchiveTeam team={team} may={may} />}
        </>
      )}
    </Page>
  );
}
