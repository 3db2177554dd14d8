import type { OnChange } from '../live/live.ts';

export const keys = { of: (taskId: string) => ['checklist', taskId] as const };

export const onChange: OnChange = ({ event, id }, live) => {
  if (event === 'checklist.changed') live.readAgain(keys.of(id));
};
