import type { QueryClient } from '@tanstack/react-query';
import type { Project } from '../../api/types.ts';
import { isOfCounts, teamOfMany } from '../live/changes.ts';
import { listsByScope, type OnChange } from '../live/live.ts';
import { keys as projectKeys } from '../projects/keys.ts';
import { keys as subtaskKeys } from '../subtasks/keys.ts';
import type { KnownTask } from '../tasks/store.ts';
import { tasks } from '../tasks/tasks.ts';

export const keys = {
  all: ['task-list'] as const,
  of: (teamId: string) => ['task-list', teamId] as const,
};

export const listsTasksOf = listsByScope(...keys.all);

/** Our own changes are already in the store, but their effect on lists, timelines and counts is not. */
export const onChange: OnChange = (change, live) => {
  const { event, kind, id, teamId, projectId, organizationId, previousTeamId, previousProjectId } = change;
  const team = teamOfMany(change);
  if (team !== undefined) live.readListsOf(organizationId, ...scopesOfTeam(team, live.queryClient));
  if (kind !== 'task') return;
  const cachedTask = tasks.get(id);
  if (!isOfCounts(change))
    live.readListsOf(teamId, organizationId, projectId, previousTeamId, previousProjectId, ...scopesOf(cachedTask));
  else if (event === 'dependency.changed')
    live.readListsOf(...(cachedTask ? scopesOf(cachedTask) : scopesOfTeam(teamId, live.queryClient)));
};

/** The lists that contain a task. */
export function scopesOf(task: KnownTask | undefined): readonly unknown[] {
  return task ? [task.teamId, task.organizationId, task.projectId, task.parentId] : [];
}

/** A team with its organization and projects, for changes that do not name the tasks. */
function scopesOfTeam(teamId: string | undefined, queryClient: QueryClient): readonly unknown[] {
  const projects = queryClient.getQueriesData<readonly Project[]>({ queryKey: projectKeys.all });
  const parents = queryClient.getQueriesData({ queryKey: subtaskKeys.all });
  return [
    teamId,
    ...projects
      .flatMap(([, cachedProjects = []]) => cachedProjects.filter(({ teamIds }) => teamIds.includes(teamId ?? '')))
      .map(({ id }) => id),
    ...parents.map(([[, id]]) => id).filter((id) => tasks.get(String(id))?.teamId === teamId),
  ];
}
