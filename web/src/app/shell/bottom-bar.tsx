import { Link, type LinkProps, useParams } from '@tanstack/react-router';
import { Inbox, ListTodo, type LucideIcon, Plus, Search, SquareKanban } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { UnreadCount } from '../../features/inbox/unread-count.tsx';
import { openPalette } from '../../features/palette/open-palette.ts';
import { openQuickAdd } from '../../features/quick-add/open-quick-add.ts';
import { Icon } from '../../ui/icon.tsx';

/** The most used places and actions, in reach of a thumb. An open task covers the screen, and has its own actions there. */
export function BottomBar() {
  const { t } = useTexts();
  const { taskId } = useParams({ strict: false });
  const isOpen = useOrganization()?.waitsForSecondFactor === false;
  if (taskId !== undefined || !isOpen) return null;
  return (
    <nav aria-label={t('sidebar.places')} className="bottom-bar">
      <Place to="/inbox" icon={Inbox} name={t('inbox.title')} mark={<UnreadCount />} />
      <Place to="/my-work" icon={ListTodo} name={t('myWork.title')} />
      <button type="button" className="bottom-place" onClick={() => openQuickAdd()}>
        <span className="grid size-9 place-items-center rounded-full bg-accent-fill text-on-accent">
          <Icon of={Plus} size={20} />
        </span>
        <span className="sr-only">{t('shortcuts.newTask')}</span>
      </button>
      <Place to="/" icon={SquareKanban} name={t('team.board')} />
      <button type="button" className="bottom-place" onClick={openPalette}>
        <Icon of={Search} size={20} />
        <span className="max-w-full truncate">{t('sidebar.search')}</span>
      </button>
    </nav>
  );
}

interface PlaceProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: LucideIcon;
  readonly name: string;
  readonly mark?: ReactNode;
}

function Place({ to, icon, name, mark }: PlaceProps) {
  return (
    <Link to={to} className="bottom-place">
      <span className="relative">
        <Icon of={icon} size={20} />
        {mark && <span className="absolute start-3.5 -top-1.5 flex w-max">{mark}</span>}
      </span>
      <span className="max-w-full truncate">{name}</span>
    </Link>
  );
}
