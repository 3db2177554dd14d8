import { listsByScope } from '../live/live.ts';

export const keys = {
  /** Of a team or an organization. */
  of: (id: string) => ['statistics', id] as const,
  progress: (projectId: string) => ['progress', projectId] as const,
};

export const listsTasksOf = listsByScope('statistics', 'progress');
