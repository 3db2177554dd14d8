import i18next from 'i18next';
import { api, body, ifVersion, once } from '../../api/client.ts';
import { command } from '../../api/command.ts';
import { Problem } from '../../lib/problem.ts';
import type { Task } from '../../api/types.ts';
import { newId } from '../../lib/new-id.ts';
import { mutateTask } from './mutate-task.ts';
import { sendIfUnchanged } from './undo-task-change.ts';

/** Skips one date of a recurring task: it is due on the next one. */
export function skipDate(task: Task): Promise<void> {
  const { id, key, startDate, dueDate, dueAt, dueTimezone, recurrence } = task;
  const dates = { startDate, dueDate, dueAt, dueTimezone, recurrence };
  const attempt = once(newId());
  return mutateTask({
    taskId: id,
    patch: {},
    change: () => sendSkip(task, attempt),
    failure: i18next.t('repeat.failedSkip', { key }),
    success: i18next.t('repeat.skipped', { key }),
    inverse: (saved) => ({
      patch: dates,
      isUntouched: (latest) => latest.dueDate === saved.dueDate && latest.dueAt === saved.dueAt,
      command: command(newId(), 'patch', '/tasks/{id}', { id }, dates),
    }),
  });
}

/** Sent again after a failure, it skips the date that was shown, and no later one. */
async function sendSkip({ id, version, dueDate, dueAt }: Task, attempt: ReturnType<typeof once>): Promise<Task> {
  const params = { path: { id } };
  const skipped = await sendIfUnchanged(id, version, {
    isUntouched: (latest) => latest.dueDate === dueDate && latest.dueAt === dueAt,
    send: (current) => {
      const headers = { ...attempt.headers, ...ifVersion(current).headers };
      return body(api.POST('/tasks/{id}/skip', { params, body: {}, headers }));
    },
  });
  if (!skipped) throw new Problem({ code: 'stale', status: 412, detail: 'Its date was changed.', requestId: null });
  return skipped;
}
