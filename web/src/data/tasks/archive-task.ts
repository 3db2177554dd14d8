import i18next from 'i18next';
import { command, type Command, sendForVersion } from '../../api/command.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { listEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/deliver.ts';
import { keys as trashKeys } from '../trash/keys.ts';
import { hiddenTaskEffect, restoredTaskEffect, taskEffect } from './effects.ts';
import { mutateTask } from './mutate-task.ts';
import { focusTask, keepFocus } from './focus-task.ts';
import type { KnownTask } from './store.ts';
import { offerDrop, offerUndo } from './undo-task-change.ts';
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
 * Moves a task to the trash, where it stays for 30 days. The deletion waits if the server can't be reached.
 * @throws Problem if the server refuses, above all `task-not-closed`, which the caller explains.
 */
export async function deleteTask(task: KnownTask): Promise<void> {
  const { id, key } = task;
  const label = i18next.t('task.done.delete', { key });
  const again = () => deleteTask(tasks.get(id) ?? task).catch((error: unknown) => showDeletionFailure(task, error));
  const remove = deleteCommand(id);
  const effects = [hiddenTaskEffect(id)];
  const inTurn = keyedQueue.inTurn(id);
  const change = { command: remove, version: versionToDelete(id), effects, label, inTurn };
  const delivery = await deliver(change, () => sendForVersion(remove));
  if (delivery.isKept) return offerDrop(label, delivery, () => restoreTask(task, null), again);
  tasks.remove(id, delivery.reply ?? undefined);
  // The undo takes back only this deletion.
  offerUndo(label, () => restoreTask(task, delivery.reply), again);
}

export function showDeletionFailure({ key }: KnownTask, error: unknown): void {
  showToast({ tone: 'danger', text: i18next.t('task.failed.delete', { key }), detail: problemText(error) });
}

/**
 * Removes a task that was just created from the board, unless somebody has worked on it since.
 * @param mayDelete Whether the team allows deleting open tasks; otherwise the task is archived.
 */
export async function takeBackCreation({ id, key, version }: Task, mayDelete: boolean): Promise<void> {
  const label = i18next.t('undo.created', { key });
  const inTurn = keyedQueue.inTurn(id);
  try {
    if (mayDelete) {
      const effects = [hiddenTaskEffect(id)];
      const { isKept } = await deliver({ command: deleteCommand(id), version, effects, label, inTurn });
      if (!isKept) tasks.remove(id);
    } else {
      const effects = [taskEffect(id, archivedPatch(true))];
      const delivery = await deliver({ command: archiveCommand(id, true), version, effects, label, inTurn });
      if (!delivery.isKept) tasks.put([delivery.reply]);
    }
    announce(label);
    requestAnimationFrame(keepFocus);
  } catch (error) {
    const detail = isProblem(error, 'stale') ? i18next.t('undo.changedSince') : problemText(error);
    showToast({ tone: 'danger', text: i18next.t('undo.failed', { key }), detail, topic: 'undo' });
  }
}

const deleteCommand = (id: string) => command(newId(), 'delete', '/tasks/{id}', { id });

/**
 * A deletion that waits does not delete what others write meanwhile. Our own changes that wait before it may create
 * versions that nobody knows yet.
 */
function versionToDelete(id: string): number | null {
  return tasks.isChanging(id) ? null : tasks.versionOf(id) || null;
}

/** Restores a task from the trash, or lets that wait for the server; true on success. */
export async function restoreTask(task: KnownTask, version: number | null): Promise<boolean> {
  const { id, key } = task;
  try {
    await deliverRestoration(task, version);
    announce(i18next.t('undo.done', { key }));
    focusTask(id);
    return true;
  } catch (error) {
    const detail = isProblem(error, 'stale') ? i18next.t('undo.changedSince') : problemText(error);
    showToast({ tone: 'danger', text: i18next.t('task.failed.restore', { key }), detail });
    return false;
  }
}

/**
 * Restores a task, or lets that wait for the server; true if it is restored.
 * @throws Problem `stale` if somebody changed the task after that version.
 */
export async function deliverRestoration(task: KnownTask, version: number | null): Promise<boolean> {
  const { id, key, teamId } = task;
  const restore = command(newId(), 'post', '/tasks/{id}/restore', { id });
  const effects = [restoredTaskEffect(task), listEffect(trashKeys.of(teamId), { remove: id })];
  const label = i18next.t('undo.done', { key });
  // A deletion that is made again follows it.
  const inTurn = keyedQueue.inTurn(id);
  const delivery = await deliver({ command: restore, version, effects, label, inTurn });
  if (!delivery.isKept) tasks.put([delivery.reply]);
  return !delivery.isKept;
}
