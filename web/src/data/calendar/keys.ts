import { listsByScope } from '../live/live.ts';

/** Of a team or a project. */
export const keys = {
  of: (scopeId: string) => ['calendar', scopeId] as const,
  undated: (scopeId: string) => ['calendar-undated', scopeId] as const,
};

export const listsTasksOf = listsByScope('calendar', 'calendar-undated');
