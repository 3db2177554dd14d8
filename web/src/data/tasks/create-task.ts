import { generateKeyBetween } from 'fractional-indexing';
import i18next from 'i18next';
import { command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Recurrence, Status, Task, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import type { InTurn } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import { showToast } from '../../ui/toasts.ts';
import { deliver } from '../outbox/deliver.ts';
import { meQuery } from '../session/session.ts';
import { newTaskEffect } from './effects.ts';
import { initialDetails, initialValues } from './initial-values.ts';
import type { KnownTask } from './store.ts';
import { keys } from './keys.ts';
import { takeBackCreation } from './archive-task.ts';
import { offerDrop, offerUndo } from './undo-task-change.ts';
import { tasks, keyedQueue } from './tasks.ts';

export interface NewTask {
  readonly team: Team;
  readonly status: Status;
  readonly title: string;
  readonly assigneeId?: string | undefined;
  /** The parent task. */
  readonly parentId?: string;
  readonly projectId?: string | null;
  readonly fields?: NewFields;
  /** The server refuses the task as it is: to let the person change it. */
  readonly onRefused?: () => void;
}

/** What else a new task may be given. */
export interface NewFields extends Partial<
  Pick<Task, 'priority' | 'labelIds' | 'dueDate' | 'dueAt' | 'milestoneId' | 'customFields'>
> {
  readonly recurrence?: Recurrence;
}

/** Events about new tasks wait for our own creations under this key. */
export const creations = 'creations';

/**
 * Adds a card to the end of a column. It shows at once, without a key until the server has assigned one.
 * @param id Its id; the server creates one task of it, however often it is sent.
 */
export async function createTask(draft: NewTask, id: string = newId()): Promise<Task | null> {
  const optimisticTask = optimisticTaskOf(draft, id);
  tasks.put([optimisticTask]);
  const { team, status, title, assigneeId, parentId, projectId, onRefused } = draft;
  const fields = {
    ...draft.fields,
    id,
    title,
    statusId: status.id,
    ...(assigneeId === undefined ? {} : { assigneeId }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(projectId ? { projectId } : {}),
  };
  try {
    const change = command(id, 'post', '/teams/{id}/tasks', { id: team.id }, fields);
    const label = i18next.t('outbox.newTask', { title });
    const effects = [newTaskEffect(optimisticTask)];
    // What is done to the task before the server has it follows its creation, also while that waits for its turn.
    const inTurn: InTurn = (work) => keyedQueue.run(id, () => keyedQueue.run(creations, work));
    const delivery = await deliver({ command: change, effects, label, inTurn });
    const mayDelete = team.deleteOpenTasks;
    // A new one: the first is in the trash.
    const again = () => createTask(draft);
    if (delivery.isKept) {
      offerDrop(label, delivery, (task) => task && takeBackCreation(task, mayDelete), again);
      return optimisticTask;
    }
    const created = delivery.reply;
    tasks.put([created]);
    offerUndo(i18next.t('task.done.create', { key: created.key }), () => takeBackCreation(created, mayDelete), again);
    return created;
  } catch (error) {
    tasks.remove(optimisticTask.id);
    const isRefused = onRefused !== undefined && isProblem(error) && error.status === 422;
    const retry = { label: i18next.t('common.retry'), run: () => void createTask(draft, id) };
    showToast({
      tone: 'danger',
      text: i18next.t('task.failed.create', { title }),
      detail: problemText(error),
      action: isRefused ? undefined : retry,
    });
    if (isRefused) onRefused();
    return null;
  }
}

/** A card that is not on the server yet. */
export function isOptimistic({ version }: Pick<KnownTask, 'version'>): boolean {
  return version === 0;
}

/** Whether a task can be opened: a new one, once the server has it or it waits for the server. */
export function hasPage(taskId: string): boolean {
  return tasks.get(taskId)?.version !== 0 || queryClient.getQueryData(keys.page(taskId)) !== undefined;
}

function optimisticTaskOf(
  { team, status, title, assigneeId, parentId, projectId = null, fields: { recurrence, ...fields } = {} }: NewTask,
  id: string,
): Task {
  const now = new Date().toISOString();
  const last = tasks.column(team.id, status.id).at(-1);
  return {
    ...initialValues,
    ...initialDetails,
    ...fields,
    recurrence: recurrence ?? null,
    id,
    key: '',
    organizationId: team.organizationId,
    teamId: team.id,
    projectId,
    parentId: parentId ?? null,
    title,
    statusId: status.id,
    status: status.name,
    category: status.category,
    assigneeId: assigneeId ?? null,
    rank: generateKeyBetween(last?.rank ?? null, null),
    createdBy: queryClient.getQueryData(meQuery.queryKey)?.id ?? null,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
}
