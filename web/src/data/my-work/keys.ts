import { listsByScope } from '../live/live.ts';

export const keys = {
  all: ['my-work'] as const,
  of: (organizationId: string) => ['my-work', organizationId] as const,
};

export const listsTasksOf = listsByScope(...keys.all);
