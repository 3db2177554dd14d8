import { useNavigate } from '@tanstack/react-router';
import {
  Archive,
  ChartColumn,
  Ellipsis,
  LayoutTemplate,
  type LucideIcon,
  PanelLeft,
  Settings,
  Settings2,
  TextCursorInput,
  Trash,
  Upload,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { useSidebar } from '../../ui/sidebar-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton, iconButton } from '../../ui/icon-button.tsx';
import { PartLinks } from '../../ui/part-links.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';

/** A team's name, the views of its tasks, and its other pages. */
export function TeamHeader({ team, children }: { team: Team; children?: ReactNode }) {
  const { t } = useTexts();
  const sidebar = useSidebar();
  const params = { teamId: team.id };
  return (
    <header className="page-head flex-wrap">
      <IconButton
        label={t('sidebar.toggle')}
        shortcut="["
        aria-expanded={sidebar.isOpen}
        className="max-md:hidden"
        onClick={sidebar.toggle}
      >
        <Icon of={PanelLeft} className="rtl:-scale-x-100" />
      </IconButton>
      <h1 className="own-direction min-w-0 truncate text-reading font-semibold">{team.name}</h1>
      <TeamMenu team={team} />
      <PartLinks
        label={t('team.ways')}
        parts={[
          // The filters stay.
          { to: '/teams/$teamId/board', params, search: true, name: t('team.board') },
          { to: '/teams/$teamId/list', params, search: true, name: t('team.list') },
          { to: '/teams/$teamId/calendar', params, search: true, name: t('team.calendar') },
        ]}
      />
      {children}
    </header>
  );
}

function TeamMenu({ team }: { team: Team }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const may = useTeamPermissions(team.id);
  const { id: teamId, organizationId } = team;
  const params = { teamId };
  const look = [
    to('statistics', t('team.statistics'), ChartColumn, () => navigate({ to: '/teams/$teamId/statistics', params })),
    to('archive', t('archive.title'), Archive, () => navigate({ to: '/teams/$teamId/archive', params })),
    ...(may?.createTasks
      ? [to('trash', t('team.trash'), Trash, () => navigate({ to: '/teams/$teamId/trash', params }))]
      : []),
  ];
  const settle = [
    to('workflow', t('team.workflow'), Settings2, () => navigate({ to: '/teams/$teamId/workflow', params })),
    to('templates', t('team.templates'), LayoutTemplate, () => navigate({ to: '/teams/$teamId/templates', params })),
    to('fields', t('team.fields'), TextCursorInput, () => navigate({ to: '/teams/$teamId/fields', params })),
    to('settings', t('team.settings'), Settings, () => navigate({ to: '/teams/$teamId/settings', params })),
    to('members', t('sidebar.members'), Users, () =>
      navigate({ to: '/organizations/$organizationId/members', params: { organizationId } }),
    ),
  ];
  const bringIn = to('import', t('imports.trello'), Upload, () =>
    navigate({ to: '/organizations/$organizationId/imports', params: { organizationId }, search: { teamId } }),
  );
  return (
    <MenuButton
      label={t('team.menu')}
      aria-label={t('team.menu')}
      groups={[
        { id: 'look', items: look },
        { id: 'settle', items: settle },
        ...(may?.createTasks ? [{ id: 'import', items: [bringIn] }] : []),
      ]}
      className={iconButton}
    >
      <Icon of={Ellipsis} />
    </MenuButton>
  );
}

function to(id: string, label: string, icon: LucideIcon, run: () => unknown) {
  return { id, label, icon: <Icon of={icon} />, run: () => void run() };
}
