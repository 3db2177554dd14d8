import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { SubtaskCard, Task } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import { keys } from './keys.ts';

const most = 200;
/** The parts' counts come with the task: when they change, so did the parts. */
type Counted = Pick<Task, 'id' | 'organizationId' | 'subtaskDone' | 'subtaskTotal'>;

/** The direct parts of a task; of those that the store knows, what is shown comes from there. */
export const subtasksQuery = ({ id: parentId, organizationId, ...counts }: Counted) =>
  queryOptions({
    queryKey: [...keys.of(parentId), counts.subtaskDone, counts.subtaskTotal],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<readonly SubtaskCard[]> => {
      const query = { organizationId, parentId, archived: 'all', sort: 'createdAt', limit: most } as const;
      const { items } = await body(api.GET('/tasks', { params: { query }, signal }));
      tasks.put(items);
      return items;
    },
  });

/** How far a task is with all that hangs on it, at any depth. */
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
