import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { SubtaskCard, Task } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import { keys } from './keys.ts';

const maxSubtasks = 200;
/** The task contains the counts of its subtasks: when they change, so did the subtasks. */
type Counted = Pick<Task, 'id' | 'organizationId' | 'subtaskDone' | 'subtaskTotal'>;

/** The direct subtasks of a task; the store provides the current values of those that it knows. */
export const subtasksQuery = ({ id: parentId, organizationId, ...counts }: Counted) =>
  queryOptions({
    queryKey: [...keys.of(parentId), counts.subtaskDone, counts.subtaskTotal],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<readonly SubtaskCard[]> => {
      const query = { organizationId, parentId, archived: 'all', sort: 'createdAt', limit: maxSubtasks } as const;
      const { items } = await body(api.GET('/tasks', { params: { query }, signal }));
      tasks.put(items);
      return items;
    },
  });

/** The progress of a task with all subtasks at any depth. */
export const rollUpQuery = ({ id, ...counts }: Counted) =>
  queryOptions({
    queryKey: [...keys.rollUp(id), counts.subtaskDone, counts.subtaskTotal],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => body(api.GET('/tasks/{id}/roll-up', { params: { path: { id } }, signal })),
  });

export async function refreshSubtasks(parentId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.of(parentId) }),
    queryClient.invalidateQueries({ queryKey: keys.rollUps }),
  ]);
}
