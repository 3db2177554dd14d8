import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { act } from './act.ts';
import type { KnownTask } from './store.ts';
import { tasks, turns } from './tasks.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { forgetUndo, rememberUndo } from './undo.ts';

/** Takes a card off the board, or puts it back. */
export function setArchived(task: KnownTask, isArchived: boolean): Promise<void> {
  const { id, key } = task;
  const params = { params: { path: { id } }, body: {} };
  return act({
    taskId: id,
    patch: { archivedAt: isArchived ? new Date().toISOString() : null },
    send: () => body(isArchived ? api.POST('/tasks/{id}/archive', params) : api.POST('/tasks/{id}/unarchive', params)),
    failure: i18next.t(isArchived ? 'task.failed.archive' : 'task.failed.unarchive', { key }),
    success: i18next.t(isArchived ? 'task.done.archive' : 'task.done.unarchive', { key }),
    undo: () => {
      const current = tasks.get(id);
      if (current) void setArchived(current, !isArchived);
    },
  });
}

/**
 * Puts a task into the trash, where it rests for 30 days.
 * @throws Problem where the server refuses, `task-not-closed` above all: whoever asked explains it.
 */
export async function deleteTask(task: KnownTask): Promise<void> {
  const { id, key } = task;
  await turns.run(id, () => body(api.DELETE('/tasks/{id}', { params: { path: { id } } })));
  tasks.remove(id);
  const undo = () => void restoreTask(task);
  rememberUndo(undo);
  const run = () => {
    forgetUndo(undo);
    undo();
  };
  showToast({ text: i18next.t('task.done.delete', { key }), action: { label: i18next.t('common.undo'), run } });
}

async function restoreTask({ id, key }: KnownTask): Promise<void> {
  try {
    tasks.put([await body(api.POST('/tasks/{id}/restore', { params: { path: { id } } }))]);
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('task.failed.restore', { key }), detail: problemText(error) });
  }
}
