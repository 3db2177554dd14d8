import { useNavigate } from '@tanstack/react-router';
import { Archive, Ellipsis, PanelLeft, Settings, Upload, Users } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { useSidebar } from '../../app/shell/sidebar-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { BoardFilterBar } from './board-filter-bar.tsx';
import type { BoardFilter } from './filter.ts';

interface BoardHeaderProps {
  readonly team: Team;
  readonly filter: BoardFilter;
  readonly mayWork: boolean;
}

export function BoardHeader({ team, filter, mayWork }: BoardHeaderProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const { id: teamId, organizationId } = team;
  const archive = {
    id: 'archive',
    label: t('archive.title'),
    icon: <Icon of={Archive} />,
    run: () => void navigate({ to: '/teams/$teamId/archive', params: { teamId } }),
  };
  const members = {
    id: 'members',
    label: t('sidebar.members'),
    icon: <Icon of={Users} />,
    run: () => void navigate({ to: '/organizations/$organizationId/members', params: { organizationId } }),
  };
  const settings = {
    id: 'settings',
    label: t('team.settings'),
    icon: <Icon of={Settings} />,
    run: () => void navigate({ to: '/teams/$teamId/settings', params: { teamId } }),
  };
  const bringIn = {
    id: 'import',
    label: t('imports.trello'),
    icon: <Icon of={Upload} />,
    run: () =>
      void navigate({ to: '/organizations/$organizationId/imports', params: { organizationId }, search: { teamId } }),
  };
  return (
    <header className="page-head">
      <IconButton
        label={t('sidebar.toggle')}
        shortcut="["
        aria-expanded={sidebar.isOpen}
        className="max-md:hidden"
        onClick={sidebar.toggle}
      >
        <Icon of={PanelLeft} className="rtl:-scale-x-100" />
      </IconButton>
      <h1 className="min-w-0 truncate text-reading font-semibold">
        <Name>{team.name}</Name>
      </h1>
      <MenuButton
        label={t('team.menu')}
        aria-label={t('team.menu')}
        groups={[{ id: 'team', items: [settings, archive, members, ...(mayWork ? [bringIn] : [])] }]}
        className="grid size-7 place-items-center rounded-[6px] text-muted hover:bg-hover hover:text-ink aria-expanded:bg-hover"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      <BoardFilterBar team={team} filter={filter} />
    </header>
  );
}
