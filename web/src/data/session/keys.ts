import type { OnChange } from '../live/live.ts';

export const keys = { me: ['me'] as const };

export const onChange: OnChange = ({ kind }, live) => {
  if (kind === 'user') live.readAgain(keys.me);
};
