import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import type { Status, Task } from '../../api/types.ts';
import { act } from './act.ts';
import { columnWithout, moveTask } from './move-task.ts';
import { placeAt, placeOf, rankFor } from './order.ts';
import type { KnownTask } from './store.ts';
import { tasks } from './tasks.ts';

/** Completes an open task, or reopens one that is done or cancelled; it goes on top of its new column. */
export function toggleDone(task: KnownTask, statuses: readonly Status[]): Promise<void> {
  const isOpen = task.category === 'todo' || task.category === 'in_progress';
  const target = statuses.find(({ category }) => category === (isOpen ? 'done' : 'todo'));
  const { id, key } = task;
  const live = tasks.column(task.teamId, task.statusId).filter(({ archivedAt }) => archivedAt === null);
  const origin = {
    status: { id: task.statusId, name: task.status, category: task.category },
    place: placeOf(live, id),
  };
  return act({
    taskId: id,
    patch: target ? patchOnTop(task, target) : {},
    send: () => (isOpen ? complete(id) : reopen(id)),
    failure: i18next.t(isOpen ? 'task.failed.complete' : 'task.failed.reopen', { key }),
    success: i18next.t(isOpen ? 'task.done.complete' : 'task.done.reopen', { key }),
    undo: () => {
      const current = tasks.get(id);
      if (current) void moveTask(current, origin);
    },
  });
}

function patchOnTop(task: KnownTask, { id, name, category }: Status) {
  const column = columnWithout(task, id);
  const completedAt = category === 'done' ? new Date().toISOString() : null;
  return { statusId: id, status: name, category, completedAt, rank: rankFor(column, placeAt(column, 0)) };
}

function complete(id: string): Promise<Task> {
  return body(api.POST('/tasks/{id}/complete', { params: { path: { id } }, body: {} }));
}

function reopen(id: string): Promise<Task> {
  return body(api.POST('/tasks/{id}/reopen', { params: { path: { id } }, body: {} }));
}
