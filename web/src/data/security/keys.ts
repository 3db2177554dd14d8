import type { OnChange } from '../live/live.ts';

export const keys = { all: ['security'] as const };

export const onChange: OnChange = ({ event }, live) => {
  if (event === 'user.security-changed') live.readAgain(keys.all);
};
