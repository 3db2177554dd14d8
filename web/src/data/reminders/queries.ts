import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** The signed-in person's own reminder of a task, or null. The task's page fills it at first. */
export const reminderQuery = (taskId: string) =>
  queryOptions({
    queryKey: keys.of(taskId),
    queryFn: async ({ signal }) =>
      (await body(api.GET('/tasks/{id}/page', { params: { path: { id: taskId } }, signal }))).reminder,
  });
