import { useMatchRoute } from '@tanstack/react-router';
import {
  ChartColumn,
  FolderKanban,
  Inbox,
  ListTodo,
  Plus,
  Search,
  ServerCog,
  Settings,
  Tag,
  Upload,
  Users,
} from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Organization } from '../../api/types.ts';
import { openPalette } from '../../features/palette/open-palette.ts';
import { openQuickAdd } from '../../features/quick-add/open-quick-add.ts';
import { useFeature } from '../../data/server/use-server.ts';
import { useMe } from '../../data/session/use-me.ts';
import { UnreadCount } from '../../features/inbox/unread-count.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { Favourites } from './favourites.tsx';
import { OrganizationMenu } from './organization-menu.tsx';
import { ProfileMenu } from './profile-menu.tsx';
import { SidebarButton } from './sidebar-button.tsx';
import { SidebarLink } from './sidebar-link.tsx';
import { SidebarSection } from './sidebar-section.tsx';
import { SidebarViews } from './sidebar-views.tsx';
import { SidebarTeams } from './sidebar-teams.tsx';

interface SidebarProps {
  readonly onHelp?: () => void;
  /** Something opens over the page. */
  readonly onOpen?: () => void;
}

/** The navigation within the current organization. */
export function Sidebar({ onHelp, onOpen }: SidebarProps) {
  const { t } = useTexts();
  const me = useMe();
  const organization = useOrganization();
  const isAdmin = useMatchRoute()({ to: '/admin', fuzzy: true }) !== false;
  const over = (openIt: () => void) => () => {
    onOpen?.();
    openIt();
  };
  const open = organization?.waitsForSecondFactor === false ? organization : undefined;
  return (
    <nav aria-label={t('sidebar.name')} className="flex h-full flex-col gap-2 bg-page p-2">
      <OrganizationMenu organization={organization} />
      {/* What is most often needed stays in sight: only the middle scrolls. */}
      <div className="-m-1 grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] content-start gap-4 overflow-y-auto p-1 pt-2">
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">
          <SidebarButton icon={<Icon of={Search} />} keys="$mod+k" onClick={over(openPalette)}>
            {t('sidebar.search')}
          </SidebarButton>
          {open && (
            <SidebarButton icon={<Icon of={Plus} />} keys="c" onClick={over(openQuickAdd)}>
              {t('shortcuts.newTask')}
            </SidebarButton>
          )}
          <SidebarLink to="/inbox" icon={<Icon of={Inbox} />} mark={<UnreadCount />}>
            {t('inbox.title')}
          </SidebarLink>
          {open && (
            <SidebarLink to="/my-work" icon={<Icon of={ListTodo} />}>
              {t('myWork.title')}
            </SidebarLink>
          )}
          {open && (
            <SidebarLink
              to="/organizations/$organizationId/projects"
              params={{ organizationId: open.id }}
              icon={<Icon of={FolderKanban} />}
            >
              {t('sidebar.projects')}
            </SidebarLink>
          )}
        </ul>
        {open && <Favourites organizationId={open.id} />}
        {open && <SidebarTeams organizationId={open.id} />}
        {open && <SidebarViews organizationId={open.id} />}
        {open && <OrganizationLinks organization={open} />}
        {me.instanceAdmin && (
          <ul>
            <SidebarLink to="/admin/health" icon={<Icon of={ServerCog} />} isWithin={isAdmin}>
              {t('sidebar.administration')}
            </SidebarLink>
          </ul>
        )}
      </div>
      <ProfileMenu {...(onHelp ? { onHelp } : {})} />
    </nav>
  );
}

function OrganizationLinks({ organization: { id, name } }: { organization: Organization }) {
  const { t } = useTexts();
  const may = useOrganizationPermissions();
  const hasImports = useFeature('imports', id);
  const params = { organizationId: id };
  if (!may) return null;
  return (
    <SidebarSection title={<Name className="truncate">{name}</Name>}>
      {may.seeMembers && (
        <SidebarLink to="/organizations/$organizationId/members" params={params} icon={<Icon of={Users} />}>
          {t('sidebar.members')}
        </SidebarLink>
      )}
      {may.seeMembers && (
        <SidebarLink to="/organizations/$organizationId/labels" params={params} icon={<Icon of={Tag} />}>
          {t('labels.title')}
        </SidebarLink>
      )}
      {may.seeMembers && (
        <SidebarLink to="/organizations/$organizationId/statistics" params={params} icon={<Icon of={ChartColumn} />}>
          {t('team.statistics')}
        </SidebarLink>
      )}
      {may.importTasks && hasImports && (
        <SidebarLink to="/organizations/$organizationId/imports" params={params} icon={<Icon of={Upload} />}>
          {t('imports.title')}
        </SidebarLink>
      )}
      <SidebarLink to="/organizations/$organizationId/settings" params={params} icon={<Icon of={Settings} />}>
        {t('sidebar.settings')}
      </SidebarLink>
    </SidebarSection>
  );
}
