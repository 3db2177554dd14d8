import { useQuery } from '@tanstack/react-query';
import { ListFilter, Users } from 'lucide-react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { searchOf, viewsQuery, viewTarget } from '../../data/views/queries.ts';
import { Icon } from '../../ui/icon.tsx';
import { SidebarLink } from './sidebar-link.tsx';
import { SidebarSection } from './sidebar-section.tsx';

/** The saved views of boards, lists and timelines: my own and shared ones. */
export function SidebarViews({ organizationId }: { organizationId: string }) {
  const { t } = useTexts();
  // Guests have no views.
  const isMember = useOrganizationPermissions()?.seeMembers === true;
  const { data: views = [] } = useQuery({ ...viewsQuery(organizationId), enabled: enabledUnlessLeaving(isMember) });
  const targets = views.flatMap((view) => {
    const target = viewTarget(view);
    return target ? [{ view, target }] : [];
  });
  if (targets.length === 0) return null;
  return (
    <SidebarSection title={t('sidebar.views')}>
      {targets.map(({ view, target }) => (
        <SidebarLink
          key={view.id}
          {...target}
          search={searchOf(view)}
          icon={<Icon of={view.shared ? Users : ListFilter} />}
        >
          {view.name}
        </SidebarLink>
      ))}
    </SidebarSection>
  );
}
