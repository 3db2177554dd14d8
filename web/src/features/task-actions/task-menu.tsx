import { useQuery } from '@tanstack/react-query';
import {
  CalendarDays,
  Check,
  CircleDashed,
  Link2,
  type LucideIcon,
  PanelRightOpen,
  RotateCcw,
  SignalHigh,
  Tag,
  UserRound,
} from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { Icon } from '../../ui/icon.tsx';
import { ActionMenu } from '../../ui/popup/action-menu.tsx';
import { copyTaskLink } from './copy-task-link.ts';
import { keyOf, type TaskProperty, taskProperties } from './task-properties.ts';

const icons: Readonly<Record<TaskProperty, LucideIcon>> = {
  status: CircleDashed,
  assignee: UserRound,
  priority: SignalHigh,
  labels: Tag,
  dueDate: CalendarDays,
};

interface TaskMenuProps {
  readonly taskIds: readonly string[];
  /** The menu opens beside it. */
  readonly anchor: Element;
  readonly onProperty: (property: TaskProperty) => void;
  readonly onClose: () => void;
}

/** What can be done with tasks, each with its key. */
export function TaskMenu({ taskIds, ...rest }: TaskMenuProps) {
  const [first, ...others] = taskIds.flatMap((id) => tasks.get(id) ?? []);
  return first && <MenuOf first={first} isSingle={others.length === 0} {...rest} />;
}

interface MenuOfProps extends Omit<TaskMenuProps, 'taskIds'> {
  readonly first: KnownTask;
  readonly isSingle: boolean;
}

function MenuOf({ first, isSingle, anchor, onProperty, onClose }: MenuOfProps) {
  const { t } = useTexts();
  const { data: statuses = [] } = useQuery(statusesQuery(first.teamId));
  const isDone = !isOpen(first);
  const properties = taskProperties.map((property) => ({
    ...item(property, t(`task.${property}`), icons[property], () => onProperty(property)),
    shortcut: keyOf[property].toUpperCase(),
  }));
  const ofOne = [
    {
      ...item('open', t('shortcuts.open'), PanelRightOpen, () =>
        document.getElementById(taskLinkId(first.id))?.click(),
      ),
      shortcut: 'Enter',
    },
    {
      ...item('done', t(isDone ? 'task.reopen' : 'task.complete'), isDone ? RotateCcw : Check, () => {
        void toggleDone(first, statuses);
      }),
      shortcut: 'E',
    },
  ];
  const groups = [
    ...(isSingle ? [{ id: 'task', items: ofOne }] : []),
    { id: 'properties', items: properties },
    ...(isSingle
      ? [{ id: 'link', items: [item('link', t('task.copyLink'), Link2, () => void copyTaskLink(first.id))] }]
      : []),
  ];
  const label = isSingle ? `${first.key}: ${t('task.menu')}` : t('task.menu');
  const state = { isOpen: true, close: onClose, triggerRef: { current: anchor }, container: document.body };
  return <ActionMenu state={state} label={label} groups={groups} />;
}

function item(id: string, label: string, icon: LucideIcon, run: () => void) {
  return { id, label, icon: <Icon of={icon} />, run };
}
