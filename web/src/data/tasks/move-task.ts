import i18next from 'i18next';
import { command, type Command } from '../../api/command.ts';
import type { Status, Task } from '../../api/types.ts';
import { newId } from '../../lib/new-id.ts';
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
}

/** The optimistic values of a task at its destination. */
export function patchFor(task: KnownTask, { status, position }: Destination): TaskPatch {
  const column = columnWithout(task, status.id);
  return { statusId: status.id, status: status.name, category: status.category, rank: rankFor(column, position) };
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

/** Moves a card back, unless somebody else has moved it since. */
export function backTo(origin: Destination, saved: Task): Inverse {
  return {
    patch: patchFor(saved, origin),
    isUntouched: ({ statusId, rank }) => statusId === saved.statusId && rank === saved.rank,
    command: moveCommand(saved.id, origin),
  };
}

/** Moves a task on the board, to another position or another column. */
export function moveTask(task: KnownTask, destination: Destination): Promise<void> {
  const { id, key } = task;
  const origin = originOf(task);
  const status = statusName(destination.status.name);
  return mutateTask({
    taskId: id,
    patch: patchFor(task, destination),
    change: moveCommand(id, destination),
    // The neighbour may be elsewhere by the time it is sent.
    fallback: { statusId: destination.status.id },
    failure: i18next.t('task.failed.move', { key }),
    success: destination.status.id === task.statusId ? undefined : i18next.t('task.done.move', { key, status }),
    label: i18next.t('task.done.move', { key, status }),
    inverse: (saved) => backTo(origin, saved),
    again: () => moveTask(tasks.get(id) ?? task, destination),
  });
}

function moveCommand(id: string, { status, position, reason }: Destination): Command<Changed> {
  const move = { statusId: status.id, ...position, ...(reason ? { reason } : {}) };
  return command(newId(), 'post', '/tasks/{id}/move', { id }, move);
}

/** Whether the team's workflow allows the change of status. */
export function isAllowedMove(statuses: readonly Status[], from: string, to: string): boolean {
  const allowed = statuses.find(({ id }) => id === from)?.transitions ?? null;
  return from === to || allowed === null || allowed.includes(to);
}
