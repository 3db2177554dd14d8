import i18next from 'i18next';
import { command, type Command } from '../../api/command.ts';
import type { Status, Task } from '../../api/types.ts';
import { newId } from '../../lib/new-id.ts';
import { isSame } from '../../lib/is-same.ts';
import { changedText, fieldsOf, shownFields } from './change-task.ts';
import type { GroupChange } from './change-group.ts';
import { mutateTask } from './mutate-task.ts';
import { type ColumnPosition, positionOf, rankFor } from './order.ts';
import type { Changed } from './series.ts';
import { statusName } from '../workflow/status-name.ts';
import type { KnownTask, TaskPatch } from './store.ts';
import type { Inverse } from './undo-task-change.ts';
import { tasks } from './tasks.ts';

export interface Destination {
  readonly status: Pick<Status, 'id' | 'name' | 'category'>;
  readonly position: ColumnPosition;
  /** The reason for the move, for the log. */
  readonly reason?: string | undefined;
  /** What changes with the move: the field by which the board has lanes. */
  readonly also?: GroupChange | undefined;
}

/** The optimistic values of a task at its destination. */
export function patchFor(task: KnownTask, { status, position, also }: Destination): TaskPatch {
  const column = columnWithout(task, status.id);
  return {
    ...(also ? { ...shownFields(task, also.fields), ...also.derived } : {}),
    statusId: status.id,
    status: status.name,
    category: status.category,
    rank: rankFor(column, position),
  };
}

/** The cards of a column without archived ones and without one task: the neighbours of a new position. */
export function columnWithout(task: Pick<KnownTask, 'id' | 'teamId'>, statusId: string): readonly KnownTask[] {
  return tasks.column(task.teamId, statusId).filter(({ id, archivedAt }) => id !== task.id && archivedAt === null);
}

/** The current position of a card, for an undo. */
export function originOf(task: KnownTask): Destination {
  const live = tasks.column(task.teamId, task.statusId).filter(({ archivedAt }) => archivedAt === null);
  return {
    status: { id: task.statusId, name: task.status, category: task.category },
    position: positionOf(live, task.id),
  };
}

/** Moves a card back, unless somebody else has moved it since, or changed what changed with the move. */
export function backTo(origin: Destination, saved: Task): Inverse {
  const fields = origin.also?.fields ?? {};
  return {
    patch: patchFor(saved, origin),
    isUntouched: (latest) =>
      latest.statusId === saved.statusId &&
      latest.rank === saved.rank &&
      isSame(fieldsOf(latest, fields), fieldsOf(saved, fields)),
    command: moveCommand(saved.id, origin),
  };
}

/** Moves a task to another position, column or lane, whatever becomes of its subtasks. */
export function moveAlone(task: KnownTask, destination: Destination): Promise<void> {
  const { id, key } = task;
  const { also } = destination;
  const before = also && {
    fields: fieldsOf(task, also.fields),
    derived: Object.fromEntries(Object.keys(also.derived).map((name) => [name, task[name as keyof KnownTask]])),
  };
  const origin = { ...originOf(task), also: before };
  const status = statusName(destination.status.name);
  const isOtherColumn = destination.status.id !== task.statusId;
  const moved = i18next.t('task.done.move', { key, status });
  return mutateTask({
    taskId: id,
    patch: patchFor(task, destination),
    change: moveCommand(id, destination),
    // The neighbour may be elsewhere by the time it is sent.
    fallback: { ...also?.fields, statusId: destination.status.id },
    ...(before ? { madeOf: { version: task.version, fields: before.fields } } : {}),
    failure: i18next.t('task.failed.move', { key }),
    success: isOtherColumn ? moved : also && changedText(task, also.fields),
    label: moved,
    inverse: (saved) => backTo(origin, saved),
    again: () => moveAlone(tasks.get(id) ?? task, destination),
  });
}

function moveCommand(id: string, { status, position, reason, also }: Destination): Command<Changed> {
  const move = { statusId: status.id, ...position, ...(reason ? { reason } : {}) };
  if (also) return command(newId(), 'patch', '/tasks/{id}', { id }, { ...also.fields, ...move });
  return command(newId(), 'post', '/tasks/{id}/move', { id }, move);
}

/** Whether the team's workflow allows the change of status. */
export function isAllowedMove(statuses: readonly Status[], from: string, to: string): boolean {
  const allowed = statuses.find(({ id }) => id === from)?.transitions ?? null;
  return from === to || allowed === null || allowed.includes(to);
}
