import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { command, type Command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ChecklistItem } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { changedItems, type ListChange, listEffect, showQueryEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/deliver.ts';
import { taskEffect } from '../tasks/effects.ts';
import { refreshTask } from '../tasks/queries.ts';
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

interface Edit {
  readonly task: KnownTask;
  /** What becomes of the items. */
  readonly change: ListChange;
  /** A command waits if the server can't be reached; a function is for changes that make sense only at once. */
  readonly how: Command | (() => Promise<unknown>);
  /** The text of the item, for messages. */
  readonly title: string;
}

export function addItem(task: KnownTask, checklist: string, title: string): Promise<void> {
  const id = newId();
  const createdAt = new Date().toISOString();
  const item: ChecklistItem = { id, taskId: task.id, checklist, title, done: false, createdAt, version: 1 };
  const draft = { id, title, ...(checklist === '' ? {} : { checklist }) };
  return edit({
    task,
    change: { put: item },
    how: command(id, 'post', '/tasks/{id}/checklist', { id: task.id }, draft),
    title,
  });
}

export function changeItem(
  task: KnownTask,
  { id, title }: ChecklistItem,
  patch: { done?: boolean; title?: string },
): Promise<void> {
  return edit({
    task,
    change: { patch: { id, ...patch } },
    how: command(newId(), 'patch', '/checklist-items/{id}', { id }, patch),
    title: patch.title ?? title,
  });
}

export function removeItem(task: KnownTask, { id, title }: ChecklistItem): Promise<void> {
  return edit({
    task,
    change: { remove: id },
    how: command(newId(), 'delete', '/checklist-items/{id}', { id }),
    title,
  });
}

/** Turns an item into a subtask; the item is removed. */
export async function itemToTask(task: KnownTask, item: ChecklistItem): Promise<void> {
  const params = { path: { id: item.id } };
  await edit({
    task,
    change: { remove: item.id },
    how: async () => {
      tasks.put([await body(api.POST('/checklist-items/{id}/to-task', { params }))]);
      await Promise.all([refreshTask(task.id), refreshSubtasks(task.id)]);
    },
    title: item.title,
  });
}

/** Shows the change and the card's counts at once; then, on success or failure, what the server returns. */
async function edit(wanted: Edit): Promise<void> {
  const { task, change, how, title } = wanted;
  const { queryKey } = checklistQuery(task.id);
  await queryClient.cancelQueries({ queryKey });
  const items = changedItems(queryClient.getQueryData(queryKey) ?? [], change) as readonly ChecklistItem[];
  const effect = listEffect(queryKey, change);
  const hide = showQueryEffect(effect);
  let isMade = false;
  const counts = { checklistDone: items.filter(({ done }) => done).length, checklistTotal: items.length };
  const rollback = tasks.patch(task.id, counts);
  try {
    const effects = [effect, taskEffect(task.id, counts)];
    const label = i18next.t('outbox.checklistItem', { title });
    const inTurn = keyedQueue.inTurn(`checklist ${task.id}`);
    if (typeof how === 'function') await inTurn(how);
    else if ((await deliver({ command: how, effects, label, inTurn })).isKept) return;
    isMade = true;
    tasks.putValues(task.id, counts);
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void edit(wanted) };
    const text = i18next.t('checklist.failedItem', { title });
    showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
  } finally {
    hide(isMade);
    rollback();
    await queryClient.invalidateQueries({ queryKey });
  }
}
