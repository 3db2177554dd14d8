import type { OnChange } from '../live/live.ts';

export const keys = { of: (taskId: string) => ['attachments', taskId] as const };

export const onChange: OnChange = ({ event, id }, live) => {
  if (event === 'attachment.changed') live.readAgain(keys.of(id));
};
