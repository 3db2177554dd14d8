import { isOfCounts } from '../live/changes.ts';
import { listsByScope, type OnChange } from '../live/live.ts';
import { tasks } from './tasks.ts';

export const keys = {
  one: (id: string) => ['task', id] as const,
  /** With everything that its page shows. */
  page: (id: string) => ['task-page', id] as const,
  archive: (teamId: string) => ['archive', teamId] as const,
};

export const listsTasksOf = listsByScope('archive');

const created = new Set(['task.created', 'task.restored']);

export const onChange: OnChange = (change, live) => {
  const { event, kind, id, version, teamId } = change;
  if (kind !== 'task') return;
  if (event === 'task.deleted') return tasks.remove(id, version);
  const ofCounts = isOfCounts(change);
  if (!ofCounts && version <= tasks.versionOf(id)) return;
  if (tasks.get(id) === undefined && !live.isShown(id, teamId)) return;
  live.readTask(id, ofCounts ? undefined : { version, isNew: created.has(event) });
};
