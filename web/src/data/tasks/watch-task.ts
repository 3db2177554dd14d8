import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { loadTask } from './queries.ts';
import { tasks, keyedQueue } from './tasks.ts';

/** Adds and removes watchers, who are notified of changes to the task. */
export async function setWatchers(task: Task, watcherIds: readonly string[]): Promise<void> {
  const added = watcherIds.filter((id) => !task.watcherIds.includes(id));
  const removed = task.watcherIds.filter((id) => !watcherIds.includes(id));
  const rollback = tasks.patch(task.id, { watcherIds: [...watcherIds] });
  try {
    await keyedQueue.run(task.id, () => send(task.id, added, removed));
  } catch (error) {
    const text = i18next.t('task.failed.change', { key: task.key });
    showToast({ tone: 'danger', text, detail: problemText(error) });
  } finally {
    await loadTask(task.id).catch(() => undefined);
    rollback();
  }
}

async function send(id: string, added: readonly string[], removed: readonly string[]): Promise<void> {
  const path = (userId: string) => ({ params: { path: { id, userId } } });
  for (const userId of added) await body(api.PUT('/tasks/{id}/watchers/{userId}', path(userId)));
  for (const userId of removed) await body(api.DELETE('/tasks/{id}/watchers/{userId}', path(userId)));
}
