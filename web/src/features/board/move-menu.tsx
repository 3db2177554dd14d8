import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { LazyChoiceList } from '../../ui/popup/lazy-choice-list.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import { columnWithout, isAllowedMove, moveTask } from '../../data/tasks/move-task.ts';
import { positionAt } from '../../data/tasks/order.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { CardPosition } from './board-state.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';

interface MoveMenuProps {
  readonly taskId: string;
  readonly statuses: readonly Status[];
  readonly onClose: () => void;
  readonly onMoved: (position: CardPosition) => void;
}

/** Moves a card to the top of another column, chosen by name. */
export function MoveMenu({ taskId, statuses, onClose, onMoved }: MoveMenuProps) {
  const { t } = useTexts();
  const task = tasks.get(taskId);
  const card = document.getElementById(taskLinkId(taskId))?.closest('[data-card]') ?? null;
  if (!task || !card) return null;

  const choose = ([statusId]: readonly string[]) => {
    const status = statuses.find(({ id }) => id === statusId);
    if (!status || status.id === task.statusId) return;
    void moveTask(task, { status, position: positionAt(columnWithout(task, status.id), 0) });
    onMoved({ statusId: status.id, taskId });
  };
  const choices = statuses
    .filter(({ id }) => isAllowedMove(statuses, task.statusId, id))
    .map(({ id, name, category }) => ({
      id,
      label: statusName(name),
      icon: <StatusRing category={category} />,
    }));
  return (
    <LazyChoiceList
      state={{ isOpen: true, close: onClose, triggerRef: { current: card }, container: document.body }}
      label={t('board.moveTo', { key: task.key })}
      choices={choices}
      selected={[task.statusId]}
      mode="single"
      onChoose={choose}
    />
  );
}
