import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Inbox, ListTodo, Mail, Plus, ScrollText, Settings, Tag, Upload, UserCog, Users } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useMe } from '../../features/auth/use-me.ts';
import { UnreadCount } from '../../features/inbox/unread-count.tsx';
import { useOrganization } from '../../features/organizations/use-organization.ts';
import { mayMakeTeams } from '../../features/organizations/may.ts';
import { teamsQuery } from '../../features/teams/queries.ts';
import { Icon } from '../../ui/icon.tsx';
import { Name } from '../../ui/name.tsx';
import { OrganizationMenu } from './organization-menu.tsx';
import { ProfileMenu } from './profile-menu.tsx';
import { SidebarLink } from './sidebar-link.tsx';

/** Where one can go, in the organization that one is in. */
export function Sidebar({ onHelp }: { onHelp?: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const organization = useOrganization();
  const { data: allTeams } = useSuspenseQuery(teamsQuery);
  const isOpen = organization !== undefined && !organization.waitsForSecondFactor;
  const teams = allTeams.filter(({ organizationId }) => organizationId === organization?.id);
  return (
    <nav aria-label={t('sidebar.name')} className="flex h-full flex-col gap-4 overflow-y-auto bg-page p-2">
      <OrganizationMenu organization={organization} />
      <ul className="grid gap-px">
        <SidebarLink to="/inbox" icon={<Icon of={Inbox} />} mark={<UnreadCount />}>
          {t('inbox.title')}
        </SidebarLink>
        {isOpen && (
          <SidebarLink to="/my-work" icon={<Icon of={ListTodo} />}>
            {t('myWork.title')}
          </SidebarLink>
        )}
      </ul>
      {isOpen && (
        <section className="grid gap-1">
          <div className="flex h-7 items-center justify-between ps-2">
            <h2 className="text-meta font-medium text-muted">{t('sidebar.teams')}</h2>
            {mayMakeTeams(organization) && (
              <Link
                to="/organizations/$organizationId/new-team"
                params={{ organizationId: organization.id }}
                aria-label={t('sidebar.newTeam')}
                title={t('sidebar.newTeam')}
                className="grid size-7 place-items-center rounded-[6px] text-muted hover:bg-hover hover:text-ink"
              >
                <Icon of={Plus} />
              </Link>
            )}
          </div>
          <ul className="grid gap-px">
            {teams.map(({ id, name, colour }) => (
              <SidebarLink
                key={id}
                to="/teams/$teamId/board"
                params={{ teamId: id }}
                icon={<TeamDot colour={colour} />}
              >
                <Name>{name}</Name>
              </SidebarLink>
            ))}
          </ul>
        </section>
      )}
      {isOpen && organization.myRole !== 'guest' && (
        <section className="grid gap-1">
          <h2 className="flex h-7 items-center ps-2 text-meta font-medium text-muted">
            <Name className="truncate">{organization.name}</Name>
          </h2>
          <ul className="grid gap-px">
            <SidebarLink
              to="/organizations/$organizationId/members"
              params={{ organizationId: organization.id }}
              icon={<Icon of={Users} />}
            >
              {t('members.title')}
            </SidebarLink>
            <SidebarLink
              to="/organizations/$organizationId/labels"
              params={{ organizationId: organization.id }}
              icon={<Icon of={Tag} />}
            >
              {t('labels.title')}
            </SidebarLink>
            <SidebarLink
              to="/organizations/$organizationId/imports"
              params={{ organizationId: organization.id }}
              icon={<Icon of={Upload} />}
            >
              {t('imports.title')}
            </SidebarLink>
            <SidebarLink
              to="/organizations/$organizationId/settings"
              params={{ organizationId: organization.id }}
              icon={<Icon of={Settings} />}
            >
              {t('organizationSettings.title')}
            </SidebarLink>
          </ul>
        </section>
      )}
      {me.instanceAdmin && (
        <section className="grid gap-1">
          <h2 className="flex h-7 items-center ps-2 text-meta font-medium text-muted">{t('sidebar.installation')}</h2>
          <ul className="grid gap-px">
            <SidebarLink to="/admin/users" icon={<Icon of={UserCog} />}>
              {t('sidebar.users')}
            </SidebarLink>
            <SidebarLink to="/admin/audit-log" icon={<Icon of={ScrollText} />}>
              {t('sidebar.auditLog')}
            </SidebarLink>
            <SidebarLink to="/admin/messages" icon={<Icon of={Mail} />}>
              {t('outbox.title')}
            </SidebarLink>
          </ul>
        </section>
      )}
      <div className="mt-auto">
        <ProfileMenu {...(onHelp ? { onHelp } : {})} />
      </div>
    </nav>
  );
}

function TeamDot({ colour }: { colour: string }) {
  return <span aria-hidden className="mx-[3px] size-2.5 rounded-[3px]" style={{ backgroundColor: colour }} />;
}
