import { listsByScope, type OnChange } from '../live/live.ts';

export const keys = {
  all: ['projects'] as const,
  within: (organizationId: string) => ['projects', organizationId] as const,
  one: (id: string) => ['project', id] as const,
  milestones: (id: string) => ['milestones', id] as const,
  updates: (id: string) => ['project-updates', id] as const,
  guests: (id: string) => ['project-guests', id] as const,
  tasks: (id: string) => ['project-tasks', id] as const,
};

export const listsTasksOf = listsByScope('project-tasks');

export const onChange: OnChange = ({ kind, id, projectId = id, organizationId }, live) => {
  if (kind === 'milestone') live.readAgain(keys.milestones(projectId));
  if (kind !== 'project' && kind !== 'project-guest') return;
  live.readAgain(keys.one(projectId));
  live.readAgain(keys.within(organizationId ?? ''));
  live.readAgain(keys.updates(projectId));
  if (kind === 'project-guest') live.readAgain(keys.guests(projectId));
};
