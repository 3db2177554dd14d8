import type { OnChange } from '../live/live.ts';

export const keys = { all: ['public-organizations'] as const };

export const onChange: OnChange = ({ kind }, live) => {
  if (kind === 'join-request') live.readAgain(keys.all);
};
