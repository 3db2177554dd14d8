import { type DataTag, type QueryKey, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { noteInvalidations, queryClient } from '../../api/query-client.ts';
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
      const invalidations = noteInvalidations();
      try {
        const page = await body(api.GET('/tasks/{id}/page', { params: { path: { id } }, signal }));
        keepParts(page, invalidations.has);
        tasks.put([page.task]);
        return page.task;
      } finally {
        invalidations.stop();
      }
    },
  });

/**
 * Puts the parts of the page where the parts of the panel read them.
 * @param mayBeOlder Whether a query was invalidated while the page was read. What it has is read again, or was already;
 *   what the page brings is shown only if it has nothing, and read again.
 */
export function keepParts(page: WholeTask, mayBeOlder: (queryKey: QueryKey) => boolean = () => false): void {
  function put<Data>(queryKey: DataTag<QueryKey, Data, Error>, data: NoInfer<Data>): void {
    const isOutdated = mayBeOlder(queryKey);
    if (isOutdated && queryClient.getQueryData(queryKey) !== undefined) return;
    queryClient.setQueryData<unknown>(queryKey, data);
    if (isOutdated) void queryClient.invalidateQueries({ queryKey, exact: true });
  }

  const { task, checklist, attachments, dependencies, subtasks, comments, hasMoreComments, reminder, isMuted } = page;
  put(backlinksQuery(task.id).queryKey, { pages: [page.backlinks], pageParams: [''] });
  put(checklistQuery(task.id).queryKey, checklist);
  put(attachmentsQuery(task.id).queryKey, attachments);
  put(dependenciesQuery(task.id).queryKey, dependencies);
  put(subtasksQuery(task).queryKey, subtasks);
  put(reminderQuery(task.id).queryKey, reminder);
  if (isMuted !== null) put(mutedQuery({ kind: 'task', id: task.id }).queryKey, isMuted);
  // Comments are read from the oldest on, so these do not fit if there are more.
  if (hasMoreComments) return;
  const { queryKey } = commentsQuery(task.id);
  put(queryKey, { pages: [{ items: comments, nextCursor: null }], pageParams: [''] });
}
