import { listsByScope, type OnChange } from '../live/live.ts';

export const keys = {
  of: (projectId: string) => ['timeline', projectId] as const,
  undated: (projectId: string) => ['timeline-undated', projectId] as const,
};

export const listsTasksOf = listsByScope('timeline', 'timeline-undated');

export const onChange: OnChange = ({ kind, id, projectId = id }, live) => {
  if (kind === 'project' || kind === 'project-guest' || kind === 'milestone') live.readAgain(keys.of(projectId));
};
