import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ChecklistItem } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { loadTask } from '../tasks/queries.ts';
import type { KnownTask } from '../tasks/store.ts';
import { tasks, keyedQueue } from '../tasks/tasks.ts';
import { refreshSubtasks } from '../subtasks/queries.ts';
import { keys } from './keys.ts';

export const checklistQuery = (taskId: string) =>
  queryOptions({
    queryKey: keys.of(taskId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: taskId }, query: { limit: 200 } };
      return (await body(api.GET('/tasks/{id}/checklist', { params, signal }))).items;
    },
  });

interface Change {
  readonly task: KnownTask;
  /** The optimistic state of the items. */
  readonly apply: (items: readonly ChecklistItem[]) => ChecklistItem[];
  readonly send: () => Promise<unknown>;
  /** The message if it fails; contains the typed text. */
  readonly failure: string;
}

export function addItem(task: KnownTask, checklist: string, title: string): Promise<void> {
  const optimisticTask = {
    id: `new:${newId()}`,
    taskId: task.id,
    checklist,
    title,
    done: false,
    createdAt: new Date().toISOString(),
    version: 1,
  };
  const params = { path: { id: task.id } };
  const draft = { title, ...(checklist === '' ? {} : { checklist }) };
  const attempt = once(optimisticTask.id.slice('new:'.length));
  return change({
    task,
    apply: (items) => [...items, optimisticTask],
    send: () => body(api.POST('/tasks/{id}/checklist', { params, body: draft, ...attempt })),
    failure: i18next.t('checklist.failedItem', { title }),
  });
}

export function changeItem(
  task: KnownTask,
  { id, title }: ChecklistItem,
  patch: { done?: boolean; title?: string },
): Promise<void> {
  return change({
    task,
    apply: (items) => items.map((item) => (item.id === id ? { ...item, ...patch } : item)),
    send: () => body(api.PATCH('/checklist-items/{id}', { params: { path: { id } }, body: patch })),
    failure: i18next.t('checklist.failedItem', { title: patch.title ?? title }),
  });
}

export function removeItem(task: KnownTask, { id, title }: ChecklistItem): Promise<void> {
  return change({
    task,
    apply: (items) => items.filter((item) => item.id !== id),
    send: () => body(api.DELETE('/checklist-items/{id}', { params: { path: { id } } })),
    failure: i18next.t('checklist.failedItem', { title }),
  });
}

/** Turns an item into a subtask; the item is removed. */
export async function itemToTask(task: KnownTask, item: ChecklistItem): Promise<void> {
  const params = { path: { id: item.id } };
  await change({
    task,
    apply: (items) => items.filter((one) => one.id !== item.id),
    send: async () => {
      tasks.put([await body(api.POST('/checklist-items/{id}/to-task', { params }))]);
      await Promise.all([loadTask(task.id).catch(() => undefined), refreshSubtasks(task.id)]);
    },
    failure: i18next.t('checklist.failedItem', { title: item.title }),
  });
}

/** Shows the change and the card's counts at once; then, on success or failure, what the server returns. */
async function change(edit: Change): Promise<void> {
  const { task, apply, send, failure } = edit;
  const { queryKey } = checklistQuery(task.id);
  await queryClient.cancelQueries({ queryKey });
  const items = apply(queryClient.getQueryData(queryKey) ?? []);
  queryClient.setQueryData(queryKey, items);
  const counts = { checklistDone: items.filter(({ done }) => done).length, checklistTotal: items.length };
  const rollback = tasks.patch(task.id, counts);
  try {
    await keyedQueue.run(`checklist ${task.id}`, send);
    const current = tasks.get(task.id);
    if (current) tasks.put([{ ...current, ...counts, version: tasks.versionOf(task.id) }]);
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void change(edit) };
    showToast({ tone: 'danger', text: failure, detail: problemText(error), action: retry });
  } finally {
    rollback();
    await queryClient.invalidateQueries({ queryKey });
  }
}
