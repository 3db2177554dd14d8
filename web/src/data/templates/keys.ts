import type { OnChange } from '../live/live.ts';

export const keys = {
  all: ['templates'] as const,
  /** Of a team's tasks, or of an organization's projects. */
  of: (id: string) => ['templates', id] as const,
};

export const onChange: OnChange = ({ event }, live) => {
  if (event === 'template.changed') live.readAgain(keys.all);
};
