import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { NewReminder, Reminder, Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { reminderQuery } from './queries.ts';

/** Sets the signed-in person's reminder of a task; with null it is removed. Shown at once. */
export async function setReminder(task: Pick<Task, 'id' | 'key'>, reminder: NewReminder | null): Promise<void> {
  const { queryKey } = reminderQuery(task.id);
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData(queryKey);
  queryClient.setQueryData(queryKey, reminder && optimistic(task.id, reminder));
  const params = { path: { id: task.id } };
  try {
    if (reminder === null) await body(api.DELETE('/tasks/{id}/reminder', { params }));
    else {
      queryClient.setQueryData(queryKey, await body(api.PUT('/tasks/{id}/reminder', { params, body: reminder })));
    }
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    const text = i18next.t('reminder.failed', { key: task.key });
    showToast({ tone: 'danger', text, detail: problemText(error) });
  }
}

function optimistic(taskId: string, { at, before, repeat }: NewReminder): Reminder {
  const nextAt = at ?? null;
  return { taskId, at: nextAt, before: before ?? null, repeat: repeat ?? null, nextAt, version: 0 };
}
