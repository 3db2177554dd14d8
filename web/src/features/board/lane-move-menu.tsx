import { useTexts } from '../../i18n/use-texts.ts';
import { announce } from '../../ui/announcer.tsx';
import { LazyChoiceList } from '../../ui/popup/lazy-choice-list.ts';
import { showTask } from '../../data/tasks/focus-task.ts';
import { moveTask } from '../../data/tasks/close-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import type { MoveMenuProps } from './board.tsx';
import { type Cell, positionInCell } from './cells.ts';

/** The columns and lanes into which a task can be moved. */
export function LaneMoveMenu({ task, anchor, board, readLanes, onClose }: MoveMenuProps) {
  const { t } = useTexts();
  const { grouping, columns } = board;
  const here = board.cellOf(task);
  const lanes = readLanes();
  const choices = [
    ...columns.map(({ id, name, category }) => ({
      cell: { ...here, columnId: id },
      label: statusName(name),
      icon: <StatusRing category={category} />,
    })),
    ...lanes
      .filter(({ id }) => id !== here.laneId)
      .map(({ id }) => ({
        cell: { ...here, laneId: id },
        label: t('board.lane', { name: grouping?.nameOf(id) }),
        icon: grouping?.iconOf(id),
      })),
  ]
    .filter(({ cell }) => board.refusalOf(task, cell) === null)
    .map((choice) => ({ ...choice, id: `${choice.cell.columnId} ${choice.cell.laneId}` }));
  const move = (cell: Cell) => {
    const cards = lanes.find(({ id }) => id === cell.laneId)?.cells.get(cell.columnId) ?? [];
    const others = cards.filter(({ id }) => id !== task.id);
    const destination = board.destinationIn(task, cell, (statusId) => positionInCell(others, 0, statusId));
    if (!destination) return;
    void moveTask(task, destination);
    announce(t('board.dropped', { title: task.title, status: board.nameOf(cell) }));
    showTask(task.id);
  };
  return (
    <LazyChoiceList
      state={{ isOpen: true, close: onClose, triggerRef: { current: anchor }, container: document.body }}
      label={t('board.moveTo', { key: task.key })}
      choices={choices}
      selected={[`${here.columnId} ${here.laneId}`]}
      mode="single"
      onChoose={([id]) => {
        const choice = choices.find((one) => one.id === id);
        if (choice) move(choice.cell);
      }}
    />
  );
}
