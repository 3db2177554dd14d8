import { Link } from '@tanstack/react-router';
import { AlarmClock, Check, ChevronDown, Mail, MailOpen, Upload } from 'lucide-react';
import type { CSSProperties, MouseEvent, ReactNode, Ref } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { useSwipe } from '../../lib/use-swipe.ts';
import { Ago } from '../../ui/ago.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SwipeHint } from '../../ui/swipe-hint.tsx';
import { type InboxFilter, type InboxRow as Row, isUnread, rowKey } from '../../data/notifications/inbox-rows.ts';
import { rowLinkId } from './row-focus.ts';
import { About, WithKeys } from './sentence.tsx';
import { RowMenu } from './row-menu.tsx';
import { RowOthers } from './row-others.tsx';
import type { RowActions } from './row-actions.ts';

interface InboxRowProps {
  readonly row: Row;
  readonly filter: InboxFilter;
  readonly actions: RowActions;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly hasSelection: boolean;
  readonly isExpanded: boolean;
  readonly style: CSSProperties;
  readonly index: number;
  readonly total: number;
  readonly ref: Ref<HTMLLIElement>;
}

/** One task with its newest notification, or a notification without a task. */
export function InboxRow(props: InboxRowProps) {
  const { row, filter, actions, isOpen, isSelected, hasSelection, isExpanded, style, index, total, ref } = props;
  const { t } = useTexts();
  const { title, bodyParts, taskId, link, actor, group } = row;
  const key = rowKey(row);
  const hasUnread = isUnread(row);
  const others = (group?.count ?? 1) - 1;
  const swipe = useSwipe({
    onRight: filter === 'done' ? undefined : () => actions.done(key),
    onLeft: () => actions.snooze(key),
  });
  const select = ({ shiftKey }: MouseEvent) => actions.select(key, shiftKey);
  return (
    <li
      ref={ref}
      data-row={key}
      data-index={index}
      aria-setsize={total}
      aria-posinset={index + 1}
      className={classNames('inbox-item', isOpen && 'inbox-item-open', isSelected && 'inbox-item-selected')}
      style={style}
    >
      <SwipeHint offset={swipe.offset} isEnough={swipe.isEnough} right={Check} left={AlarmClock} />
      <div
        {...swipe.handlers}
        className="inbox-row"
        style={swipe.offset === 0 ? undefined : { transform: `translateX(${swipe.offset}px)` }}
      >
        <span className={classNames('size-2 shrink-0 rounded-full', hasUnread && 'bg-accent')}>
          {hasUnread && <span className="sr-only">{t('inbox.isUnread')}</span>}
        </span>
        <span className="relative grid size-8 shrink-0 place-items-center">
          {actor ? <Avatar name={actor.name} url={actor.avatarUrl} size={32} /> : <NoActor />}
          <input
            type="checkbox"
            aria-label={t('inbox.selectRow', { title })}
            className={classNames('inbox-box', hasSelection && 'inbox-box-shown')}
            checked={isSelected}
            onChange={() => undefined}
            onClick={select}
          />
        </span>
        <span className="min-w-0 flex-1">
          <RowLink row={row} link={link} taskId={taskId} onOpen={() => actions.open(key)}>
            {/* A sentence of ours: in the page's direction, also where a name in other letters begins it. */}
            <span className={classNames('line-clamp-1 max-sm:line-clamp-2', hasUnread && 'font-medium')}>
              <WithKeys text={title} />
            </span>
            <span className="flex items-baseline gap-2">
              <span className="text-meta whitespace-nowrap text-muted sm:hidden">
                <Time row={row} filter={filter} />
              </span>
              <About parts={bodyParts} />
            </span>
          </RowLink>
          <span className="flex text-meta">
            {others > 0 && taskId !== null && (
              <button
                type="button"
                aria-expanded={isExpanded}
                className="inbox-others"
                onClick={() => actions.expand(key)}
              >
                {t('inbox.othersCount', { count: others })} <span className="sr-only">{t('inbox.ofTask')}</span>
                <Icon of={ChevronDown} size={14} className={isExpanded ? 'rotate-180' : ''} />
              </button>
            )}
          </span>
        </span>
        <span className="inbox-time text-meta whitespace-nowrap text-muted max-sm:hidden">
          <Time row={row} filter={filter} />
        </span>
        <span className="inbox-actions">
          <IconButton
            label={t(
              filter === 'all' || filter === 'unread'
                ? hasUnread
                  ? 'inbox.markRead'
                  : 'inbox.markUnread'
                : 'inbox.toInbox',
            )}
            shortcut="U"
            onClick={() => actions.toggleRead(key)}
          >
            <Icon of={hasUnread && filter !== 'done' && filter !== 'snoozed' ? MailOpen : Mail} />
          </IconButton>
          <IconButton
            label={t('inbox.snooze')}
            shortcut="H"
            aria-haspopup="menu"
            onClick={({ currentTarget }) => actions.snooze(key, currentTarget)}
          >
            <Icon of={AlarmClock} />
          </IconButton>
          {filter !== 'done' && (
            <IconButton label={t('inbox.done')} shortcut="E" onClick={() => actions.done(key)}>
              <Icon of={Check} />
            </IconButton>
          )}
        </span>
        <RowMenu row={row} filter={filter} actions={actions} isSelected={isSelected} />
      </div>
      {isExpanded && taskId !== null && (
        <RowOthers taskId={taskId} newestId={row.id} filter={filter} onOpen={() => actions.open(key)} />
      )}
    </li>
  );
}

interface RowLinkProps {
  readonly row: Row;
  readonly link: string;
  readonly taskId: string | null;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}

function RowLink({ row, link, taskId, onOpen, children }: RowLinkProps) {
  const own = {
    id: rowLinkId(rowKey(row)),
    onClick: onOpen,
    className: 'block outline-none after:absolute after:inset-0',
  };
  return taskId === null ? (
    <Link to={link} {...own}>
      {children}
    </Link>
  ) : (
    <Link to="/inbox/tasks/$taskId" params={{ taskId }} {...own}>
      {children}
    </Link>
  );
}

function Time({ row: { createdAt, snoozedUntil }, filter }: { row: Row; filter: InboxFilter }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  if (filter !== 'snoozed' || snoozedUntil === null) return <Ago moment={createdAt} />;
  return <time dateTime={snoozedUntil}>{t('inbox.until', { time: formatMoment(snoozedUntil, dateFormat, now) })}</time>;
}

/** The app itself is the actor. */
function NoActor() {
  return (
    <span className="grid size-8 shrink-0 place-items-center rounded-full bg-hover text-muted">
      <Icon of={Upload} />
    </span>
  );
}
