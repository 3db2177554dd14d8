import { generateKeyBetween } from 'fractional-indexing';
import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import type { Recurrence, Status, Task, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import { showToast } from '../../ui/toasts.ts';
import { initialValues } from './initial-values.ts';
import type { KnownTask } from './store.ts';
import { takeBackCreation } from './archive-task.ts';
import { offerUndo } from './undo-task-change.ts';
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
export interface NewFields extends Partial<Pick<Task, 'priority' | 'labelIds' | 'dueDate' | 'dueAt'>> {
  readonly recurrence?: Recurrence;
}

/** Events about new tasks wait for our own creations under this key. */
export const creations = 'creations';

/** Adds a card to the end of a column. It shows at once, without a key until the server has assigned one. */
export async function createTask(draft: NewTask, attempt: string = newId()): Promise<Task | null> {
  const optimisticTask = optimisticTaskOf(draft);
  tasks.put([optimisticTask]);
  const { team, status, title, assigneeId, parentId, projectId, onRefused } = draft;
  const fields = {
    ...draft.fields,
    title,
    statusId: status.id,
    ...(assigneeId === undefined ? {} : { assigneeId }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(projectId ? { projectId } : {}),
  };
  try {
    const params = { path: { id: team.id } };
    const created = await keyedQueue.run(creations, async () => {
      const task = await body(api.POST('/teams/{id}/tasks', { params, body: fields, ...once(attempt) }));
      tasks.remove(optimisticTask.id);
      tasks.put([task]);
      return task;
    });
    offerUndo(
      i18next.t('task.done.create', { key: created.key }),
      () => void takeBackCreation(created, team.deleteOpenTasks),
    );
    return created;
  } catch (error) {
    tasks.remove(optimisticTask.id);
    const isRefused = onRefused !== undefined && isProblem(error) && error.status === 422;
    const retry = { label: i18next.t('common.retry'), run: () => void createTask(draft, attempt) };
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

const optimisticPrefix = 'new:';

/** A card that is not on the server yet. */
export function isOptimistic({ id }: { id: string }): boolean {
  return id.startsWith(optimisticPrefix);
}

function optimisticTaskOf({
  team,
  status,
  title,
  assigneeId,
  parentId = undefined,
  projectId = null,
  fields: { recurrence: _recurrence, ...fields } = {},
}: NewTask): KnownTask {
  const now = new Date().toISOString();
  const last = tasks.column(team.id, status.id).at(-1);
  return {
    ...initialValues,
    ...fields,
    id: `${optimisticPrefix}${newId()}`,
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
    createdBy: null,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
}
