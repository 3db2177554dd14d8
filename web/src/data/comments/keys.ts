import type { OnChange } from '../live/live.ts';

export const keys = {
  all: ['comments'] as const,
  of: (taskId: string) => ['comments', taskId] as const,
};

export const onChange: OnChange = ({ kind, taskId }, live) => {
  if (kind !== 'comment' || taskId === undefined) return;
  live.readAgain(keys.of(taskId));
  live.readTask(taskId);
};
