import { queryOptions } from '@tanstack/react-query';
import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Dependency } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { loadTask } from '../tasks/queries.ts';
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

/** @param otherId The other task. */
export function addDependency(taskId: string, kind: DependencyKind, otherId: string): Promise<void> {
  const isIn = kind === 'blocked-by' || kind === 'duplicated-by';
  const path = isIn ? { id: otherId, otherId: taskId } : { id: taskId, otherId };
  const type = typeOf[kind];
  return change(taskId, () =>
    body(api.PUT('/tasks/{id}/dependencies/{otherId}', { params: { path }, body: { type } })),
  );
}

export function removeDependency(taskId: string, otherId: string): Promise<void> {
  const params = { path: { id: taskId, otherId } };
  return change(taskId, () => body(api.DELETE('/tasks/{id}/dependencies/{otherId}', { params })));
}

async function change(taskId: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('dependencies.failed'), detail: problemText(error) });
  } finally {
    await Promise.all([queryClient.invalidateQueries({ queryKey: keys.all }), loadTask(taskId).catch(() => undefined)]);
  }
}
