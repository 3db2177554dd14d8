import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import type { Status } from '../../api/types.ts';
import { act } from './act.ts';
import { type Place, placeOf, rankFor } from './order.ts';
import type { KnownTask } from './store.ts';
import { tasks } from './tasks.ts';

export interface Destination {
  readonly status: Pick<Status, 'id' | 'name' | 'category'>;
  readonly place: Place;
}

/** How a task looks at its destination, until the server has said so. */
export function patchFor(task: KnownTask, { status, place }: Destination) {
  const column = columnWithout(task, status.id);
  return { statusId: status.id, status: status.name, category: status.category, rank: rankFor(column, place) };
}

/** The live cards of a column but one: what it can be placed among. */
export function columnWithout(task: Pick<KnownTask, 'id' | 'teamId'>, statusId: string): readonly KnownTask[] {
  return tasks.column(task.teamId, statusId).filter(({ id, archivedAt }) => id !== task.id && archivedAt === null);
}

/** Moves a task on the board, to another place or another column. */
export function moveTask(task: KnownTask, destination: Destination): Promise<void> {
  const { id, key } = task;
  const live = tasks.column(task.teamId, task.statusId).filter(({ archivedAt }) => archivedAt === null);
  const origin: Destination = {
    status: { id: task.statusId, name: task.status, category: task.category },
    place: placeOf(live, id),
  };
  const attempt = crypto.randomUUID();
  return act({
    taskId: id,
    patch: patchFor(task, destination),
    send: () => {
      const path = { id };
      const move = { statusId: destination.status.id, ...destination.place };
      return body(api.POST('/tasks/{id}/move', { params: { path }, body: move, ...once(attempt) }));
    },
    failure: i18next.t('task.failed.move', { key }),
    undo: () => {
      const current = tasks.get(id);
      if (current) void moveTask(current, origin);
    },
  });
}
