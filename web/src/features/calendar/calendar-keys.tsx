import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import type { Selection } from '../../lib/use-selection.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { focusedCard, pointedCard } from '../task-actions/pointed-card.ts';
import { TaskKeys } from '../task-actions/task-keys.tsx';

interface CalendarKeysProps {
  /** The shown tasks in their order. */
  readonly ids: readonly string[];
  readonly selection: Selection;
  readonly mayWork: boolean;
  /** Whether the tasks of a day are a list below the grid, with keys of its own. */
  readonly isNarrow: boolean;
  readonly onFocus: (taskId: string) => void;
  readonly onToday: () => void;
}

/** The keys of a calendar, and those of its tasks. Those of the grid are listed here and handled there. */
export function CalendarKeys({ ids, selection, mayWork, isNarrow, onFocus, onToday }: CalendarKeysProps) {
  const { t } = useTexts();
  const step = (by: 1 | -1) => {
    const index = ids.indexOf(focusedCard() ?? '');
    const id = index < 0 ? ids[0] : ids[index + by];
    if (id !== undefined) onFocus(id);
  };
  const targetIds = () => (selection.ids.size > 0 ? [...selection.ids] : [pointedCard()].filter((id) => id !== null));
  const moves = [
    { keys: 'Alt ArrowLeft ArrowRight', label: t('taskCalendar.keyMove') },
    { keys: 'Alt Shift ArrowLeft ArrowRight', label: t('taskCalendar.keyResize') },
  ];
  const walk = [
    { keys: 'j', label: t('shortcuts.next'), run: () => step(1) },
    { keys: 'k', label: t('shortcuts.previous'), run: () => step(-1) },
  ];
  const changes = [
    { keys: 'x', label: t('shortcuts.select'), run: onPointed(selection.toggle) },
    // With a selection, the key applies to all selected tasks: see the bar.
    ...(selection.ids.size === 0 ? [{ keys: 'e', label: t('shortcuts.complete'), run: onPointed(complete) }] : []),
  ];
  useShortcuts(
    t('taskCalendar.title'),
    [
      { keys: 't', label: t('taskCalendar.keyToday'), run: onToday },
      { keys: 'ArrowUp ArrowDown ArrowLeft ArrowRight', label: t('taskCalendar.keyWalk') },
      { keys: 'PageUp PageDown', label: t('taskCalendar.keyTurn') },
      { keys: 'Enter', label: t('taskCalendar.keyEnter') },
      ...(isNarrow ? [] : walk),
      ...(mayWork && !isNarrow ? [...moves, ...changes] : []),
    ],
    'beside',
  );
  return mayWork && !isNarrow && <TaskKeys title={t('taskCalendar.title')} targetIds={targetIds} />;
}

function onPointed(act: (id: string) => void): () => void {
  return () => {
    const id = pointedCard();
    if (id !== null) act(id);
  };
}

function complete(taskId: string): void {
  const task = tasks.get(taskId);
  if (task) void toggleDone(task, queryClient.getQueryData(statusesQuery(task.teamId).queryKey) ?? []);
}
