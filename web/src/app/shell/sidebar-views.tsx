import { useQuery } from '@tanstack/react-query';
import { ListFilter, Users } from 'lucide-react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { searchOf, teamOfView, viewPath, viewsQuery } from '../../data/views/queries.ts';
import { Icon } from '../../ui/icon.tsx';
import { SidebarLink } from './sidebar-link.tsx';
import { SidebarSection } from './sidebar-section.tsx';

/** The saved views of boards and lists: my own and shared ones. */
export function SidebarViews({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  // Guests have no views.
  const isMember = useOrganizationPermissions()?.seeMembers === true;
  const { data: views = [] } = useQuery({ ...viewsQuery(organizationId), enabled: enabledUnlessLeaving(isMember) });
  const ofTeams = views.filter((view) => teamOfView(view) !== undefined);
  if (ofTeams.length === 0) return null;
  return (
    <SidebarSection title={t('sidebar.views')}>
      {ofTeams.map((view) => (
        <SidebarLink
          key={view.id}
          to={viewPath(view)}
          params={{ teamId: teamOfView(view) ?? '' }}
          search={searchOf(view)}
          icon={<Icon of={view.shared ? Users : ListFilter} />}
        >
          {view.name}
        </SidebarLink>
      ))}
    </SidebarSection>
  );
}
