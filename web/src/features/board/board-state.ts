import { useState } from 'react';
import type { Field, Label, Permissions, Status } from '../../api/types.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { type BoardColumn, statusIn } from '../../data/boards/columns.ts';
import { type CardPart, useBoardDisplay } from '../../data/boards/display.ts';
import type { BoardView } from '../../data/boards/view.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { useMe } from '../../data/session/use-me.ts';
import { type Destination, isAllowedMove } from '../../data/tasks/move-task.ts';
import type { ColumnPosition } from '../../data/tasks/order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { taskRights } from '../../data/tasks/use-task-rights.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { type Cell, isSameCell } from './cells.ts';
import type { Grouping, Preset } from './grouping.ts';

/** What a board is given. */
export interface BoardGiven {
  readonly scope: TaskScope;
  /** The address of the board, to which that of an open task is added. */
  readonly path: string;
  readonly columns: readonly BoardColumn[];
  readonly labels: ReadonlyMap<string, Label>;
  /** The custom fields that cards show. */
  readonly fields: readonly Field[];
  readonly view: BoardView;
  readonly permissionsOf: (teamId: string) => Permissions['team'] | undefined;
  readonly openTaskId: string | undefined;
  /** The values of new tasks: those that the board is filtered by. */
  readonly preset: Preset;
  readonly isFiltered: boolean;
  readonly grouping?: Grouping;
}

/** State that the columns of a board share. */
export interface BoardState extends Omit<BoardGiven, 'preset'> {
  readonly mayWork: boolean;
  readonly hiddenParts: readonly CardPart[];
  readonly liftedId: string | undefined;
  readonly selectedIds: ReadonlySet<string>;
  /** The cell in which a new card is being typed. */
  readonly composing: Cell | null;
  readonly compose: (cell: Cell | null) => void;
  /** The values of a new task in a lane; null where none can be created. */
  readonly presetOf: (laneId: string) => Preset | null;
  /** The empty column that explains how to create the first card. */
  readonly teachesIn: string | undefined;
  /** The card that should get the focus; another object each time. */
  readonly focusTarget: FocusTarget | null;
  readonly setFocusTarget: (target: FocusTarget) => void;
  /** The card of each cell that the Tab key reaches, among those in the page. */
  readonly stopIn: (cell: Cell, taskIds: readonly string[]) => string | undefined;
  readonly noteFocus: (task: KnownTask) => void;
  readonly cellOf: (task: KnownTask) => Cell;
  /** Why a task can't be put into a cell; null if it can. */
  readonly refusalOf: (task: KnownTask, cell: Cell) => string | null;
  /** A place in a cell into which the task can be put. */
  readonly destinationIn: (task: KnownTask, cell: Cell, position: PositionOf) => Destination | null;
  /** The name of a cell's column, and of its lane if the board has some. */
  readonly nameOf: (cell: Cell) => string;
}

export interface FocusTarget {
  readonly taskId: string;
}

type PositionOf = (statusId: string) => ColumnPosition;

export function useBoardState({ preset, ...given }: BoardGiven): Omit<BoardState, 'liftedId' | 'selectedIds'> {
  const { columns, scope, grouping, permissionsOf, isFiltered } = given;
  const { t } = useTexts();
  const me = useMe();
  const { hiddenParts } = useBoardDisplay();
  const [composing, compose] = useState<Cell | null>(null);
  const [focusTarget, setFocusTarget] = useState<FocusTarget | null>(null);
  const [focused, setFocused] = useState<Readonly<Record<string, string>>>({});
  const mayWork = scope.teams.some(({ id }) => permissionsOf(id)?.createTasks === true);
  const columnOf = (statusId: string) => columns.find(({ statuses }) => statuses.some(({ id }) => id === statusId));
  const cellOf = (task: KnownTask) => ({
    laneId: grouping?.laneOf(task) ?? '',
    columnId: columnOf(task.statusId)?.id ?? '',
  });
  const rightsOf = (task: KnownTask) => taskRights(task, me.id, permissionsOf(task.teamId));

  function targetIn(task: KnownTask, cell: Cell): Omit<Destination, 'position'> | string {
    const column = columns.find(({ id }) => id === cell.columnId);
    const status = column && statusIn(column, task.teamId);
    const rights = rightsOf(task);
    if (!column || !status) return t('board.refused.status', { key: task.key });
    if (!rights.work) return t('board.refused.rights', { key: task.key });
    if (!isAllowedMove(statusesOf(columns), task.statusId, status.id)) {
      return t('board.refused.workflow', { from: statusName(task.status), to: statusName(status.name) });
    }
    if (!grouping || grouping.laneOf(task) === cell.laneId) return { status };
    const also = grouping.changeTo(task, cell.laneId, rights);
    return typeof also === 'string' ? t(`board.refused.${also}`, { key: task.key }) : { status, also };
  }

  return {
    ...given,
    mayWork,
    hiddenParts,
    composing,
    compose,
    presetOf(laneId) {
      const ofLane = grouping ? grouping.presetOf(laneId) : {};
      return ofLane && { ...preset, ...ofLane, fields: { ...preset.fields, ...ofLane.fields } };
    },
    focusTarget,
    setFocusTarget,
    teachesIn: mayWork && !isFiltered ? columns.find(({ category }) => category === 'todo')?.id : undefined,
    stopIn(cell, taskIds) {
      const last = focused[keyOf(cell)];
      return last !== undefined && taskIds.includes(last) ? last : taskIds[0];
    },
    noteFocus(task) {
      const key = keyOf(cellOf(task));
      setFocused((before) => (before[key] === task.id ? before : { ...before, [key]: task.id }));
    },
    cellOf,
    refusalOf(task, cell) {
      if (isSameCell(cellOf(task), cell)) return null;
      const target = targetIn(task, cell);
      return typeof target === 'string' ? target : null;
    },
    destinationIn(task, cell, positionOf) {
      const target = targetIn(task, cell);
      return typeof target === 'string' ? null : { ...target, position: positionOf(target.status.id) };
    },
    nameOf({ laneId, columnId }) {
      const column = statusName(columns.find(({ id }) => id === columnId)?.name ?? '');
      return grouping ? t('board.cell', { column, lane: grouping.nameOf(laneId) }) : column;
    },
  };
}

const keyOf = ({ laneId, columnId }: Cell) => `${laneId} ${columnId}`;

function statusesOf(columns: readonly BoardColumn[]): readonly Status[] {
  return columns.flatMap(({ statuses }) => statuses);
}
