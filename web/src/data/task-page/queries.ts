import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { WholeTask } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import { attachmentsQuery } from '../attachments/queries.ts';
import { backlinksQuery } from '../backlinks/queries.ts';
import { checklistQuery } from '../checklists/queries.ts';
import { commentsQuery } from '../comments/queries.ts';
import { dependenciesQuery } from '../dependencies/queries.ts';
import { mutedQuery } from '../notifications/mutes.ts';
import { reminderQuery } from '../reminders/queries.ts';
import { subtasksQuery } from '../subtasks/queries.ts';
import { keys as tasksKeys } from '../tasks/keys.ts';

/** A task with everything that its panel shows first, in one request; the parts of the panel read it from the cache. */
export const taskPageQuery = (id: string) =>
  queryOptions({
    queryKey: tasksKeys.page(id),
    queryFn: async ({ signal }) => {
      const page = await body(api.GET('/tasks/{id}/page', { params: { path: { id } }, signal }));
      keepParts(page);
      tasks.put([page.task]);
      return page.task;
    },
  });

/** Puts the parts of the page where the parts of the panel read them. */
export function keepParts(page: WholeTask): void {
  const { task, checklist, attachments, dependencies, subtasks, comments, hasMoreComments, reminder, isMuted } = page;
  queryClient.setQueryData(backlinksQuery(task.id).queryKey, { pages: [page.backlinks], pageParams: [''] });
  queryClient.setQueryData(checklistQuery(task.id).queryKey, checklist);
  queryClient.setQueryData(attachmentsQuery(task.id).queryKey, attachments);
  queryClient.setQueryData(dependenciesQuery(task.id).queryKey, dependencies);
  queryClient.setQueryData(subtasksQuery(task).queryKey, subtasks);
  queryClient.setQueryData(reminderQuery(task.id).queryKey, reminder);
  if (isMuted !== null) queryClient.setQueryData(mutedQuery({ kind: 'task', id: task.id }).queryKey, isMuted);
  // Comments are read from the oldest on, so these do not fit if there are more.
  if (hasMoreComments) return;
  const { queryKey } = commentsQuery(task.id);
  queryClient.setQueryData(queryKey, { pages: [{ items: comments, nextCursor: null }], pageParams: [''] });
}
