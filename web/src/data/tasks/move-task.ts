import i18next from 'i18next';
import { api, body, ifVersion, once } from '../../api/client.ts';
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
    send: (version) => sendMove(saved.id, origin, ifVersion(version)),
  };
}

/** Moves a task on the board, to another position or another column. */
export function moveTask(task: KnownTask, destination: Destination): Promise<void> {
  const { id, key } = task;
  const origin = originOf(task);
  const attempt = once(newId());
  const status = statusName(destination.status.name);
  return mutateTask({
    taskId: id,
    patch: patchFor(task, destination),
    send: () => sendMove(id, destination, attempt),
    failure: i18next.t('task.failed.move', { key }),
    success: destination.status.id === task.statusId ? undefined : i18next.t('task.done.move', { key, status }),
    inverse: (saved) => backTo(origin, saved),
  });
}

async function sendMove(
  id: string,
  { status, position, reason }: Destination,
  headers: { headers?: Record<string, string> },
): Promise<Changed> {
  const move = { statusId: status.id, ...position, ...(reason ? { reason } : {}) };
  const { lost: _lost, ...task } = await body(
    api.POST('/tasks/{id}/move', { params: { path: { id } }, body: move, ...headers }),
  );
  return task;
}

/** Whether the team's workflow allows the change of status. */
export function isAllowedMove(statuses: readonly Status[], from: string, to: string): boolean {
  const allowed = statuses.find(({ id }) => id === from)?.transitions ?? null;
  return from === to || allowed === null || allowed.includes(to);
}
