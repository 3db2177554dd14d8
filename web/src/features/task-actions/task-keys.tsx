import { useState } from 'react';
import { addTextsOf } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Refusal } from '../../data/lists/bulk-change.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { showToast } from '../../ui/toasts.ts';
import { keyOf, type TaskProperty, taskProperties } from './task-properties.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';

const LazyPropertyMenu = lazyPart(async () => (await import('./property-menu.tsx')).PropertyMenu, {
  failed: closing(({ onClose }) => onClose()),
});

const LazyRefusalsDialog = lazyPart(
  async () => (await Promise.all([import('./refusals-dialog.tsx'), addTextsOf('tasks')]))[0].RefusalsDialog,
  { failed: closing(({ onClose }) => onClose()) },
);

interface TaskKeysProps {
  /** The heading in the help. */
  readonly title: string;
  /** The tasks that a key applies to when it is pressed: the selected ones or the focused one. */
  readonly targetIds: () => readonly string[];
  /** Moves the tasks its own way on `m`, beside the anchor; returns false to leave that to the menu of statuses. */
  readonly onMove?: (taskIds: readonly string[], anchor: Element) => boolean;
}

interface Opened {
  readonly property: TaskProperty;
  readonly taskIds: readonly string[];
  readonly anchor: Element;
}

/** Keys for the properties of tasks: each opens a menu of its values beside the task. `m` moves, which is `s`. */
export function TaskKeys({ title, targetIds, onMove }: TaskKeysProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const open = (property: TaskProperty) => {
    const taskIds = targetIds();
    const teams = new Set(taskIds.map((id) => tasks.get(id)?.teamId));
    const anchor = anchorOf(taskIds);
    if (!anchor) return;
    if (property === 'status' && teams.size > 1) showToast({ text: t('taskKeys.severalTeams') });
    else setOpened({ property, taskIds, anchor });
  };
  const moveTargets = () => {
    const taskIds = targetIds();
    const anchor = anchorOf(taskIds);
    if (anchor && onMove?.(taskIds, anchor) === true) return;
    open('status');
  };
  const shortcuts = taskProperties.map((property) => {
    return { keys: keyOf[property], label: t(`task.${property}`), run: () => open(property) };
  });
  const move = { keys: 'm', label: t('shortcuts.move'), run: moveTargets };
  useShortcuts(title, [...shortcuts, move], 'beside');
  return (
    <>
      {opened && <LazyPropertyMenu {...opened} onClose={() => setOpened(null)} onRefused={setRefusals} />}
      {refusals.length > 0 && <LazyRefusalsDialog refusals={refusals} onClose={() => setRefusals([])} />}
    </>
  );
}

/** The card or row of the first task that is in the page. */
function anchorOf(taskIds: readonly string[]): Element | null {
  for (const id of taskIds) {
    const link = document.getElementById(taskLinkId(id));
    if (link) return link.closest('[data-card], [data-row]') ?? link;
  }
  return null;
}
