import type { OnChange } from '../live/live.ts';

const all = ['notifications'] as const;

export const keys = {
  all,
  /** How many are unread. */
  count: [...all, 'count'] as const,
  mutes: [...all, 'mutes'] as const,
  muted: (kind: 'task' | 'project', id: string) => [...all, 'muted', kind, id] as const,
};

export const onChange: OnChange = ({ kind }, live) => {
  if (kind === 'notification' || kind === 'inbox') live.readAgain(keys.all);
};
