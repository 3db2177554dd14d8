import i18next from 'i18next';
import { command, type Command } from '../../api/command.ts';
import { api, body } from '../../api/client.ts';
import { everyPage } from '../../api/every-page.ts';
import { queryClient } from '../../api/query-client.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { isOnline } from '../../lib/online.ts';
import { createQuestions } from '../../lib/use-question.ts';
import type { Category, Status } from '../../api/types.ts';
import { showToast } from '../../ui/toasts.ts';
import { statusesQuery } from '../workflow/queries.ts';
import { isOpen } from './is-open.ts';
import { mutateTask } from './mutate-task.ts';
import { backTo, columnWithout, type Destination, moveAlone, originOf } from './move-task.ts';
import { positionAt, rankFor } from './order.ts';
import type { Changed } from './series.ts';
import type { KnownTask, TaskPatch } from './store.ts';
import { tasks } from './tasks.ts';

interface OpenSubtasks {
  /** The keys of the tasks that are being completed. */
  readonly keys: readonly string[];
  /** How many of their subtasks are open. */
  readonly count: number;
}

/** Asks whether open subtasks are completed too; null if nothing is completed. */
export const subtaskQuestions = createQuestions<OpenSubtasks, 'all' | 'these' | null>();

/**
 * Every way to complete tasks goes through here: if they have open subtasks, it asks whether to complete these too.
 * @param category What the tasks become.
 * @returns what `close` returns, or undefined if the person cancels.
 */
export async function closeWithSubtasks<Result>(
  targets: readonly KnownTask[],
  category: Category,
  close: () => Promise<Result>,
): Promise<Result | undefined> {
  const parents = targets.filter((task) => category === 'done' && isOpen(task) && openCount(task) > 0);
  // Subtasks that are completed by the same change are not asked about.
  const included = targets.filter((task) => isOpen(task) && parents.some(({ id }) => id === task.parentId));
  const count = parents.reduce((sum, task) => sum + openCount(task), 0) - included.length;
  if (count <= 0) return close();
  const choice = await subtaskQuestions.ask({ keys: parents.map(({ key }) => key), count });
  if (choice === null) return undefined;
  if (choice === 'all') {
    try {
      const subtasks = (await Promise.all(parents.map(openSubtasks))).flat();
      for (const subtask of subtasks) if (!included.some(({ id }) => id === subtask.id)) await completeQuietly(subtask);
    } catch (error) {
      const text = i18next.t('task.failed.complete', { key: parents.map(({ key }) => key).join(' ') });
      showToast({ tone: 'danger', text, detail: problemText(error) });
      return undefined;
    }
  }
  return close();
}

const openCount = ({ subtaskTotal, subtaskDone }: KnownTask) => subtaskTotal - subtaskDone;

/** Without a network, those that the browser knows. @throws Problem if the server does not return them. */
async function openSubtasks({ id: parentId, organizationId }: KnownTask): Promise<readonly KnownTask[]> {
  if (isOnline.get()) {
    const query = { organizationId, parentId, category: 'todo,in_progress', archived: 'all' } as const;
    tasks.put(await everyPage((page) => body(api.GET('/tasks', { params: { query: { ...query, ...page } } }))));
  }
  return [...tasks.all()].filter((task) => task.parentId === parentId && isOpen(task));
}

/** Completes a subtask together with its parent: the message is that of the parent. */
async function completeQuietly(task: KnownTask): Promise<void> {
  // Without the statuses the change is shown once it is sent: the server knows which column to choose.
  const statuses = await queryClient.ensureQueryData(statusesQuery(task.teamId)).catch(() => []);
  await toggle(task, statuses, { isQuiet: true });
}

/** Moves a task on the board, to another position, column or lane. Asks about open subtasks if that completes it. */
export async function moveTask(task: KnownTask, destination: Destination): Promise<void> {
  await closeWithSubtasks([task], destination.status.category, () =>
    moveAlone(tasks.get(task.id) ?? task, destination),
  );
}

/** Completes an open task, or reopens a closed one; it goes to the top of its new column. Asks about open subtasks. */
export async function toggleDone(task: KnownTask, statuses: readonly Status[], reason?: string): Promise<void> {
  await closeWithSubtasks([task], isOpen(task) ? 'done' : 'todo', () =>
    toggle(tasks.get(task.id) ?? task, statuses, { reason }),
  );
}

interface ToggleOptions {
  readonly reason?: string | undefined;
  /** Without a message. */
  readonly isQuiet?: boolean;
}

function toggle(
  task: KnownTask,
  statuses: readonly Status[],
  { reason, isQuiet = false }: ToggleOptions,
): Promise<void> {
  const willClose = isOpen(task);
  const target = statuses.find(({ category }) => category === (willClose ? 'done' : 'todo'));
  const { id, key } = task;
  const origin = originOf(task);
  const why = reason ? { reason } : {};
  const label = willClose ? completedText(task) : i18next.t('task.done.reopen', { key });
  return mutateTask({
    taskId: id,
    patch: target ? patchOnTop(task, target) : {},
    change: willClose ? complete(id, why) : reopen(id, why),
    failure: i18next.t(willClose ? 'task.failed.complete' : 'task.failed.reopen', { key }),
    success: isQuiet ? undefined : label,
    label,
    inverse: (saved) => backTo(origin, saved),
    again: () => toggle(tasks.get(id) ?? task, statuses, { reason, isQuiet }),
  });
}

/** The message says how many subtasks stay open. */
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
