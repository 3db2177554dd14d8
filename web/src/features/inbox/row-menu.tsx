import { useQuery } from '@tanstack/react-query';
import {
  AlarmClock,
  CalendarClock,
  Check,
  CircleCheck,
  Ellipsis,
  type LucideIcon,
  Mail,
  MailOpen,
  MessageSquareReply,
  RotateCcw,
  SquareCheck,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { useState } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { addDays, dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import type { MenuAction } from '../../ui/popup/menu-action.ts';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { type InboxFilter, type InboxRow, isUnread, rowKey } from '../../data/notifications/inbox-rows.ts';
import { markNotifications } from '../../data/notifications/mark.ts';
import { mutedQuery, setMuted } from '../../data/notifications/mutes.ts';
import { usePermissions } from '../../data/organizations/use-permissions.ts';
import { useMe } from '../../data/session/use-me.ts';
import { changeTask } from '../../data/tasks/change-task.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import { taskQuery } from '../../data/tasks/queries.ts';
import { useTask } from '../../data/tasks/tasks.ts';
import { taskRights } from '../../data/tasks/use-task-rights.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import type { RowActions } from './row-actions.ts';

interface RowMenuProps {
  readonly row: InboxRow;
  readonly filter: InboxFilter;
  readonly actions: RowActions;
  readonly isSelected: boolean;
}

/** Everything that can be done with a row, and with its task as far as the reader may. */
export function RowMenu({ row, filter, actions, isSelected }: RowMenuProps) {
  const { t } = useTexts();
  const key = rowKey(row);
  const [isNear, setNear] = useState(false);
  const taskItems = useTaskItems(row, actions, isNear);
  const inInbox = filter === 'all' || filter === 'unread';
  const readLabel = t(inInbox ? (isUnread(row) ? 'inbox.markRead' : 'inbox.markUnread') : 'inbox.toInbox');
  const items = [
    ...(filter === 'done' ? [] : [item('done', t('inbox.done'), Check, () => actions.done(key), 'E')]),
    item('snooze', t('inbox.snooze'), AlarmClock, () => actions.snooze(key), 'H'),
    item('read', readLabel, inInbox && isUnread(row) ? MailOpen : Mail, () => actions.toggleRead(key), 'U'),
    ...(isSelected ? [] : [item('select', t('inbox.select'), SquareCheck, () => actions.select(key, false), 'X')]),
  ];
  const near = () => setNear(true);
  return (
    <span onPointerEnter={near} onPointerDown={near} onFocus={near}>
      <MenuButton
        label={t('inbox.more')}
        aria-label={t('inbox.more')}
        title={t('inbox.more')}
        groups={[{ id: 'row', items }, ...(taskItems.length > 0 ? [{ id: 'task', items: taskItems }] : [])]}
        className="inbox-more"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
    </span>
  );
}

/** Actions on the task, once it is read. */
function useTaskItems(row: InboxRow, actions: RowActions, isNear: boolean): MenuAction[] {
  const { t } = useTexts();
  const me = useMe();
  const now = useNow();
  const { timeZone } = useDateFormat();
  const { taskId, organizationId } = row;
  const isAsked = isNear && taskId !== null;
  useQuery({ ...taskQuery(taskId ?? ''), enabled: enabledUnlessLeaving(isAsked) });
  const task = useTask(taskId ?? '');
  const team = usePermissions(task && organizationId !== null ? { organizationId, teamId: task.teamId } : undefined);
  const { data: statuses = [] } = useQuery({
    ...statusesQuery(task?.teamId ?? ''),
    enabled: enabledUnlessLeaving(isNear && task !== undefined),
  });
  const subject = { kind: 'task', id: taskId ?? '' } as const;
  const { data: isMuted } = useQuery({ ...mutedQuery(subject), enabled: enabledUnlessLeaving(isAsked) });
  if (taskId === null || !task) return [];
  const may = taskRights(task, me.id, team?.team);
  const tomorrow = addDays(dayOf(now, timeZone), 1);
  const complete = () => {
    void toggleDone(task, statuses);
    void markNotifications({ rows: [row] }, { to: 'read' }, true);
  };
  const isOpenTask = isOpen(task);
  const mute = () => void setMuted({ ...subject, name: task.key }, isMuted !== true);
  return [
    item('reply', t('inbox.reply'), MessageSquareReply, () => actions.reply(taskId), 'R'),
    ...(may.work
      ? [
          item(
            'complete',
            t(isOpenTask ? 'inbox.complete' : 'inbox.reopen'),
            isOpenTask ? CircleCheck : RotateCcw,
            complete,
          ),
        ]
      : []),
    ...(may.edit && isOpenTask && task.dueDate !== tomorrow
      ? [
          item('tomorrow', t('inbox.dueTomorrow'), CalendarClock, () => {
            void changeTask(task, { dueDate: tomorrow, dueAt: null });
          }),
        ]
      : []),
    item('mute', t(isMuted ? 'inbox.unmute' : 'inbox.mute'), isMuted ? Volume2 : VolumeX, mute, '⇧H'),
  ];
}

function item(id: string, label: string, icon: LucideIcon, run: () => void, shortcut?: string): MenuAction {
  return { id, label, icon: <Icon of={icon} />, run, ...(shortcut === undefined ? {} : { shortcut }) };
}
