import type { OnChange } from '../live/live.ts';

export const keys = { of: (taskId: string) => ['log', taskId] as const };

export const onChange: OnChange = ({ kind, id, taskId }, live) => {
  if (kind === 'task') live.readAgain(keys.of(id));
  else if (kind === 'comment' && taskId !== undefined) live.readAgain(keys.of(taskId));
};
