import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { RefObject } from 'react';
import type { Task } from '../../api/types.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { useTaskRights } from '../../data/tasks/use-task-rights.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { pressButton } from '../../ui/popup/press-button.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { keyOf, taskProperties, type TaskProperty } from '../task-actions/task-properties.ts';

interface PanelKeysProps {
  readonly task: Task;
  /** The element that contains the properties. */
  readonly content: RefObject<HTMLElement | null>;
}

/** The keys of the properties open their fields in the panel; `e` completes, except beside the inbox, whose own it is. */
export function PanelKeys({ task, content }: PanelKeysProps) {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const open = (property: TaskProperty) => {
    const button = content.current?.querySelector<HTMLElement>(`[data-field='${property}'] button`);
    if (button) pressButton(button);
  };
  const isInInbox = useLocation({ select: ({ pathname }) => pathname.includes('/inbox/tasks/') });
  const shortcuts = [
    ...(isInInbox ? [] : [{ keys: 'e', label: t('shortcuts.complete'), run: () => void toggleDone(task, statuses) }]),
    ...taskProperties.map((property) => {
      return { keys: keyOf[property], label: t(`task.${property}`), run: () => open(property) };
    }),
    { keys: 'm', label: t('shortcuts.move'), run: () => open('status') },
  ];
  useShortcuts(t('task.panelKeys'), may.work ? shortcuts : [], 'panel');
  return null;
}
