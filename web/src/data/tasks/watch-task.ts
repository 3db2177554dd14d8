import i18next from 'i18next';
import { command } from '../../api/command.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { newId } from '../../lib/new-id.ts';
import { deliver } from '../outbox/deliver.ts';
import { taskEffect } from './effects.ts';
import { refreshTask } from './queries.ts';
import { tasks, keyedQueue } from './tasks.ts';

/** Adds and removes watchers, who are notified of changes to the task. */
export async function setWatchers(task: Task, watcherIds: readonly string[]): Promise<void> {
  const added = watcherIds.filter((id) => !task.watcherIds.includes(id));
  const removed = task.watcherIds.filter((id) => !watcherIds.includes(id));
  const patch = { watcherIds: [...watcherIds] };
  const rollback = tasks.patch(task.id, patch);
  try {
    const { id, key } = task;
    const label = i18next.t('task.done.change', { key, field: i18next.t('fieldNames.watcherIds') });
    const commands = [
      ...added.map((userId) => command(newId(), 'put', '/tasks/{id}/watchers/{userId}', { id, userId })),
      ...removed.map((userId) => command(newId(), 'delete', '/tasks/{id}/watchers/{userId}', { id, userId })),
    ];
    const inTurn = keyedQueue.inTurn(id);
    const effects = [taskEffect(id, patch)];
    const sent = await Promise.allSettled(commands.map((one) => deliver({ command: one, effects, label, inTurn })));
    const refused = sent.find(({ status }) => status === 'rejected');
    if (refused?.status === 'rejected') throw refused.reason;
  } catch (error) {
    const text = i18next.t('task.failed.change', { key: task.key });
    showToast({ tone: 'danger', text, detail: problemText(error) });
  } finally {
    await refreshTask(task.id);
    rollback();
  }
}
