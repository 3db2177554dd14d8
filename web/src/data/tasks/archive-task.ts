import i18next from 'i18next';
import { api, body, ifVersion } from '../../api/client.ts';
import { command, type Command, sendCommand } from '../../api/command.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { mutateTask } from './mutate-task.ts';
import { focusTask, keepFocus } from './focus-task.ts';
import type { KnownTask } from './store.ts';
import { offerUndo } from './undo-task-change.ts';
import { tasks, keyedQueue } from './tasks.ts';

/** Archives a card or restores it. */
export function setArchived(task: KnownTask, isArchived: boolean): Promise<void> {
  const { id, key } = task;
  return mutateTask({
    taskId: id,
    patch: archivedPatch(isArchived),
    change: archiveCommand(id, isArchived),
    failure: i18next.t(isArchived ? 'task.failed.archive' : 'task.failed.unarchive', { key }),
    success: i18next.t(isArchived ? 'task.done.archive' : 'task.done.unarchive', { key }),
    inverse: (saved) => ({
      patch: archivedPatch(!isArchived),
      isUntouched: ({ archivedAt }) => archivedAt === saved.archivedAt,
      command: archiveCommand(id, !isArchived),
    }),
    again: () => setArchived(tasks.get(id) ?? task, isArchived),
  });
}

function archivedPatch(isArchived: boolean) {
  return { archivedAt: isArchived ? new Date().toISOString() : null };
}

function archiveCommand(id: string, isArchived: boolean): Command<Task> {
  return command(newId(), 'post', isArchived ? '/tasks/{id}/archive' : '/tasks/{id}/unarchive', { id }, {});
}

/**
 * Moves a task to the trash, where it stays for 30 days.
 * @throws Problem if the server refuses, above all `task-not-closed`, which the caller explains.
 */
export async function deleteTask(task: KnownTask): Promise<void> {
  const { id, key } = task;
  const version = await keyedQueue.run(id, () => sendDeletion(id));
  tasks.remove(id);
  offerUndo(
    i18next.t('task.done.delete', { key }),
    () => void restoreTask(task, version),
    () => deleteTask(tasks.get(id) ?? task),
  );
}

/**
 * Removes a task that was just created from the board, unless somebody has worked on it since.
 * @param mayDelete Whether the team allows deleting open tasks; otherwise the task is archived.
 */
export async function takeBackCreation({ id, key, version }: Task, mayDelete: boolean): Promise<void> {
  try {
    if (mayDelete) {
      await keyedQueue.run(id, () =>
        body(api.DELETE('/tasks/{id}', { params: { path: { id } }, ...ifVersion(version) })),
      );
      tasks.remove(id);
    } else tasks.put([await keyedQueue.run(id, () => sendCommand(archiveCommand(id, true), version))]);
    announce(i18next.t('undo.created', { key }));
    requestAnimationFrame(keepFocus);
  } catch (error) {
    const detail = isProblem(error, 'stale') ? i18next.t('undo.changedSince') : problemText(error);
    showToast({ tone: 'danger', text: i18next.t('undo.failed', { key }), detail, topic: 'undo' });
  }
}

/** The version that the deletion created: the undo reverts only this deletion. */
async function sendDeletion(id: string): Promise<number | null> {
  const call = api.DELETE('/tasks/{id}', { params: { path: { id } } });
  await body(call);
  const { response } = await call;
  return Number(response.headers.get('etag')?.replaceAll(/\D/g, '')) || null;
}

/** Restores a task from the trash; true on success. */
export async function restoreTask(
  { id, key }: Pick<KnownTask, 'id' | 'key'>,
  version: number | null,
): Promise<boolean> {
  try {
    await sendRestoration(id, version);
    announce(i18next.t('undo.done', { key }));
    focusTask(id);
    return true;
  } catch (error) {
    const detail = isProblem(error, 'stale') ? i18next.t('undo.changedSince') : problemText(error);
    showToast({ tone: 'danger', text: i18next.t('task.failed.restore', { key }), detail });
    return false;
  }
}

/** @throws Problem `stale` if somebody changed the task after that version. */
export async function sendRestoration(id: string, version: number | null): Promise<void> {
  tasks.put([await body(api.POST('/tasks/{id}/restore', { params: { path: { id } }, ...ifVersion(version) }))]);
}
