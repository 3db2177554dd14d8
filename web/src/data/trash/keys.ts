import { listsByScope } from '../live/live.ts';

export const keys = { of: (teamId: string) => ['trash', teamId] as const };

export const listsTasksOf = listsByScope('trash');
