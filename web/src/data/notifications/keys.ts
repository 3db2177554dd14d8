import type { OnChange } from '../live/live.ts';

export const keys = { all: ['notifications'] as const };

export const onChange: OnChange = ({ kind }, live) => {
  if (kind === 'notification' || kind === 'inbox') live.readAgain(keys.all);
};
