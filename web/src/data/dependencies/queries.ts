import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { command, type Command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Dependency } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { type ListChange, listEffect, showQueryEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/deliver.ts';
import { refreshTask } from '../tasks/queries.ts';
import { keys } from './keys.ts';

export const dependenciesQuery = (taskId: string) =>
  queryOptions({
    queryKey: keys.of(taskId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: taskId }, query: { limit: 200 } };
      return (await body(api.GET('/tasks/{id}/dependencies', { params, signal }))).items;
    },
  });

/** Kinds of dependencies, seen from the task, in the order in which they are shown. */
export const dependencyKinds = ['blocked-by', 'blocks', 'relates', 'duplicates', 'duplicated-by'] as const;
export type DependencyKind = (typeof dependencyKinds)[number];

export function dependencyKindOf({ type, direction }: Pick<Dependency, 'type' | 'direction'>): DependencyKind {
  if (type === 'relates') return 'relates';
  if (type === 'blocks') return direction === 'out' ? 'blocks' : 'blocked-by';
  return direction === 'out' ? 'duplicates' : 'duplicated-by';
}

const typeOf = {
  'blocked-by': 'blocks',
  blocks: 'blocks',
  relates: 'relates',
  duplicates: 'duplicates',
  'duplicated-by': 'duplicates',
} as const;

/** Relates a task to another one. Shown at once; it waits if the server can't be reached. */
export function addDependency(task: NamedTask, kind: DependencyKind, other: LinkedTask): Promise<void> {
  const direction = kind === 'blocked-by' || kind === 'duplicated-by' ? 'in' : 'out';
  const [id, otherId] = direction === 'in' ? [other.id, task.id] : [task.id, other.id];
  const type = typeOf[kind];
  const add = command(newId(), 'put', '/tasks/{id}/dependencies/{otherId}', { id, otherId }, { type });
  const shown: Dependency = { type, direction, task: other };
  return change(task, other, add, { put: shown });
}

export function removeDependency(task: NamedTask, other: NamedTask): Promise<void> {
  const params = { id: task.id, otherId: other.id };
  const remove = command(newId(), 'delete', '/tasks/{id}/dependencies/{otherId}', params);
  return change(task, other, remove, { remove: other.id });
}

type LinkedTask = NonNullable<Dependency['task']>;
type NamedTask = Pick<LinkedTask, 'id' | 'key'>;

async function change(task: NamedTask, other: NamedTask, how: Command, shown: ListChange): Promise<void> {
  const queryKey = keys.of(task.id);
  await queryClient.cancelQueries({ queryKey });
  const effect = listEffect(queryKey, shown);
  const hide = showQueryEffect(effect);
  const label = i18next.t('outbox.dependency', { key: task.key, other: other.key });
  let isKept = false;
  let isMade = false;
  try {
    const inTurn = keyedQueue.inTurn(task.id);
    ({ isKept } = await deliver({ command: how, effects: [effect], label, inTurn }));
    isMade = !isKept;
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('dependencies.failed'), detail: problemText(error) });
  } finally {
    hide(isMade);
    if (!isKept) {
      const refreshed = queryClient.invalidateQueries({ queryKey: keys.all });
      await Promise.all([refreshed, refreshTask(task.id)]);
    }
  }
}

const keyedQueue = createKeyedQueue();
