import type { Reminder } from '../../api/types.ts';
import type { OnChange } from '../live/live.ts';

export const keys = { of: (taskId: string) => ['reminder', taskId] as const };

export const onChange: OnChange = ({ event, id }, live) => {
  const isOwn = event === 'task.reminder-changed' || event === 'task.reminder-due';
  // A reminder before the due date moves with it.
  const mayMove = () => typeof live.queryClient.getQueryData<Reminder | null>(keys.of(id))?.before === 'number';
  if (isOwn || (event === 'task.updated' && mayMove())) live.readAgain(keys.of(id));
};
