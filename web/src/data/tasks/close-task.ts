import i18next from 'i18next';
import { command, type Command } from '../../api/command.ts';
import { newId } from '../../lib/new-id.ts';
import type { Status } from '../../api/types.ts';
import { mutateTask } from './mutate-task.ts';
import { backTo, columnWithout, originOf } from './move-task.ts';
import { positionAt, rankFor } from './order.ts';
import type { Changed } from './series.ts';
import type { KnownTask, TaskPatch } from './store.ts';
import { tasks } from './tasks.ts';

export function isOpen({ category }: Pick<KnownTask, 'category'>): boolean {
  return category === 'todo' || category === 'in_progress';
}

/** Completes an open task, or reopens a closed one; it goes to the top of its new column. */
export function toggleDone(task: KnownTask, statuses: readonly Status[], reason?: string): Promise<void> {
  const willClose = isOpen(task);
  const target = statuses.find(({ category }) => category === (willClose ? 'done' : 'todo'));
  const { id, key } = task;
  const origin = originOf(task);
  const why = reason ? { reason } : {};
  return mutateTask({
    taskId: id,
    patch: target ? patchOnTop(task, target) : {},
    change: willClose ? complete(id, why) : reopen(id, why),
    failure: i18next.t(willClose ? 'task.failed.complete' : 'task.failed.reopen', { key }),
    success: willClose ? completedText(task) : i18next.t('task.done.reopen', { key }),
    inverse: (saved) => backTo(origin, saved),
    again: () => toggleDone(tasks.get(id) ?? task, statuses, reason),
  });
}

/** Subtasks stay as they are; the message says how many are open. */
function completedText({ key, subtaskTotal, subtaskDone }: KnownTask): string {
  const toastText = i18next.t('task.done.complete', { key });
  const open = subtaskTotal - subtaskDone;
  return open > 0 ? `${toastText} ${i18next.t('task.openSubtasks', { count: open })}` : toastText;
}

function patchOnTop(task: KnownTask, { id, name, category }: Status): TaskPatch {
  const column = columnWithout(task, id);
  const completedAt = category === 'done' ? new Date().toISOString() : null;
  return { statusId: id, status: name, category, completedAt, rank: rankFor(column, positionAt(column, 0)) };
}

interface Why {
  readonly reason?: string;
}

function complete(id: string, why: Why): Command<Changed> {
  return command(newId(), 'post', '/tasks/{id}/complete', { id }, why);
}

function reopen(id: string, why: Why): Command<Changed> {
  return command(newId(), 'post', '/tasks/{id}/reopen', { id }, why);
}
