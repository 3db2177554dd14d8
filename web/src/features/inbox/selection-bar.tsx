import { AlarmClock, Check, Mail, MailOpen, X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import type { InboxFilter } from '../../data/notifications/inbox-rows.ts';

interface SelectionBarProps {
  readonly count: number;
  readonly filter: InboxFilter;
  readonly hasUnread: boolean;
  readonly onDone: () => void;
  readonly onToggleRead: () => void;
  readonly onSnooze: (anchor: Element) => void;
  readonly onClear: () => void;
}

/** The actions on all selected rows. */
export function SelectionBar(props: SelectionBarProps) {
  const { count, filter, hasUnread, onDone, onToggleRead, onSnooze, onClear } = props;
  const { t } = useTexts();
  const inInbox = filter === 'all' || filter === 'unread';
  const size = 'size-8 pointer-coarse:size-11';
  return (
    <div role="toolbar" aria-label={t('inbox.selectionActions')} className="bulk-bar">
      <span role="status" className="px-2 font-medium whitespace-nowrap">
        {t('inbox.selected', { count })}
      </span>
      {filter !== 'done' && (
        <IconButton label={t('inbox.done')} shortcut="E" className={size} onClick={onDone}>
          <Icon of={Check} />
        </IconButton>
      )}
      <IconButton
        label={t('inbox.snooze')}
        shortcut="H"
        aria-haspopup="menu"
        className={size}
        onClick={({ currentTarget }) => onSnooze(currentTarget)}
      >
        <Icon of={AlarmClock} />
      </IconButton>
      <IconButton
        label={t(inInbox ? (hasUnread ? 'inbox.markRead' : 'inbox.markUnread') : 'inbox.toInbox')}
        shortcut="U"
        className={size}
        onClick={onToggleRead}
      >
        <Icon of={inInbox && hasUnread ? MailOpen : Mail} />
      </IconButton>
      <IconButton label={t('inbox.clear')} shortcut="Esc" className={size} onClick={onClear}>
        <Icon of={X} />
      </IconButton>
    </div>
  );
}
