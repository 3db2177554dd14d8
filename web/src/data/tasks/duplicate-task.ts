import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { tasks } from './tasks.ts';

/** Duplicates a task, with its subtasks if requested; null if refused, with a message. */
export async function duplicateTask({ id, key }: Pick<Task, 'id' | 'key'>, subtasks: boolean): Promise<Task | null> {
  try {
    const call = { params: { path: { id } }, body: { subtasks }, ...once(newId()) };
    const copy = await body(api.POST('/tasks/{id}/duplicate', call));
    tasks.put([copy]);
    return copy;
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('task.failed.duplicate', { key }), detail: problemText(error) });
    return null;
  }
}
