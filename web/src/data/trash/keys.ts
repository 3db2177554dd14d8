import { listsByPlace } from '../live/live.ts';

export const keys = { of: (teamId: string) => ['trash', teamId] as const };

export const listsTasksOf = listsByPlace('trash');
