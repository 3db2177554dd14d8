import i18next from 'i18next';
import { api, body, ifVersion } from '../../api/client.ts';
import type { Task } from '../../api/types.ts';
import { act } from './act.ts';

/** Leaves one date of a recurring task out: it is due on the next. */
export function skipDate(task: Task): Promise<void> {
  const { id, key, startDate, dueDate, dueAt, dueTimezone, recurrence } = task;
  const dates = { startDate, dueDate, dueAt, dueTimezone, recurrence };
  const params = { path: { id } };
  return act({
    taskId: id,
    patch: {},
    send: () => body(api.POST('/tasks/{id}/skip', { params, body: {} })),
    failure: i18next.t('repeat.failedSkip', { key }),
    success: i18next.t('repeat.skipped', { key }),
    inverse: (saved) => ({
      patch: dates,
      isUntouched: (latest) => latest.dueDate === saved.dueDate && latest.dueAt === saved.dueAt,
      send: (version) => body(api.PATCH('/tasks/{id}', { params, body: dates, ...ifVersion(version) })),
    }),
  });
}
