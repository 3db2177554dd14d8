import { type LinkProps, useNavigate } from '@tanstack/react-router';
import {
  CalendarDays,
  ChartColumn,
  FolderKanban,
  Inbox,
  Keyboard,
  ListTodo,
  type LucideIcon,
  Monitor,
  Moon,
  PanelLeft,
  Plus,
  Redo2,
  ServerCog,
  Settings,
  Sun,
  Tag,
  Undo2,
  Users,
} from 'lucide-react';
import type { Organization } from '../../api/types.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { useMe } from '../../data/session/use-me.ts';
import { redoLast, undoLast } from '../../data/tasks/undo.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { useSidebar } from '../../ui/sidebar-state.ts';
import { setTheme } from '../profile/theme.ts';
import { openQuickAdd } from '../quick-add/open-quick-add.ts';
import { keyNames } from '../shortcuts/key-names.ts';
import type { Row } from './rows.ts';

type Target = Pick<LinkProps, 'to' | 'params'>;

/** What can be done and gone to from any page, by the reader's permissions. */
export function useCommands(organization: Organization | undefined, onHelp: () => void): readonly Row[] {
  const { t } = useTexts();
  const navigate = useNavigate();
  const sidebar = useSidebar();
  const me = useMe();
  const may = useOrganizationPermissions();
  const page = (id: string, icon: LucideIcon, name: string, target: Target, keys?: string) =>
    command(id, icon, t('shortcuts.goTo', { name }), () => void navigate(target), keys);
  const params = { organizationId: organization?.id ?? '' };
  const isOpen = organization?.waitsForSecondFactor === false;
  return [
    ...(isOpen ? [command('new-task', Plus, t('shortcuts.newTask'), () => openQuickAdd(), 'c')] : []),
    page('inbox', Inbox, t('inbox.title'), { to: '/inbox' }, 'g i'),
    ...(isOpen
      ? [
          page('my-work', ListTodo, t('myWork.title'), { to: '/my-work' }, 'g w'),
          page('board', FolderKanban, t('team.board'), { to: '/' }, 'g b'),
          page('calendar', CalendarDays, t('team.calendar'), { to: '/calendar' }, 'g d'),
          page(
            'projects',
            FolderKanban,
            t('sidebar.projects'),
            {
              to: '/organizations/$organizationId/projects',
              params,
            },
            'g p',
          ),
        ]
      : []),
    ...(may?.seeMembers
      ? [
          page('members', Users, t('sidebar.members'), { to: '/organizations/$organizationId/members', params }),
          page('labels', Tag, t('labels.title'), { to: '/organizations/$organizationId/labels', params }),
          page('statistics', ChartColumn, t('team.statistics'), {
            to: '/organizations/$organizationId/statistics',
            params,
          }),
        ]
      : []),
    page('settings', Settings, t('settings.title'), { to: '/settings' }, 'g s'),
    ...(me.instanceAdmin
      ? [page('administration', ServerCog, t('sidebar.administration'), { to: '/admin/health' })]
      : []),
    command('undo', Undo2, t('common.undo'), undoLast, '$mod+z'),
    command('redo', Redo2, t('shortcuts.redo'), redoLast, '$mod+Shift+z'),
    command('sidebar', PanelLeft, t('sidebar.toggle'), sidebar.toggle, '['),
    command('help', Keyboard, t('shortcuts.help'), onHelp, '?'),
    command('light', Sun, t('palette.theme', { name: t('theme.light') }), () => setTheme('light')),
    command('dark', Moon, t('palette.theme', { name: t('theme.dark') }), () => setTheme('dark')),
    command('system', Monitor, t('palette.theme', { name: t('theme.system') }), () => setTheme('system')),
  ];
}

function command(id: string, icon: LucideIcon, label: string, run: () => void, keys?: string): Row {
  return {
    id,
    group: 'commands',
    label,
    detail: keys === undefined ? undefined : keyNames(keys).join(' '),
    icon: <Icon of={icon} />,
    run,
  };
}
