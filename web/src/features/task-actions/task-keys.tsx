import { useEffect, useEffectEvent, useState } from 'react';
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

const LazyTaskMenu = lazyPart(async () => (await import('./task-menu.tsx')).TaskMenu, {
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

interface Targets {
  readonly taskIds: readonly string[];
  readonly anchor: Element;
}

interface Opened extends Targets {
  readonly menu: TaskProperty | 'all';
}

/**
 * Keys for the properties of tasks: each opens a menu of its values beside the task. `m` moves, which is `s`. The
 * context menu of a card or row offers the same.
 */
export function TaskKeys({ title, targetIds, onMove }: TaskKeysProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const open = (menu: Opened['menu'], { taskIds, anchor }: Targets) => {
    const teams = new Set(taskIds.map((id) => tasks.get(id)?.teamId));
    if (menu === 'status' && teams.size > 1) showToast({ text: t('taskKeys.severalTeams') });
    else setOpened({ menu, taskIds, anchor });
  };
  const move = ({ taskIds, anchor }: Targets) => {
    if (onMove?.(taskIds, anchor) !== true) open('status', { taskIds, anchor });
  };
  /** Runs with the tasks that a key applies to, if one of them is in the page. */
  const onTargets = (run: (targets: Targets) => void) => () => {
    const taskIds = targetIds();
    const anchor = anchorOf(taskIds);
    if (anchor) run({ taskIds, anchor });
  };
  const shortcuts = taskProperties.map((property) => {
    return {
      keys: keyOf[property],
      label: t(`task.${property}`),
      run: onTargets((targets) => open(property, targets)),
    };
  });
  useShortcuts(title, [...shortcuts, { keys: 'm', label: t('shortcuts.move'), run: onTargets(move) }], 'beside');
  const onContextMenu = useEffectEvent((event: MouseEvent, pointer: string) => {
    const anchor = event.target instanceof Element ? event.target.closest('[data-card], [data-row]') : null;
    const taskId = anchor?.getAttribute('data-card') ?? anchor?.getAttribute('data-row');
    // A long touch drags a card.
    if (event.defaultPrevented || !anchor || !taskId || pointer === 'touch' || tasks.get(taskId) === undefined) return;
    event.preventDefault();
    const taskIds = targetIds();
    open('all', { taskIds: taskIds.includes(taskId) ? taskIds : [taskId], anchor });
  });
  useEffect(() => {
    let pointer = '';
    const note = ({ pointerType }: PointerEvent) => {
      pointer = pointerType;
    };
    const listen = (event: MouseEvent) => onContextMenu(event, pointer);
    document.addEventListener('pointerdown', note, { capture: true });
    document.addEventListener('contextmenu', listen);
    return () => {
      document.removeEventListener('pointerdown', note, { capture: true });
      document.removeEventListener('contextmenu', listen);
    };
  }, []);
  /** A choice in the menu may have opened another one by now. */
  const closeOnly = (menu: Opened['menu']) => () => setOpened((now) => (now?.menu === menu ? null : now));
  return (
    <>
      {opened?.menu === 'all' && (
        <LazyTaskMenu {...opened} onProperty={(property) => open(property, opened)} onClose={closeOnly('all')} />
      )}
      {opened && opened.menu !== 'all' && (
        <LazyPropertyMenu {...opened} property={opened.menu} onClose={closeOnly(opened.menu)} onRefused={setRefusals} />
      )}
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
