import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { TeamDot } from '../../features/teams/team-dot.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SidebarLink } from './sidebar-link.tsx';
import { SidebarSection } from './sidebar-section.tsx';
import { iconButton } from '../../ui/icon-button.tsx';

/** The boards that one may read; the title links to the list of teams. */
export function SidebarTeams({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const { teamId } = useParams({ strict: false });
  const { data: all } = useSuspenseQuery(teamsQuery);
  const teams = all.filter((team) => team.organizationId === organizationId);
  const title = may?.seeMembers ? (
    <Link
      to="/organizations/$organizationId/teams"
      params={{ organizationId }}
      className="rounded-small hover:text-ink aria-[current=page]:text-ink"
    >
      {t('sidebar.teams')}
    </Link>
  ) : (
    t('sidebar.teams')
  );
  const create = may?.makeTeams === true && (
    <Link
      to="/organizations/$organizationId/new-team"
      params={{ organizationId }}
      aria-label={t('sidebar.newTeam')}
      title={t('sidebar.newTeam')}
      className={iconButton}
    >
      <Icon of={Plus} />
    </Link>
  );
  return (
    <SidebarSection title={title} action={create}>
      {teams.map(({ id, name, colour }) => (
        <SidebarLink
          key={id}
          to="/teams/$teamId/board"
          params={{ teamId: id }}
          icon={<TeamDot colour={colour} />}
          isWithin={id === teamId}
        >
          {name}
        </SidebarLink>
      ))}
    </SidebarSection>
  );
}
