import { queryClient } from '../api/query-client.ts';
import { importQuery } from '../data/imports/queries.ts';
import { pendingChanges, shownUnread } from '../data/notifications/pending.ts';
import { organizationsQuery } from '../data/organizations/queries.ts';
import { lastOrganization } from '../data/organizations/use-organization.ts';
import { messageQuery } from '../data/mail-log/queries.ts';
import { projectQuery } from '../data/projects/queries.ts';
import { tasks } from '../data/tasks/tasks.ts';
import { teamsQuery } from '../data/teams/queries.ts';
import type { NameSource, PageNames, Params } from './title.ts';

/** The names for the page's title, as far as they are loaded. */
export const pageNames: NameSource = {
  namesOf,
  unread: shownUnread,
  subscribe(listener) {
    const stops = [
      queryClient.getQueryCache().subscribe(listener),
      tasks.subscribe(listener),
      pendingChanges.subscribe(listener),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  },
};

function namesOf({ organizationId, teamId, projectId, taskId, importId, messageId }: Params): PageNames {
  const task = taskId === undefined ? undefined : tasks.get(taskId);
  const teams = queryClient.getQueryData(teamsQuery.queryKey);
  const team = teams?.find(({ id }) => id === (task?.teamId ?? teamId));
  const project = projectId === undefined ? undefined : queryClient.getQueryData(projectQuery(projectId).queryKey);
  const organizations = queryClient.getQueryData(organizationsQuery.queryKey);
  const organizationOfPage = organizationId ?? team?.organizationId ?? project?.organizationId ?? lastOrganization();
  const organization = organizations?.find(({ id }) => id === organizationOfPage) ?? organizations?.[0];
  return {
    organization: organization?.name,
    team: team?.name,
    project: project?.name,
    task: task && `${task.key} ${task.title}`.trim(),
    importedFile:
      importId === undefined ? undefined : queryClient.getQueryData(importQuery(importId).queryKey)?.filename,
    message: messageId === undefined ? undefined : queryClient.getQueryData(messageQuery(messageId).queryKey)?.subject,
  };
}
