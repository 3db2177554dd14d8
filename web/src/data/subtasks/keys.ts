import { type ListsTasksOf, listsByScope } from '../live/live.ts';
import { tasks } from '../tasks/tasks.ts';

export const keys = {
  all: ['subtasks'] as const,
  of: (parentId: string) => ['subtasks', parentId] as const,
  rollUps: ['roll-up'] as const,
  rollUp: (id: string) => ['roll-up', id] as const,
};

const isOfParent = listsByScope(...keys.all);

export const listsTasksOf: ListsTasksOf = (key, places) =>
  isOfParent(key, places) ||
  // Subtasks at any depth may belong to any team: only their organization is known.
  (key[0] === keys.rollUps[0] && places.has(tasks.get(String(key[1]))?.organizationId));
